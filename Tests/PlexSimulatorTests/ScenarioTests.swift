// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import Testing

@testable import PlexSimulator

/// Scenario files.
@Suite struct ScenarioTests {
    /// A text that is refused, and where the problem is.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var text: String
        var keyPath: String
        var fragment: String
        var testDescription: String { self.text }
    }

    /// The folder of the package.
    static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test(
        "an error names its key",
        arguments: [
            Refusal(text: "sed = 1", keyPath: "sed", fragment: "unknown key"),
            Refusal(text: "[server]\ntokn = \"\"", keyPath: "server.tokn", fragment: "unknown key"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nstik-at = 4", keyPath: "activity[0].stik-at",
                fragment: "stick-at"),
            Refusal(text: "[[activity]]", keyPath: "activity[0].type", fragment: "required"),
            Refusal(text: "activity = 3", keyPath: "activity", fragment: "a list of tables"),
            Refusal(
                text: "[[activity]]\ntype = 3", keyPath: "activity[0].type", fragment: "must be a string, but is 3"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nduration = 8", keyPath: "activity[0].duration",
                fragment: "a duration"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nduration = \"0s\"", keyPath: "activity[0].duration",
                fragment: "above zero"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nstart = \"8 s\"", keyPath: "activity[0].start",
                fragment: "a duration"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nto = 50\nstick-at = 60", keyPath: "activity[0].stick-at",
                fragment: "between"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\non-cancel = \"300\"", keyPath: "activity[0].on-cancel",
                fragment: "\"ignore\""),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nsection = \"9\"", keyPath: "activity[0].section",
                fragment: "no [[section]]"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nstart-on = \"section-refresh\"", keyPath: "activity[0].section",
                fragment: "required"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nstart-on = \"butler-task\"\nbutler-task = \"none\"",
                keyPath: "activity[0].butler-task", fragment: "required"),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nrepeat = 0", keyPath: "activity[0].repeat",
                fragment: "\"forever\""),
            Refusal(
                text: "[[activity]]\ntype = \"butler\"\nsubtitle = [\"a\", 1]", keyPath: "activity[0].subtitle",
                fragment: "list of strings"),
            Refusal(text: "[[fault]]\nkind = \"fire\"", keyPath: "fault[0].kind", fragment: "is \"fire\""),
            // A key of another kind is unknown here.
            Refusal(
                text: "[[fault]]\nkind = \"hang\"\nstatus = 500", keyPath: "fault[0].status", fragment: "unknown key"),
            Refusal(text: "[[fault]]\nkind = \"status\"", keyPath: "fault[0].status", fragment: "required"),
            Refusal(text: "[[fault]]\nkind = \"redirect\"", keyPath: "fault[0].location", fragment: "required"),
            Refusal(text: "[[restart]]", keyPath: "restart[0].at", fragment: "required"),
            Refusal(text: "[[[activity]]]", keyPath: "", fragment: "line 1"),
            Refusal(text: "seed = 1\n[ ]", keyPath: "", fragment: "line 2"),
            Refusal(text: "seed = 1\0", keyPath: "", fragment: "NUL"),
            Refusal(text: "seed = ", keyPath: "", fragment: "is not TOML"),
        ])
    func anErrorNamesItsKey(refusal: Refusal) throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: refusal.text, file: "s.toml") }
        let problem = try #require(error.problems.first { $0.keyPath == refusal.keyPath })
        #expect(problem.message.contains(refusal.fragment))
        #expect(error.description.contains("s.toml: "))
    }

    @Test("all problems are reported in one go")
    func allProblemsAreReportedInOneGo() throws {
        let text = "sed = 1\n[[activity]]\ntype = 1\nduration = true\n[[fault]]\nkind = \"raw\""
        let error = try #require(throws: ScenarioError.self) { try Scenario(text: text, file: "s.toml") }
        let keys = error.problems.map(\.keyPath).sorted()
        #expect(keys == ["activity[0].duration", "activity[0].type", "fault[0].body", "sed"])
    }

    @Test("a file that is missing is an error")
    func aFileThatIsMissingIsAnError() throws {
        let error = try #require(throws: ScenarioError.self) { try Scenario(contentsOfFile: "/nonexistent.toml") }
        #expect(error.description.contains("/nonexistent.toml: cannot be read"))
    }

    @Test(
        "durations are read as spelled",
        arguments: [
            ("250ms", Duration.milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
            ("1d", .seconds(86_400)), ("1h30m", .seconds(5400)), ("0s", .zero),
        ])
    func durationsAreReadAsSpelled(text: String, duration: Duration) {
        #expect(DurationText.duration(of: text) == duration)
    }

    @Test("other texts are no durations", arguments: ["", "5", "s", "-5s", "5 s", "1.5s", "5y", "99999999999d"])
    func otherTextsAreNoDurations(text: String) {
        #expect(DurationText.duration(of: text) == nil)
    }

    @Test("every key of an activity is read")
    func everyKeyOfAnActivityIsRead() throws {
        let text = """
            seed = 9
            [[section]]
            id = "4"
            title = "Music"
            type = "artist"
            [[activity]]
            type = "media.generate.loudness"
            title = ["a", "b"]
            subtitle = "c"
            section = "4"
            context = { key = "/library/metadata/1", flag = true, number = 3 }
            user = 5
            cancellable = "absent"
            uuid = "../../x"
            copies = 2
            start = "3s"
            duration = "1m"
            from = 10
            to = 90.5
            steps = 7
            stays-at-end = "4s"
            stick-at = "12s"
            moves = "subtitle"
            indeterminate = true
            names-section-after = "1s"
            unnamed-title = "Looking"
            repeat = "forever"
            pause-between = "2s"
            butler-task = "Other"
            on-cancel = "400"
            on-section-stop = "ignore"
            on-butler-stop = "403"
            stop-delay = "6s"
            """
        var expected = ActivityPlan(
            type: .generateLoudness, titles: ["a", "b"], subtitles: ["c"], section: SectionID("4"),
            context: [.init("flag", true), .init("key", "/library/metadata/1"), .init("number", 3)],
            userID: 5, isCancellable: nil, uuid: "../../x", copies: 2, trigger: .time(.seconds(3)),
            course: Course(
                from: 10, to: 90.5, duration: .seconds(60), steps: 7, staysAtEnd: .seconds(4),
                stick: .time(.seconds(12)), movesOnlySubtitle: true, isIndeterminate: true,
                namesSectionAfter: .seconds(1), unnamedTitle: "Looking"),
            runs: nil, pauseBetween: .seconds(2), onCancel: .status(400), onSectionStop: .ignore,
            onButlerStop: .status(403), stopDelay: .seconds(6))
        expected.butlerTask = "Other"
        let scenario = try Scenario(text: text, file: "s.toml")
        #expect(scenario.activities == [expected])
        #expect(scenario.seed == 9)
        #expect(scenario.sections == [LibrarySection(id: SectionID("4"), title: "Music", kind: "artist")])
    }

    @Test(
        "every kind of fault is read",
        arguments: [
            ("kind = \"status\"\nstatus = 503\nretry-after = \"7s\"", Fault(.status(503, retryAfter: 7))),
            ("kind = \"delay\"\ndelay = \"2s\"", Fault(.delay(.seconds(2)))),
            (
                "kind = \"hang\"\npath = \"/activities\"\nmethod = \"get\"",
                Fault(.hang, path: "/activities", method: "GET")
            ),
            ("kind = \"drip\"", Fault(.drip(.seconds(1)))),
            ("kind = \"truncate\"\nbytes = 9", Fault(.truncate(bytes: 9))),
            ("kind = \"oversized\"", Fault(.oversized(mebibytes: 100))),
            (
                "kind = \"not-json\"\nfrom = \"1s\"\nuntil = \"2s\"",
                Fault(.notJSON, from: .seconds(1), until: .seconds(2))
            ),
            ("kind = \"reset\"\nafter-requests = 3\nrequests = 2", Fault(.reset, afterRequests: 3, requests: 2)),
            (
                "kind = \"redirect\"\nlocation = \"http://127.0.0.1:1/\"",
                Fault(.redirect(status: 302, location: "http://127.0.0.1:1/"))
            ),
            ("kind = \"wrong-types\"", Fault(.wrongTypes)),
            (
                "kind = \"raw\"\nbody = \"[\"\nbody-repeat = 3",
                Fault(.raw(body: "[[[", contentType: "application/json"))
            ),
        ])
    func everyKindOfFaultIsRead(text: String, fault: Fault) throws {
        let scenario = try Scenario(text: "[[fault]]\n\(text)", file: "s.toml")
        #expect(scenario.faults == [fault])
    }

    @Test("everything else is read")
    func everythingElseIsRead() throws {
        let text = """
            [server]
            machine-identifier = "m"
            version = "v"
            api-version = ""
            name = "n"
            token = "t"
            admin = false
            user = 3
            refusal-status = 401
            idle-butler = true
            activity-header = false
            [[account]]
            token = "u"
            user = 4
            admin = true
            [[session]]
            key = "1"
            state = "buffering"
            transcode = true
            from = "1s"
            until = "2s"
            [[restart]]
            at = "9s"
            resumes = true
            [[restart]]
            at = "5s"
            down-for = "2s"
            machine-identifier = "other"
            """
        let scenario = try Scenario(text: text, file: "s.toml")
        var server = ServerProfile()
        (server.machineIdentifier, server.version, server.apiVersion, server.name) = ("m", "v", nil, "n")
        (server.token, server.isAdministrator, server.userID, server.refusalStatus) = ("t", false, 3, 401)
        (server.hasIdleButlerRow, server.sendsActivityHeader) = (true, false)
        #expect(scenario.server == server)
        #expect(scenario.accounts == [Account(token: "u", userID: 4, isAdministrator: true)])
        let session = SessionPlan(
            key: "1", state: "buffering", isTranscoding: true, from: .seconds(1), until: .seconds(2))
        #expect(scenario.sessions == [session])
        // In order of time, whatever the file's.
        let restarts = [
            RestartPlan(at: .seconds(5), downFor: .seconds(2), machineIdentifier: "other"),
            RestartPlan(at: .seconds(9), resumesWork: true),
        ]
        #expect(scenario.restarts == restarts)
    }

    @Test("the scenarios of the repository are valid")
    func theScenariosOfTheRepositoryAreValid() throws {
        let folder = Self.package.appending(path: "Tests/Scenarios").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
        #expect(files.count >= 2)
        for file in files + [Self.package.appending(path: "config/demo/scenario.toml").path] {
            #expect(throws: Never.self) { try Scenario(contentsOfFile: file) }
        }
    }
}
