// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// Both streams through a real socket, when nothing goes wrong.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    /// The two framings.
    static let framings: [StreamOpening.Framing] = [.eventSource, .webSocket]

    /// One activity of two steps, which begins after a second.
    static let scenario = Scenario(
        activities: [
            ActivityPlan(
                type: .libraryRefreshItems, titles: ["Refreshing"], uuid: "u", trigger: .time(.seconds(1)),
                course: Course(duration: .seconds(2), steps: 2, staysAtEnd: .seconds(1)))
        ]
    )

    /// Opens a stream and takes the ping with which an EventSource begins.
    static func open(
        _ framing: StreamOpening.Framing,
        _ server: SimulatorServer,
        query: String = "",
        headers: [String] = []
    ) async throws -> StreamConnection {
        let before = server.openStreams
        let stream = try await StreamConnection.open(framing, port: server.port, query: query, headers: headers)
        await server.openStreams { $0 > before }
        guard framing == .eventSource else { return stream }
        let first = await stream.messages(1).messages
        #expect(first == [ReceivedMessage(type: "ping", data: "{}")])
        return stream
    }

    @Test("it tells a start, each change and the end", arguments: Self.framings)
    func itTellsAStartEachChangeAndTheEnd(framing: StreamOpening.Framing) async throws {
        try await withServer(Self.scenario) { server in
            let stream = try await Self.open(framing, server)
            await server.advance(by: .seconds(5))
            let received = await stream.messages(4).messages
            #expect(
                received.map(\.description) == [
                    "activity started u 0", "activity updated u 50", "activity updated u 100", "activity ended u 100",
                ])
            #expect(server.told.map(\.time) == [1, 2, 3, 4].map { .seconds($0) })
        }
    }

    @Test("an event is a single object without a container")
    func anEventIsASingleObjectWithoutAContainer() async throws {
        try await withServer(Self.scenario) { server in
            let stream = try await Self.open(.eventSource, server)
            #expect(stream.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(stream.head.contains("Content-Type: text/event-stream\r\n"))
            #expect(stream.head.lowercased().contains("transfer-encoding: chunked\r\n"))
            #expect(!stream.head.lowercased().contains("content-length"))
            await server.advance(by: .seconds(1))
            await stream.messages(1)
            let event = StreamConnection.chunks(in: stream.bytes).last.map { String(decoding: $0, as: UTF8.self) }
            #expect(
                event == """
                    event: activity
                    data: {"ActivityNotification":{"event":"started","uuid":"u","Activity":{"uuid":"u",\
                    "type":"library.refresh.items","cancellable":false,"userID":1,"title":"Refreshing",\
                    "subtitle":"","progress":0}}}


                    """)
        }
    }

    @Test("a message is an array in a container")
    func aMessageIsAnArrayInAContainer() async throws {
        try await withServer(Self.scenario) { server in
            let stream = try await Self.open(.webSocket, server)
            #expect(stream.head.hasPrefix("HTTP/1.1 101 "))
            // What RFC 6455 section 1.3 computes for the key that was sent.
            #expect(stream.head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"))
            await server.advance(by: .seconds(1))
            let message = await stream.messages(1).messages.first
            #expect(
                message?.data == """
                    {"NotificationContainer":{"type":"activity","size":1,"ActivityNotification":[{"event":"started",\
                    "uuid":"u","Activity":{"uuid":"u","type":"library.refresh.items","cancellable":false,"userID":1,\
                    "title":"Refreshing","subtitle":"","progress":0}}]}}
                    """)
        }
    }

    @Test("an EventSource is pinged every ten seconds")
    func anEventSourceIsPingedEveryTenSeconds() async throws {
        try await withServer(Scenario()) { server in
            let stream = try await Self.open(.eventSource, server)
            await server.advance(by: .milliseconds(9_999))
            let early = await stream.messages(1, silence: 1)
            #expect(early.messages.isEmpty)
            await server.advance(by: .milliseconds(1))
            let ping = await stream.messages(1).messages
            #expect(ping.map(\.type) == ["ping"])
            await server.advance(by: .seconds(60))
            let further = await stream.messages(6).messages
            #expect(further.map(\.type) == Array(repeating: "ping", count: 6))
        }
    }

    @Test("pings keep their place among notifications")
    func pingsKeepTheirPlaceAmongNotifications() async throws {
        let plan = ActivityPlan(
            type: .libraryRefreshItems, uuid: "u", trigger: .time(.seconds(9)),
            course: Course(duration: .seconds(2), steps: 1))
        try await withServer(Scenario(activities: [plan])) { server in
            let stream = try await Self.open(.eventSource, server)
            await server.advance(by: .seconds(11))
            let received = await stream.messages(3).messages
            #expect(received.map(\.description) == ["activity started u 0", "ping", "activity updated u 100"])
        }
    }

    @Test("a client's ping is answered")
    func aClientsPingIsAnswered() async throws {
        try await withServer(Scenario()) { server in
            let stream = try await Self.open(.webSocket, server)
            stream.sendFrame(opcode: 9, Array("hello".utf8))
            await stream.read { !StreamConnection.frames(in: $0).frames.isEmpty }
            let frames = StreamConnection.frames(in: stream.bytes).frames
            #expect(frames == [.init(isLast: true, opcode: 10, payload: Array("hello".utf8))])
        }
    }

    @Test("a client's close is answered and ends the stream")
    func aClientsCloseIsAnsweredAndEndsTheStream() async throws {
        try await withServer(Scenario()) { server in
            let stream = try await Self.open(.webSocket, server)
            stream.sendFrame(opcode: 8, [0x03, 0xE8])
            let ending = await stream.read()
            #expect(ending == .closed)
            let frames = StreamConnection.frames(in: stream.bytes).frames
            #expect(frames == [.init(isLast: true, opcode: 8, payload: [0x03, 0xE8])])
            let open = await server.openStreams { $0 == 0 }
            #expect(open == 0)
        }
    }

    @Test(
        "a WebSocket is for those who ask for an upgrade",
        arguments: ["/:/websockets/notifications", "/:/websocket/notifications"])
    func aWebSocketIsForThoseWhoAskForAnUpgrade(path: String) async throws {
        try await withServer(Scenario()) { server in
            let answer = try await RawAnswer.of("GET \(path)", port: server.port)
            #expect(answer.status == 400)
            #expect(server.openStreams == 0)
        }
    }

    @Test("a stream needs a token", arguments: Self.framings)
    func aStreamNeedsAToken(framing: StreamOpening.Framing) async throws {
        var scenario = Self.scenario
        scenario.server.token = "secret"
        try await withServer(scenario) { server in
            for query in ["", "?X-Plex-Token=wrong"] {
                let refused = try await StreamConnection.open(framing, port: server.port, query: query)
                #expect(refused.head.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
                #expect(refused.head.contains("text/html"))
            }
            #expect(server.requests.map(\.status) == [401, 401])
            let streams = [
                try await Self.open(framing, server, headers: ["X-Plex-Token: secret"]),
                try await Self.open(framing, server, query: "?X-Plex-Token=secret"),
            ]
            #expect(streams.map { $0.head.hasPrefix("HTTP/1.1 4") } == [false, false])
            #expect(server.openStreams == 2)
        }
    }

    @Test("only an administrator is told of everything", arguments: Self.framings)
    func onlyAnAdministratorIsToldOfEverything(framing: StreamOpening.Framing) async throws {
        var scenario = Scenario(activities: [
            ActivityPlan(type: .mediaDownload, userID: 7, uuid: "own", trigger: .time(.seconds(1))),
            ActivityPlan(type: .libraryUpdateSection, userID: 1, uuid: "other", trigger: .time(.seconds(1))),
        ])
        scenario.server.token = "owner"
        scenario.accounts = [Account(token: "user", userID: 7, isAdministrator: false)]
        try await withServer(scenario) { server in
            let owner = try await Self.open(framing, server, headers: ["X-Plex-Token: owner"])
            let user = try await Self.open(framing, server, headers: ["X-Plex-Token: user"])
            await server.advance(by: .milliseconds(1_100))
            let all = await owner.messages(4).messages
            let own = await user.messages(2).messages
            #expect(all.count { $0.description.contains("other") } == 2)
            #expect(own.allSatisfy { $0.description.contains("own") } && own.count == 2)
        }
    }

    @Test("a filter names the types that are sent", arguments: Self.framings)
    func aFilterNamesTheTypesThatAreSent(framing: StreamOpening.Framing) async throws {
        var scenario = Self.scenario
        scenario.sessions = [SessionPlan(key: "9", from: .seconds(1), until: .seconds(4))]
        try await withServer(scenario) { server in
            let playing = try await Self.open(framing, server, query: "?filters=playing")
            let activity = try await Self.open(framing, server, query: "?filters=-playing")
            await server.advance(by: .seconds(5))
            let sessions = await playing.messages(2).messages
            let activities = await activity.messages(4).messages
            #expect(sessions.map(\.description) == ["playing playing", "playing stopped"])
            #expect(sessions.allSatisfy { $0.data.contains(#""sessionKey":"9""#) })
            #expect(activities.allSatisfy { $0.type == "activity" })
            #expect(activities.count == 4)
        }
    }

    @Test("a stop that is asked for is told at once", arguments: Self.framings)
    func aStopThatIsAskedForIsToldAtOnce(framing: StreamOpening.Framing) async throws {
        let plan = ActivityPlan(
            type: .mediaDownload, isCancellable: true, uuid: "u", course: Course(stick: .percent(0)),
            stopDelay: .seconds(3))
        try await withServer(Scenario(activities: [plan])) { server in
            let stream = try await Self.open(framing, server)
            let answer = try await RawAnswer.of("DELETE /activities/u", port: server.port)
            #expect(answer.status == 200)
            await server.advance(by: .seconds(3))
            let ended = await stream.messages(1).messages
            #expect(ended.map(\.description) == ["activity ended u 0"])
        }
    }

    @Test("a restart closes the streams", arguments: Self.framings)
    func aRestartClosesTheStreams(framing: StreamOpening.Framing) async throws {
        var scenario = Self.scenario
        scenario.restarts = [RestartPlan(at: .seconds(2), downFor: .seconds(1))]
        try await withServer(scenario) { server in
            let stream = try await Self.open(framing, server)
            await server.advance(by: .seconds(2))
            let (messages, ending) = await stream.messages(9)
            #expect(messages.first?.description == "activity started u 0")
            #expect(!messages.contains { $0.description.contains("ended") })
            #expect(ending == .closed)
            #expect(server.openStreams == 0)
            await server.advance(by: .seconds(1))
            _ = try await Self.open(framing, server)
        }
    }

    @Test("a client that goes away is forgotten", arguments: Self.framings)
    func aClientThatGoesAwayIsForgotten(framing: StreamOpening.Framing) async throws {
        try await withServer(Self.scenario) { server in
            do {
                let stream = try await Self.open(framing, server)
                await stream.read(silence: 1) { _ in server.openStreams == 1 }
            }
            await server.openStreams { $0 == 0 }
            await server.advance(by: .seconds(5))
            #expect(server.told.isEmpty)
        }
    }

    @Test("time from a clock drives the streams by itself")
    func timeFromAClockDrivesTheStreamsByItself() async throws {
        try await withServer(Scenario(), time: .clock(speed: 20)) { server in
            let stream = try await Self.open(.webSocket, server)
            server.withWorld { _ = $0.start(Self.scenario.activities[0]) }
            let last = await stream.messages(4).messages.last
            #expect(last?.description == "activity ended u 100")
        }
    }
}
