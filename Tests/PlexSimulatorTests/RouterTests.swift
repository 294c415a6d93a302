// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// What requests are answered, without a socket.
@Suite struct RouterTests {
    /// Asks a world with a request such as `GET /activities`.
    static func ask(
        _ world: inout World,
        _ line: String,
        json: Bool = true,
        token: String? = nil
    ) -> (status: Int, body: String, headers: [Header]) {
        var headers = json ? [Header(name: "accept", value: "text/html, application/json;q=0.9")] : []
        if let token { headers.append(Header(name: "x-plex-token", value: token)) }
        let words = line.split(separator: " ").map { String($0) }
        let request = Request(method: words[0], target: words[1], headers: headers)
        let answer = Router(request: request).answer(in: &world)
        return (answer.status, String(decoding: answer.body, as: UTF8.self), answer.headers)
    }

    /// A world with one scan, a token, and an account of a user.
    static var world: World {
        var scenario = Scenario(
            accounts: [Account(token: "user", userID: 7, isAdministrator: false)],
            sections: [WorldTests.movies],
            butlerTasks: [ButlerTask(name: "MusicAnalysis", title: "T", summary: "S", isEnabled: false, interval: 3)],
            activities: [
                ActivityPlan(
                    type: .libraryUpdateSection, titles: ["A <&> \"B\" \u{7}"], subtitles: ["é\n"],
                    section: SectionID("1"), uuid: "../../x", course: Course(stick: .percent(42)))
            ]
        )
        scenario.server.token = "owner"
        var world = World(scenario: scenario)
        world.advance(to: .seconds(10))
        return world
    }

    @Test("activities are XML unless JSON is asked for")
    func activitiesAreXMLUnlessJSONIsAskedFor() {
        var world = Self.world
        let xml = Self.ask(&world, "GET /activities", json: false, token: "owner")
        #expect(
            xml.body == """
                <?xml version="1.0" encoding="UTF-8"?>
                <MediaContainer size="1">
                <Activity uuid="../../x" type="library.update.section" cancellable="0" userID="1" \
                title="A &lt;&amp;&gt; &quot;B&quot; \u{FFFD}" subtitle="é&#10;" progress="42">
                <Context librarySectionID="1"/>
                </Activity>
                </MediaContainer>

                """)
        #expect(xml.headers.contains(Header(name: "Content-Type", value: "text/xml;charset=utf-8")))
        let json = Self.ask(&world, "GET /activities", token: "owner")
        #expect(
            json.body == #"{"MediaContainer":{"size":1,"Activity":[{"uuid":"../../x","#
                + #""type":"library.update.section","cancellable":false,"userID":1,"#
                + #""title":"A <&> \"B\" \u0007","subtitle":"é\n","progress":42,"#
                + #""Context":{"librarySectionID":"1"}}]}}"#)
        #expect(json.headers.contains(Header(name: "Content-Type", value: "application/json")))
        #expect(json.headers.contains(Header(name: "X-Plex-Pms-Api-Version", value: "1.1.1")))
    }

    @Test("an empty list has no activity key")
    func anEmptyListHasNoActivityKey() {
        var world = World(scenario: Scenario())
        #expect(Self.ask(&world, "GET /activities").body == #"{"MediaContainer":{"size":0}}"#)
        #expect(
            Self.ask(&world, "GET /activities", json: false).body.hasSuffix(
                "<MediaContainer size=\"0\">\n</MediaContainer>\n"))
    }

    @Test("a wrong token is 401 in HTML whatever is accepted", arguments: [nil, "", "wrong"])
    func aWrongTokenIs401InHTMLWhateverIsAccepted(token: String?) {
        var world = Self.world
        let answer = Self.ask(&world, "GET /activities", token: token)
        #expect(answer.status == 401)
        #expect(
            answer.body == "<html><head><title>Unauthorized</title></head><body><h1>401 Unauthorized</h1></body></html>"
        )
    }

    @Test("the token may be in the query")
    func theTokenMayBeInTheQuery() {
        var world = Self.world
        #expect(Self.ask(&world, "GET /activities?X-Plex-Token=owner&a").status == 200)
        #expect(Self.ask(&world, "GET /activities?X-Plex-Token=ow%6eer").status == 200)
    }

    @Test("the identity needs no token")
    func theIdentityNeedsNoToken() {
        var world = Self.world
        let answer = Self.ask(&world, "GET /identity")
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""machineIdentifier":"\#(world.server.machineIdentifier)""#))
    }

    @Test("an encoded uuid is one segment and a plain one is not")
    func anEncodedUuidIsOneSegmentAndAPlainOneIsNot() {
        var world = Self.world
        #expect(Self.ask(&world, "DELETE /activities/../../x", token: "owner").status == 404)
        // It is there, and not cancellable.
        #expect(Self.ask(&world, "DELETE /activities/%2E%2e%2F..%2Fx", token: "owner").status == 400)
    }

    @Test("a refresh names the activity")
    func aRefreshNamesTheActivity() throws {
        var world = World(scenario: Scenario(sections: [WorldTests.movies]))
        let answer = Self.ask(&world, "GET /library/sections/1/refresh")
        let id = try #require(world.activities.first?.id.rawValue)
        #expect(answer.headers.contains(Header(name: "X-Plex-Activity", value: id)))
        world.server.sendsActivityHeader = false
        let without = Self.ask(&world, "GET /library/sections/1/refresh")
        #expect(!without.headers.contains { $0.name == "X-Plex-Activity" })
        #expect(Self.ask(&world, "GET /library/sections/2/refresh").status == 404)
    }

    @Test("tasks are no media container")
    func tasksAreNoMediaContainer() {
        var world = Self.world
        #expect(
            Self.ask(&world, "GET /butler", token: "owner").body
                == #"{"ButlerTasks":{"ButlerTask":[{"name":"MusicAnalysis","interval":3,"#
                + #""scheduleRandomized":false,"enabled":false,"title":"T","description":"S"}]}}"#)
    }

    @Test(
        "a user who is no administrator may not do everything",
        arguments: [
            ("GET", "/butler", 403), ("DELETE", "/butler/MusicAnalysis", 403), ("POST", "/butler/MusicAnalysis", 403),
            ("GET", "/library/sections/1/refresh", 403), ("DELETE", "/library/sections/1/refresh", 403),
            ("GET", "/activities", 200), ("GET", "/library/sections", 200), ("DELETE", "/activities/..%2F..%2Fx", 404),
            ("GET", "/elsewhere", 404),
        ])
    func aUserWhoIsNoAdministratorMayNotDoEverything(method: String, target: String, status: Int) {
        var world = Self.world
        #expect(Self.ask(&world, "\(method) \(target)", token: "user").status == status)
        world.server.refusalStatus = 401
        #expect(Self.ask(&world, "\(method) \(target)", token: "user").status == (status == 403 ? 401 : status))
    }

    @Test("a user who is no administrator silently sees less")
    func aUserWhoIsNoAdministratorSilentlySeesLess() {
        var world = Self.world
        #expect(Self.ask(&world, "GET /activities", token: "user").body == #"{"MediaContainer":{"size":0}}"#)
    }

    @Test("sections say whether they are refreshing")
    func sectionsSayWhetherTheyAreRefreshing() {
        var world = Self.world
        for target in ["/library/sections", "/library/sections/", "/library/sections/all"] {
            let body = Self.ask(&world, "GET \(target)", token: "owner").body
            #expect(body.contains(#""key":"1","type":"movie","title":"Movies","refreshing":true"#))
        }
        #expect(Self.ask(&world, "DELETE /library/sections/1/refresh", token: "owner").status == 200)
        #expect(Self.ask(&world, "GET /library/sections", token: "owner").body.contains(#""refreshing":false"#))
    }

    @Test("sessions say what the player does")
    func sessionsSayWhatThePlayerDoes() {
        var world = World(
            scenario: Scenario(sessions: [
                SessionPlan(key: "1", isTranscoding: true), SessionPlan(key: "2", state: "paused"),
            ]))
        let json = Self.ask(&world, "GET /status/sessions").body
        #expect(json.hasPrefix(#"{"MediaContainer":{"size":2,"Metadata":[{"sessionKey":"1""#))
        #expect(json.contains(#""state":"paused""#))
        #expect(json.split(separator: "TranscodeSession").count == 2)
        let xml = Self.ask(&world, "GET /status/sessions", json: false).body
        #expect(xml.contains(#"<Video sessionKey="1""#))
    }

    @Test("wrong types keep uuid and type alone")
    func wrongTypesKeepUuidAndTypeAlone() throws {
        var world = Self.world
        let request = Request(
            method: "GET", target: "/activities", headers: [Header(name: "X-Plex-Token", value: "owner")])
        let answer = WrongTypes.answer(for: Router(request: request).answer(in: &world))
        let body = String(decoding: answer.body, as: UTF8.self)
        #expect(
            body.hasPrefix(
                #"{"MediaContainer":{"size":"many","machineIdentifier":17,"Activity":[{"uuid":"../../x","#
                    + #""type":"library.update.section","cancellable":[null],"userID":"not a number","#
                    + #""title":{"text":null},"subtitle":{"text":null},"progress":"not a number","#
                    + #""Context":"neither object nor array"},null,"#))
    }
}
