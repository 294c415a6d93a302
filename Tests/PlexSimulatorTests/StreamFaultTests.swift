// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// Each fault of a stream, as a client sees it on the wire.
@Suite(.timeLimit(.minutes(1))) struct StreamFaultTests {
    /// An activity that takes four steps in the first four seconds, and faults.
    static func scenario(_ faults: Fault...) -> Scenario {
        Scenario(
            activities: [
                ActivityPlan(
                    type: .libraryRefreshItems, uuid: "u", trigger: .time(.milliseconds(500)),
                    course: Course(duration: .seconds(4), steps: 4, staysAtEnd: .seconds(4)))
            ],
            faults: faults)
    }

    /// What a client receives within some seconds of such a server, without pings; the server makes no further message,
    /// so that reading ends with the silence.
    static func received(
        _ framing: StreamOpening.Framing,
        _ faults: Fault...,
        seconds: Int = 5,
        count: Int = 5
    ) async throws -> [String] {
        var scenario = Self.scenario()
        scenario.faults = faults
        return try await withServer(scenario) { server in
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .seconds(seconds))
            let received = await stream.messages(count).messages
            #expect(server.requests.map(\.fault) == [nil])
            return received.map(\.description)
        }
    }

    /// The notifications of the activity, without its uuid.
    static let news = ["started 0", "updated 25", "updated 50", "updated 75", "updated 100"]
        .map { "activity " + $0.replacing(" ", with: " u ") }

    @Test("a stream can be refused", arguments: StreamTests.framings)
    func aStreamCanBeRefused(framing: StreamOpening.Framing) async throws {
        try await withServer(Self.scenario(Fault(.status(503, retryAfter: 3), path: "/:/*", requests: 1))) { server in
            let refused = try await StreamConnection.open(framing, port: server.port)
            #expect(refused.head.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(refused.head.contains("Retry-After: 3\r\n"))
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .seconds(1))
            #expect(await stream.messages(1).messages.map(\.description) == [Self.news[0]])
        }
    }

    @Test("a stream can be opened late", arguments: StreamTests.framings)
    func aStreamCanBeOpenedLate(framing: StreamOpening.Framing) async throws {
        try await withServer(Self.scenario(Fault(.delay(.seconds(1))))) { server in
            async let opening = StreamConnection.open(framing, port: server.port)
            _ = await server.requests(atLeast: 1)
            #expect(server.openStreams == 0)
            await server.advance(by: .seconds(1))
            let stream = try await opening
            await server.openStreams { $0 == 1 }
            await server.advance(by: .seconds(1))
            let count = framing == .eventSource ? 2 : 1
            #expect(await stream.messages(count).messages.last?.description == Self.news[1])
        }
    }

    @Test("a stream can end at a time", arguments: StreamTests.framings, StreamFault.Drop.allCases)
    func aStreamCanEndAtATime(framing: StreamOpening.Framing, drop: StreamFault.Drop) async throws {
        let fault = Fault(.stream(.drop(drop)), path: "/:/*", from: .seconds(2))
        try await withServer(Self.scenario(fault)) { server in
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .milliseconds(1_999))
            #expect(await stream.messages(2).messages.map(\.description) == Array(Self.news[...1]))
            #expect(server.openStreams == 1)
            await server.advance(by: .milliseconds(1))
            #expect(server.openStreams == 0)
            let ending = await stream.read()
            #expect(ending == (drop == .reset ? .reset : .closed))
            let farewell: Bool
            switch framing {
            case .eventSource: farewell = String(decoding: stream.bytes, as: UTF8.self).hasSuffix("0\r\n\r\n")
            case .webSocket: farewell = StreamConnection.frames(in: stream.bytes).frames.last?.opcode == 8
            }
            #expect(farewell == (drop == .end))
        }
    }

    @Test("a stream can end after some messages", arguments: StreamTests.framings)
    func aStreamCanEndAfterSomeMessages(framing: StreamOpening.Framing) async throws {
        let fault = Fault(.stream(.drop(.close)), requests: 1, afterMessages: 3)
        try await withServer(Self.scenario(fault)) { server in
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .milliseconds(2_600))
            let (messages, ending) = await stream.messages(9)
            #expect(messages.map(\.description) == Array(Self.news[...2]))
            #expect(ending == .closed)
            // It was to befall one stream.
            let second = try await StreamTests.open(framing, server)
            await server.advance(by: .seconds(10))
            #expect(await second.messages(3).messages.last?.description == "activity ended u 100")
        }
    }

    @Test("a stall holds everything back until it is over", arguments: StreamTests.framings)
    func aStallHoldsEverythingBackUntilItIsOver(framing: StreamOpening.Framing) async throws {
        let fault = Fault(.stream(.stall), from: .seconds(1), until: .seconds(11))
        try await withServer(Self.scenario(fault)) { server in
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .milliseconds(10_999))
            let (early, ending) = await stream.messages(9, silence: 1)
            #expect(early.map(\.description) == [Self.news[0]])
            #expect(ending == .silent)
            await server.advance(by: .milliseconds(1))
            let late = await stream.messages(framing == .eventSource ? 6 : 5).messages
            let rest = Self.news[1...] + ["activity ended u 100"]
            #expect(late.map(\.description).filter { $0 != "ping" } == Array(rest))
        }
    }

    @Test("a message can be garbled", arguments: StreamTests.framings)
    func aMessageCanBeGarbled(framing: StreamOpening.Framing) async throws {
        let fault = Fault(.stream(.garble(bytes: 40)), afterMessages: 1, messages: 1)
        try await withServer(Self.scenario(fault)) { server in
            let stream = try await StreamTests.open(framing, server)
            await server.advance(by: .milliseconds(2_600))
            // A garbled message may look like more or fewer events; the next message is whole again.
            await stream.read { String(decoding: $0, as: UTF8.self).contains(#""progress":50"#) }
            #expect(stream.bytes.contains(0xFF))
            let text = String(decoding: stream.bytes, as: UTF8.self)
            #expect(text.contains(#""event":"started""#))
            #expect(!text.contains(#""progress":25"#))
            if framing == .webSocket {
                let frames = StreamConnection.frames(in: stream.bytes).frames
                #expect(frames.map(\.payload.count).first == frames.map(\.payload.count)[1] - 1)
            }
        }
    }

    @Test("messages can come twice", arguments: StreamTests.framings)
    func messagesCanComeTwice(framing: StreamOpening.Framing) async throws {
        let received = try await Self.received(
            framing, Fault(.stream(.duplicate(times: 2)), messages: 2), count: 7)
        #expect(received == [0, 0, 1, 1, 2, 3, 4].map { Self.news[$0] })
    }

    @Test("messages can come in reverse", arguments: StreamTests.framings)
    func messagesCanComeInReverse(framing: StreamOpening.Framing) async throws {
        let received = try await Self.received(framing, Fault(.stream(.reorder(group: 2)), messages: 4))
        #expect(received == [1, 0, 3, 2, 4].map { Self.news[$0] })
    }

    @Test("what is held back comes with the next ping")
    func whatIsHeldBackComesWithTheNextPing() async throws {
        let received = try await Self.received(
            .eventSource, Fault(.stream(.reorder(group: 9))), seconds: 10, count: 7)
        #expect(received == ["activity ended u 100"] + Self.news.reversed() + ["ping"])
    }

    @Test("messages that are late are overtaken", arguments: StreamTests.framings)
    func messagesThatAreLateAreOvertaken(framing: StreamOpening.Framing) async throws {
        let received = try await Self.received(
            framing, Fault(.stream(.lag(.milliseconds(2_500))), afterMessages: 1, messages: 1))
        #expect(received == [0, 2, 3, 1, 4].map { Self.news[$0] })
    }

    @Test("pings can be withheld")
    func pingsCanBeWithheld() async throws {
        let fault = Fault(.stream(.noPings), from: .seconds(5), until: .seconds(35))
        let received = try await Self.received(.eventSource, fault, seconds: 40, count: 7)
        #expect(received == Self.news + ["activity ended u 100", "ping"])
    }

    @Test("a client's pings can stay unanswered")
    func aClientsPingsCanStayUnanswered() async throws {
        try await withServer(Self.scenario(Fault(.stream(.noPongs), until: .seconds(1)))) { server in
            let stream = try await StreamTests.open(.webSocket, server)
            stream.sendFrame(opcode: 9, [1])
            await stream.read(silence: 1)
            await server.advance(by: .seconds(1))
            stream.sendFrame(opcode: 9, [2])
            await stream.read { StreamConnection.frames(in: $0).frames.count >= 2 }
            let frames = StreamConnection.frames(in: stream.bytes).frames
            // The news of that second and the answer may come in any order.
            #expect(frames.map(\.opcode).sorted() == [1, 10])
            #expect(frames.first { $0.opcode == 10 }?.payload == [2])
        }
    }

    @Test("a message can come in many frames")
    func aMessageCanComeInManyFrames() async throws {
        try await withServer(Self.scenario(Fault(.stream(.fragment(bytes: 16))))) { server in
            let stream = try await StreamTests.open(.webSocket, server)
            await server.advance(by: .seconds(1))
            #expect(await stream.messages(1).messages.map(\.description) == [Self.news[0]])
            let frames = StreamConnection.frames(in: stream.bytes).frames
            #expect(frames.count > 5)
            #expect(frames.map(\.opcode) == [1] + Array(repeating: 0, count: frames.count - 1))
            #expect(frames.dropLast().allSatisfy { !$0.isLast && $0.payload.count == 16 })
            #expect(frames.last?.isLast == true)
        }
    }

    @Test("an event can come in many chunks")
    func anEventCanComeInManyChunks() async throws {
        try await withServer(Self.scenario(Fault(.stream(.fragment(bytes: 1)), from: .milliseconds(1)))) { server in
            let stream = try await StreamTests.open(.eventSource, server)
            await server.advance(by: .seconds(1))
            #expect(await stream.messages(1).messages.map(\.description) == [Self.news[0]])
            let chunks = StreamConnection.chunks(in: stream.bytes).dropFirst()
            #expect(chunks.count > 100 && chunks.allSatisfy { $0.count == 1 })
        }
    }

    @Test("a burst can be about one activity", arguments: StreamTests.framings)
    func aBurstCanBeAboutOneActivity(framing: StreamOpening.Framing) async throws {
        let burst = StreamFault.Burst(perSecond: 1_000, count: 300, uuid: "u")
        try await withServer(Self.scenario(Fault(.stream(.burst(burst)), from: .seconds(20)))) { server in
            let stream = try await StreamTests.open(framing, server, query: "?filters=activity")
            await server.advance(by: .seconds(19))
            await stream.messages(framing == .eventSource ? 7 : 6)
            await server.advance(by: .seconds(2))
            let received = await stream.messages(framing == .eventSource ? 301 : 300).messages
            let updates = received.filter { $0.type == "activity" }
            #expect(updates.count == 300)
            #expect(updates.allSatisfy { $0.description.hasPrefix("activity updated u ") })
            #expect(updates.last?.data.contains(#""subtitle":"Item 300""#) == true)
        }
    }

    @Test("a burst can be about as many activities as it has messages")
    func aBurstCanBeAboutAsManyActivitiesAsItHasMessages() async throws {
        let burst = StreamFault.Burst(perSecond: 10_000)
        try await withServer(Scenario(faults: [Fault(.stream(.burst(burst)), until: .milliseconds(20))])) { server in
            let stream = try await StreamTests.open(.webSocket, server)
            await server.advance(by: .milliseconds(19))
            let count = (await stream.messages(1_000, silence: 1)).messages
            // One at once, then ten in a millisecond, in portions.
            #expect((150...191).contains(count.count))
            #expect(Set(count.map(\.description)).count == count.count)
            #expect(count.allSatisfy { $0.description.hasPrefix("activity started 0b0b0b0b-0000-4000-8000-") })
        }
    }

    @Test("a test can end every stream now", arguments: StreamTests.framings, StreamFault.Drop.allCases)
    func aTestCanEndEveryStreamNow(framing: StreamOpening.Framing, drop: StreamFault.Drop) async throws {
        try await withServer(Self.scenario()) { server in
            let streams = [try await StreamTests.open(framing, server), try await StreamTests.open(framing, server)]
            #expect(server.openStreams == 2)
            server.dropStreams(drop)
            #expect(server.openStreams == 0)
            for stream in streams {
                let ending = await stream.read()
                #expect(ending == (drop == .reset ? .reset : .closed))
            }
        }
    }

    @Test("a fault that is added befalls streams that are open", arguments: StreamTests.framings)
    func aFaultThatIsAddedBefallsStreamsThatAreOpen(framing: StreamOpening.Framing) async throws {
        try await withServer(Self.scenario()) { server in
            let stream = try await StreamTests.open(framing, server)
            server.add(Fault(.stream(.duplicate(times: 3)), path: "/:/*"))
            await server.advance(by: .seconds(1))
            #expect(await stream.messages(3).messages.map(\.description) == Array(repeating: Self.news[0], count: 3))
            server.clearFaults()
            await server.advance(by: .seconds(1))
            #expect(await stream.messages(1).messages.map(\.description) == [Self.news[1]])
        }
    }
}
