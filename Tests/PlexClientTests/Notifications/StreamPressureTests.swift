// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1
import PlexModel
import Synchronization
import Testing

@testable import PlexClient

/// Counts how often a turn of reading is asked for.
private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    /// How often.
    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        self.count += 1
        context.read()
    }
}

@Suite("Streams under pressure", .timeLimit(.minutes(2)))
struct StreamPressureTests {
    @Test("while there is something to take, the connection is not read")
    func heldBack() async throws {
        let channel = EmbeddedChannel()
        let counter = ReadCounter()
        let opening = StreamOpening(
            accepted: channel.embeddedEventLoop.makePromise(),
            buffer: StreamBuffer(record: StreamRecord(transport: .eventSource, server: "http://127.0.0.1:1")),
            limits: NotificationLimits(),
            timeout: .seconds(10), token: .none)
        try channel.pipeline.syncOperations.addHandler(counter)
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
        try channel.addEventSource(opening, request: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
        try channel.writeInbound(
            ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n\r\n"))
        try await opening.accepted.futureResult.get()

        channel.read()
        let before = counter.count
        try channel.writeInbound(ByteBuffer(string: "data: a\n\ndata: b\n\n"))
        for _ in 0..<3 { channel.read() }
        #expect(counter.count == before)
        #expect(try await opening.buffer.take().get().count == 2)
        channel.embeddedEventLoop.run()
        // Once for all the times.
        #expect(counter.count == before + 1)
        channel.read()
        #expect(counter.count == before + 2)
        // Half a message holds nobody back.
        try channel.writeInbound(ByteBuffer(string: "data: c\n"))
        channel.read()
        #expect(counter.count == before + 3)
        opening.buffer.abandon()
        channel.embeddedEventLoop.run()
    }

    @Test("an EventSource without a byte for 45 seconds is dead, and a comment is a byte")
    func eventSourceSilence() async throws {
        let channel = EmbeddedChannel()
        let opening = StreamOpening(
            accepted: channel.embeddedEventLoop.makePromise(),
            buffer: StreamBuffer(record: StreamRecord(transport: .eventSource, server: "http://127.0.0.1:1")),
            limits: NotificationLimits(),
            timeout: .seconds(10), token: .none)
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
        try channel.addEventSource(opening, request: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"))
        try await opening.accepted.futureResult.get()
        channel.read()
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(44_999))
            try channel.writeInbound(ByteBuffer(string: ":\n"))
            channel.read()
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(44_999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        let end = await failure { try await opening.buffer.take().get() }
        #expect(end?.reason == .silent(for: .seconds(45)))
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }

    @Test("a fast server waits for a slow reader, and nothing is lost", arguments: NotificationTransport.allCases)
    func slowReader(transport: NotificationTransport) async throws {
        let (count, filler) = (96, String(repeating: "x", count: 65_000))
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let opened = client.notifications(over: transport)
                let peer = try await server.accept()
                try await peer.open(transport)
                let stream = try await opened
                let sent = Mutex(0)
                let sending = Task {
                    for index in 0..<count {
                        let payload = #"{"type":"number \#(index)","filler":"\#(filler)"}"#
                        switch transport {
                        case .eventSource: try await peer.send("data: \(payload)\n\n")
                        case .webSocket: try await peer.send(WebSocketFixture.text(payload))
                        }
                        sent.withLock { $0 += 1 }
                    }
                }
                var (index, lead) = (0, 0)
                for try await notification in stream {
                    #expect(notification == .other(type: "number \(index)"))
                    index += 1
                    lead = max(lead, sent.withLock { $0 } - index)
                    if index == count { break }
                }
                try await sending.value
                #expect(index == count)
                // The buffers of both sockets, one turn of reading, and one message in each hand.
                #expect(lead * filler.utf8.count < 3 * 1024 * 1024)
            }
        }
    }

    @Test("fifty streams opened and closed leave nothing behind", arguments: NotificationTransport.allCases)
    func noLeaks(transport: NotificationTransport) async throws {
        let limits = NotificationLimits.with { $0.closeTimeout = .milliseconds(10) }
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                for round in 0..<50 {
                    async let opened = client.notifications(over: transport, limits: limits)
                    let peer = try await server.accept()
                    try await peer.open(transport)
                    try await peer.tell("started", "a", over: transport)
                    for try await _ in try await opened { break }
                    if round.isMultiple(of: 3) { try? await peer.close() }
                    if round.isMultiple(of: 5) { try? await peer.reset() }
                }
                try await server.waitForGoodbyes()
                #expect(server.openConnections == 0)
                // The client's ends may be a moment behind.
                while client.connector.openStreams > 0 { await Task.yield() }
            }
        }
    }

    @Test("what held a stream's messages is gone with its connection")
    func noCycle() async throws {
        var bench: WebSocketBench? = try WebSocketBench()
        weak let buffer = bench?.buffer
        try bench?.receive(WebSocketFixture.text("a") + WebSocketFixture.frame(.close, []))
        _ = try await bench?.read()
        _ = try bench?.channel.finish(acceptAlreadyClosed: true)
        bench = nil
        #expect(buffer == nil)
    }
}
