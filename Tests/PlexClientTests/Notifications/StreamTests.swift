// SPDX-License-Identifier: Apache-2.0

import NIOCore
import PlexModel
import Testing

@testable import PlexClient

/// What a server's half of a stream looks like, for tests of what both kinds have in common.
extension Peer {
    /// Accepts a stream.
    func open(_ transport: NotificationTransport) async throws {
        switch transport {
        case .eventSource: try await self.openEventSource()
        case .webSocket: try await self.openWebSocket()
        }
    }

    /// Tells of an activity.
    func tell(_ change: String, _ uuid: String, over transport: NotificationTransport) async throws {
        let notification =
            #"{"event":"\#(change)","uuid":"\#(uuid)","Activity":{"uuid":"\#(uuid)","type":"butler","progress":7}}"#
        switch transport {
        case .eventSource:
            try await self.send("event: activity\ndata: {\"ActivityNotification\":\(notification)}\n\n")
        case .webSocket:
            let message =
                #"{"NotificationContainer":{"type":"activity","size":1,"ActivityNotification":[\#(notification)]}}"#
            try await self.send(WebSocketFixture.text(message))
        }
    }
}

extension NotificationLimits {
    /// The usual limits with some changed.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var limits = Self()
        change(&limits)
        return limits
    }
}

/// The error that reading a stream to its end brings.
func end(of stream: NotificationStream) async -> PlexClientError? {
    await failure { for try await _ in stream {} }
}

@Suite("Streams of both kinds", .timeLimit(.minutes(1)))
struct StreamTests {
    /// Opens a stream while the body plays its server.
    private func withStream(
        _ transport: NotificationTransport, limits: NotificationLimits = NotificationLimits(),
        body: (StreamServer, Peer, NotificationStream) async throws -> Void
    ) async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let stream = client.notifications(over: transport, limits: limits)
                let peer = try await server.accept()
                try await peer.open(transport)
                try await body(server, peer, try await stream)
            }
        }
    }

    @Test(
        "the request names the stream, and the token stands in a header alone",
        arguments: NotificationTransport.allCases)
    func request(transport: NotificationTransport) async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port, prefix: "/plex") { client in
                async let opened = client.notifications(over: transport)
                let peer = try await server.accept()
                try await peer.open(transport)
                let stream = try await opened
                let line = peer.head.split(separator: "\r\n").first ?? ""
                switch transport {
                case .eventSource:
                    #expect(line == "GET /plex/:/eventsource/notifications?filters=activity,playing HTTP/1.1")
                    #expect(peer.header("Accept") == "text/event-stream")
                case .webSocket:
                    #expect(line == "GET /plex/:/websockets/notifications HTTP/1.1")
                    #expect(peer.header("Upgrade") == "websocket")
                    #expect(peer.header("Sec-WebSocket-Version") == "13")
                }
                #expect(peer.header("Host") == "127.0.0.1:\(port)")
                #expect(peer.header("X-Plex-Token") == "s3cret-T0ken")
                #expect(peer.header("X-Plex-Client-Identifier") == "0123456789abcdef")
                #expect(peer.head.ranges(of: "s3cret-T0ken").count == 1)
                withExtendedLifetime(stream) {}
            }
        }
    }

    @Test("notifications come one by one, in order", arguments: NotificationTransport.allCases)
    func order(transport: NotificationTransport) async throws {
        try await self.withStream(transport) { _, peer, stream in
            var iterator = stream.makeAsyncIterator()
            for (index, change) in ["started", "updated", "ended"].enumerated() {
                try await peer.tell(change, "uuid-\(index)", over: transport)
                let activity = Activity(id: ActivityID("uuid-\(index)"), type: .butler, progress: .percent(7))
                let expected = ActivityNotification(
                    id: activity.id, change: try #require(.init(rawValue: change)), activity: activity)
                #expect(try await iterator.next() == .activity(expected))
            }
        }
    }

    @Test("what comes together with the server's consent is not lost", arguments: NotificationTransport.allCases)
    func together(transport: NotificationTransport) async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let opened = client.notifications(over: transport)
                let peer = try await server.accept()
                let payload = #"{"PlaySessionStateNotification":{}}"#
                switch transport {
                case .eventSource: try await peer.openEventSource("event: playing\ndata: \(payload)\n\n")
                case .webSocket: try await peer.openWebSocket(WebSocketFixture.text(payload))
                }
                var iterator = try await opened.makeAsyncIterator()
                #expect(try await iterator.next() == .playing([]))
            }
        }
    }

    @Test("a message that cannot be read does not end the stream", arguments: NotificationTransport.allCases)
    func unreadable(transport: NotificationTransport) async throws {
        try await self.withStream(transport) { _, peer, stream in
            for payload in ["{", "[]", #"{"ActivityNotification":[{}]}"#] {
                switch transport {
                case .eventSource: try await peer.send("data: \(payload)\n\n")
                case .webSocket: try await peer.send(WebSocketFixture.text(payload))
                }
            }
            try await peer.tell("ended", "a", over: transport)
            var iterator = stream.makeAsyncIterator()
            for expected in [PlexNotification.unreadable, .unreadable, .other(type: "activity")] {
                #expect(try await iterator.next() == expected)
            }
            guard case .activity(let notification) = try await iterator.next() else {
                Issue.record("no activity")
                return
            }
            #expect(notification.change == .ended)
            #expect(stream.skippedMessages == 2)
        }
    }

    @Test("a message that is too long says that there was one")
    func tooLong() async throws {
        try await self.withStream(.eventSource) { _, peer, stream in
            try await peer.send("data: " + String(repeating: "a", count: 1024 * 1024 + 1) + "\n\n")
            try await peer.tell("ended", "a", over: .eventSource)
            var iterator = stream.makeAsyncIterator()
            // What one part of the body completes comes before what it shows to be too long.
            let both = [try await iterator.next(), try await iterator.next()]
            #expect(both.contains(.unreadable))
            #expect(both.contains { if case .activity = $0 { true } else { false } })
            #expect(stream.skippedMessages == 1)
        }
    }

    @Test(
        "a refusal is the error of its status, and names the stream",
        arguments: NotificationTransport.allCases,
        [
            ("401 Unauthorized", "", .unauthorized(status: 401)), ("403 Forbidden", "", .forbidden(excerpt: "no")),
            ("404 Not Found", "", .notFound(excerpt: "no")),
            (
                "301 Moved", "Location: http://other/x?X-Plex-Token=1\r\n",
                .redirected(status: 301, location: "http://other/x")
            ),
            ("429 Slow", "Retry-After: 7\r\n", .tooManyRequests(retryAfter: .seconds(7))),
            ("503 Down", "", .http(status: 503, retryAfter: nil, excerpt: "no")),
            (
                "200 OK", "Content-Type: text/html\r\n",
                .unreadable(detail: "status 200 with text/html is no ")
            ),
            ("204 No Content", "", .unreadable(detail: "status 204 with no content type is no ")),
        ] as [(String, String, PlexClientError.Reason)])
    func refusal(transport: NotificationTransport, example: (String, String, PlexClientError.Reason)) async throws {
        let (status, headers, reason) = example
        let length = status.hasPrefix("204") ? "" : "Content-Length: 2\r\n"
        let answer = "HTTP/1.1 \(status)\r\n\(length)\(headers)\r\n" + (length.isEmpty ? "" : "no")
        try await StubServer.run(.always([.send(answer)])) { server, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.notifications(over: transport) }
                #expect(error?.path == transport.path)
                if case .unreadable(let detail) = reason {
                    let expected = detail + (transport == .eventSource ? "event stream" : "WebSocket")
                    #expect(error?.reason == .unreadable(detail: expected))
                } else {
                    #expect(error?.reason == reason)
                }
                // Nothing was followed or tried again.
                #expect(server.seen.requests.count == 1)
            }
        }
    }

    @Test(
        "an answer that is none is an error, and no wait",
        arguments: NotificationTransport.allCases,
        [[.close], [.reset], [.send("nonsense\r\n\r\n")], [.send("HTTP/1.1 200 OK\r\nContent-Ty"), .close]]
            as [[StubServer.Step]])
    func noAnswer(transport: NotificationTransport, steps: [StubServer.Step]) async throws {
        try await StubServer.run(.always(steps)) { _, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.notifications(over: transport) }
                guard case .connectionLost = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test(
        "the time for opening covers the whole of it, and a status known by then counts",
        arguments: NotificationTransport.allCases)
    func openingTimeout(transport: NotificationTransport) async throws {
        for (answer, timeout) in [("", Duration.milliseconds(300)), (Self.halfAnAnswer, .seconds(6))] {
            try await StubServer.run(.always(answer.isEmpty ? [] : [.send(answer)])) { _, port in
                try await withClient(port: port, timeout: timeout) { client in
                    let error = await failure { try await client.notifications(over: transport) }
                    #expect(error?.reason == (answer.isEmpty ? .timedOut(after: timeout) : .unauthorized(status: 401)))
                }
            }
        }
    }

    /// A refusal whose body never ends.
    private static let halfAnAnswer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno"

    @Test("a head without end is refused", arguments: NotificationTransport.allCases)
    func endlessHead(transport: NotificationTransport) async throws {
        let lines = (0..<100).map { "X-\($0): " + String(repeating: "a", count: 1000) + "\r\n" }.joined()
        let steps: [StubServer.Step] = [.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + lines)]
        try await StubServer.run(.always(steps)) { _, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.notifications(over: transport) }
                guard case .connectionLost = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test("nothing that listens, and a client that was shut down", arguments: NotificationTransport.allCases)
    func noServer(transport: NotificationTransport) async throws {
        try await ClosedPort.hold { port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.notifications(over: transport) }
                guard case .unreachable(_, errno: 111) = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                await client.shutdown()
                #expect(await failure { try await client.notifications(over: transport) }?.reason == .shutDown)
            }
        }
    }

    @Test("a connection that ends, ends the stream after what came before", arguments: NotificationTransport.allCases)
    func connectionEnds(transport: NotificationTransport) async throws {
        for isReset in [false, true] {
            try await self.withStream(transport) { _, peer, stream in
                var iterator = stream.makeAsyncIterator()
                try await peer.tell("started", "a", over: transport)
                guard case .activity = try await iterator.next() else {
                    Issue.record("no activity")
                    return
                }
                if isReset { try await peer.reset() } else { try await peer.close() }
                let error = await failure { try await iterator.next() }
                switch error?.reason {
                case .connectionLost: break
                // The body of this EventSource goes on to the end of its connection.
                case .streamEnded where transport == .eventSource && !isReset: break
                default: Issue.record("\(String(describing: error))")
                }
                #expect(error?.path == transport.path)
                // It stays so.
                #expect(await failure { try await iterator.next() } != nil)
            }
        }
    }

    @Test("silence ends the stream", arguments: NotificationTransport.allCases)
    func silence(transport: NotificationTransport) async throws {
        let limits = NotificationLimits.with {
            $0.eventSourceSilence = .milliseconds(200)
            $0.webSocketSilence = .milliseconds(200)
        }
        try await self.withStream(transport, limits: limits) { _, peer, stream in
            #expect(await end(of: stream)?.reason == .silent(for: .milliseconds(200)))
            try await peer.waitForGoodbye()
        }
    }

    @Test("letting go of the stream or its iterator closes the connection", arguments: NotificationTransport.allCases)
    func lettingGo(transport: NotificationTransport) async throws {
        // Silence must not do what letting go should have done.
        let limits = NotificationLimits.with {
            $0.eventSourceSilence = .seconds(600)
            $0.webSocketSilence = .seconds(600)
        }
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                for iterates in [false, true] {
                    async let answering = self.answer(server, transport)
                    let stream = try await client.notifications(over: transport, limits: limits)
                    let peer = try await answering
                    self.answerGoodbye(peer, transport)
                    guard iterates else {
                        _ = consume stream
                        try await peer.waitForGoodbye()
                        continue
                    }
                    try await peer.tell("started", "a", over: transport)
                    for try await _ in stream { break }
                    try await peer.waitForGoodbye()
                    // It was the iterator that went, not the stream.
                    withExtendedLifetime(stream) {}
                }
            }
        }
    }

    /// Accepts a stream.
    private func answer(_ server: StreamServer, _ transport: NotificationTransport) async throws -> Peer {
        let peer = try await server.accept()
        try await peer.open(transport)
        return peer
    }

    /// Says goodbye back on a WebSocket, so that nobody has to wait.
    private func answerGoodbye(_ peer: Peer, _ transport: NotificationTransport) {
        guard transport == .webSocket else { return }
        Task {
            for await _ in peer.received {
                try await peer.send(WebSocketFixture.frame(.close, [0x03, 0xE8]))
                break
            }
        }
    }

    @Test(
        "cancelling the task that reads, or that opens, closes the connection",
        arguments: NotificationTransport.allCases)
    func cancelling(transport: NotificationTransport) async throws {
        let limits = NotificationLimits.with {
            $0.closeTimeout = .milliseconds(100)
        }
        try await self.withStream(transport, limits: limits) { _, peer, stream in
            let task = Task { await end(of: stream) }
            task.cancel()
            #expect(await task.value?.reason == .cancelled)
            try await peer.waitForGoodbye()
        }
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                let task = Task { await failure { try await client.notifications(over: transport) } }
                let peer = try await server.accept()
                task.cancel()
                #expect(await task.value?.reason == .cancelled)
                try await peer.waitForGoodbye()
            }
        }
    }

    @Test("shutting the client down ends its streams", arguments: NotificationTransport.allCases)
    func shutdown(transport: NotificationTransport) async throws {
        let limits = NotificationLimits.with {
            $0.closeTimeout = .milliseconds(100)
        }
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let opened = client.notifications(over: transport, limits: limits)
                let peer = try await server.accept()
                try await peer.open(transport)
                let stream = try await opened
                let task = Task { await end(of: stream) }
                await client.shutdown()
                #expect(await task.value?.reason == .shutDown)
                try await peer.waitForGoodbye()
            }
        }
    }
}
