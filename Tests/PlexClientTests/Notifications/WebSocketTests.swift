// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOWebSocket
import PlexModel
import Testing

@testable import PlexClient

/// A WebSocket without a network, in a time that stands still.
final class WebSocketBench {
    /// The connection.
    let channel = EmbeddedChannel()
    /// Where messages go.
    let buffer = StreamBuffer(record: StreamRecord(transport: .webSocket, server: "http://127.0.0.1:1"))

    /// A WebSocket that the server has just accepted.
    init(limits: NotificationLimits = NotificationLimits()) throws {
        let operations = self.channel.pipeline.syncOperations
        try operations.addHandlers([
            SilenceHandler(limit: limits.webSocketSilence), WebSocketFrameEncoder(),
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limits.messageSize)),
            WebSocketHandler(limits: limits, token: try PlexToken("s3cret-T0ken")),
            StreamSink(buffer: self.buffer),
        ])
        try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// The server sends bytes.
    func receive(_ bytes: [UInt8]) throws {
        try self.channel.writeInbound(ByteBuffer(bytes: bytes))
        self.channel.embeddedEventLoop.run()
    }

    /// The frames that the client has sent since the last look: the first byte, and the data without the mask.
    func sent() throws -> [String] {
        var bytes: [UInt8] = []
        while let buffer = try self.channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
        var frames: [String] = []
        while !bytes.isEmpty {
            let frame = try #require(WebSocketFixture.read(bytes))
            #expect(frame.isMasked)
            frames.append("\(String(frame.opcode, radix: 16)) \(frame.data.map { String($0, radix: 16) })")
            bytes.removeFirst(frame.length)
        }
        return frames
    }

    /// What the reader gets next, without waiting for what has not come: texts, or the end.
    func read() async throws -> [String] {
        try await self.buffer.take().get().map { String(decoding: $0.payload, as: UTF8.self) }
    }

    /// Why the stream ended.
    func end() async -> PlexClientError.Reason? {
        await failure { try await self.read() }?.reason
    }
}

@Suite("The WebSocket, frame by frame", .timeLimit(.minutes(1)))
struct WebSocketTests {
    /// The goodbye with a code, as it is sent.
    private static func goodbye(_ code: Int) -> String {
        "88 \([code >> 8, code & 0xFF].map { String($0, radix: 16) })"
    }

    @Test("text, binary and fragmented messages are put together; control frames may come between")
    func messages() async throws {
        let bench = try WebSocketBench()
        typealias Fixture = WebSocketFixture
        let long = String(repeating: "x", count: 70_000)
        let stream: [[UInt8]] = [
            Fixture.text("a"), Fixture.frame(.binary, Array("b".utf8)), Fixture.text(""),
            Fixture.text("c", isLast: false), Fixture.frame(.ping, Array("p".utf8)),
            Fixture.frame(.continuation, Array("d".utf8), isLast: false), Fixture.frame(.pong, []),
            Fixture.frame(.continuation, [], isLast: false), Fixture.frame(.continuation, Array("e".utf8)),
            Fixture.text(String(repeating: "y", count: 200)), Fixture.text(long),
        ]
        try bench.receive(stream.flatMap { $0 })
        #expect(try await bench.read() == ["a", "b", "cde", String(repeating: "y", count: 200), long])
        #expect(try bench.sent() == ["8a [\"70\"]"])
        // The same byte by byte.
        let single = try WebSocketBench()
        var texts: [String] = []
        for byte in stream.dropLast().flatMap({ $0 }) {
            try single.receive([byte])
            if single.buffer.hasMessages { texts += try await single.read() }
        }
        #expect(texts == ["a", "b", "cde", String(repeating: "y", count: 200)])
    }

    @Test(
        "what breaks the rules ends the stream, with a goodbye that says so",
        arguments: [
            ("a mask", WebSocketFixture.frame(.text, [0x7B], mask: [1, 2, 3, 4]), 1002, "must not mask"),
            ("a reserved bit", WebSocketFixture.frame(.text, [0x7B], reserved: 0x40), 1002, "reserved bit"),
            ("another", WebSocketFixture.frame(.text, [0x7B], reserved: 0x10), 1002, "reserved bit"),
            ("an unknown kind", WebSocketFixture.frame(3, []), 1002, "no known kind"),
            ("an unknown control frame", WebSocketFixture.frame(11, []), 1002, "no known kind"),
            ("a stray continuation", WebSocketFixture.frame(.continuation, [0x7B]), 1002, "did not begin"),
            (
                "a message within a message",
                WebSocketFixture.text("a", isLast: false) + WebSocketFixture.text("b"), 1002, "within another"
            ),
            ("a fragmented ping", WebSocketFixture.frame(.ping, [], isLast: false), 1002, "control frame"),
            (
                "a long ping", WebSocketFixture.frame(.ping, [UInt8](repeating: 0, count: 126)), 1002,
                "control frame"
            ),
            ("half a code", WebSocketFixture.frame(.close, [3]), 1002, "half a code"),
        ] as [(String, [UInt8], Int, String)])
    func violations(example: (String, [UInt8], Int, String)) async throws {
        let bench = try WebSocketBench()
        try bench.receive(WebSocketFixture.text("before") + example.1 + WebSocketFixture.text("after"))
        #expect(try await bench.read() == ["before"])
        guard case .malformedStream(let detail) = await bench.end() else {
            Issue.record("the stream goes on")
            return
        }
        #expect(detail.contains(example.3))
        #expect(try bench.sent() == [Self.goodbye(example.2)])
        #expect(!bench.channel.isActive)
    }

    @Test("a message over the limit ends the stream, announced or in fragments")
    func tooLarge() async throws {
        let limits = NotificationLimits.with { $0.messageSize = 100 }
        let half = [UInt8](repeating: 0x20, count: 51)
        let frames: [[UInt8]] = [
            // The announcement is enough.
            Array(WebSocketFixture.frame(.text, [UInt8](repeating: 0x20, count: 101)).prefix(4)),
            [0x81, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            WebSocketFixture.frame(.text, half, isLast: false) + WebSocketFixture.frame(.continuation, half),
            WebSocketFixture.frame(.text, half, isLast: false)
                + WebSocketFixture.frame(.continuation, half, isLast: false),
        ]
        for bytes in frames {
            let bench = try WebSocketBench(limits: limits)
            try bench.receive(bytes)
            #expect(await bench.end() == .tooLarge(limit: 100))
            #expect(try bench.sent() == [Self.goodbye(1009)])
        }
        let bench = try WebSocketBench(limits: limits)
        try bench.receive(WebSocketFixture.text(String(repeating: "a", count: 100)))
        #expect(try await bench.read().count == 1)
    }

    @Test("empty fragments without end are a message that is too large")
    func endlessFragments() async throws {
        let bench = try WebSocketBench()
        let fragment = WebSocketFixture.frame(.continuation, [], isLast: false)
        try bench.receive(WebSocketFixture.text("", isLast: false))
        for _ in 0..<5 { try bench.receive([[UInt8]](repeating: fragment, count: 1000).flatMap { $0 }) }
        #expect(await bench.end() == .tooLarge(limit: 1024 * 1024))
    }

    @Test(
        "a server's goodbye is answered, and is the reason of the end",
        arguments: [
            ([UInt8](), nil, "", "88 []"),
            ([0x03, 0xE8], 1000, "", "88 [\"3\", \"e8\"]"),
            ([0x03, 0xE9] + Array("restarting\u{1B}[2J".utf8), 1001, "restarting [2J", "88 [\"3\", \"e9\"]"),
            ([0x03, 0xF0] + Array("your s3cret-T0ken".utf8), 1008, "your [token]", "88 [\"3\", \"f0\"]"),
            ([0x0B, 0xB8], 3000, "", "88 [\"b\", \"b8\"]"), ([0x13, 0x87], 4999, "", "88 [\"13\", \"87\"]"),
            ([0x03, 0xEB, 0xFF], 1003, "\u{FFFD}", "88 [\"3\", \"eb\"]"),
        ] as [([UInt8], Int?, String, String)])
    func serverCloses(example: ([UInt8], Int?, String, String)) async throws {
        let bench = try WebSocketBench()
        try bench.receive(WebSocketFixture.text("a") + WebSocketFixture.frame(.close, example.0))
        #expect(try await bench.read() == ["a"])
        #expect(await bench.end() == .streamEnded(code: example.1, words: example.2))
        #expect(try bench.sent() == [example.3])
        #expect(!bench.channel.isActive)
    }

    @Test(
        "a goodbye with a code that no server may send ends the stream",
        arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535])
    func falseGoodbye(code: Int) async throws {
        let bench = try WebSocketBench()
        try bench.receive(WebSocketFixture.frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)]))
        #expect(
            await bench.end()
                == .malformedStream(detail: "a goodbye has the code \(code), which no server may send"))
        #expect(try bench.sent() == [Self.goodbye(1002)])
    }

    @Test("our goodbye waits for the server's, but not for long")
    func clientCloses() throws {
        for answers in [true, false] {
            let bench = try WebSocketBench()
            bench.buffer.abandon()
            bench.channel.embeddedEventLoop.run()
            #expect(try bench.sent() == [Self.goodbye(1000)])
            #expect(bench.channel.isActive)
            // What comes meanwhile is of no use, and no ping is answered.
            try bench.receive(WebSocketFixture.text("late") + WebSocketFixture.frame(.ping, []))
            #expect(try bench.sent() == [])
            #expect(!bench.buffer.hasMessages)
            if answers {
                try bench.receive(WebSocketFixture.frame(.close, [0x03, 0xE8]))
            } else {
                bench.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1999))
                #expect(bench.channel.isActive)
                bench.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
            }
            #expect(!bench.channel.isActive)
        }
    }

    @Test("pings go out every 30 seconds, and silence over 75 ends the stream")
    func silence() async throws {
        let bench = try WebSocketBench()
        let loop = bench.channel.embeddedEventLoop
        loop.advanceTime(by: .seconds(29))
        #expect(try bench.sent() == [])
        loop.advanceTime(by: .seconds(1))
        #expect(try bench.sent() == ["89 []"])
        loop.advanceTime(by: .seconds(30))
        #expect(try bench.sent() == ["89 []"])
        loop.advanceTime(by: .milliseconds(14_999))
        #expect(bench.channel.isActive)
        loop.advanceTime(by: .milliseconds(1))
        #expect(await bench.end() == .silent(for: .seconds(75)))
        loop.advanceTime(by: .seconds(2))
        #expect(!bench.channel.isActive)
    }

    @Test("pongs keep a stream alive, and so does data from a server that answers no ping")
    func signsOfLife() async throws {
        for sign in [WebSocketFixture.frame(.pong, []), WebSocketFixture.text("a")] {
            let bench = try WebSocketBench()
            for _ in 0..<10 {
                bench.channel.embeddedEventLoop.advanceTime(by: .seconds(74))
                try bench.receive(sign)
                if bench.buffer.hasMessages { _ = try await bench.read() }
                bench.channel.embeddedEventLoop.run()
                bench.channel.read()
            }
            #expect(bench.channel.isActive)
            bench.channel.embeddedEventLoop.advanceTime(by: .seconds(75))
            #expect(await bench.end() == .silent(for: .seconds(75)))
        }
    }

    @Test("a reader that does not read does not make the server silent")
    func slowReader() async throws {
        let bench = try WebSocketBench()
        try bench.receive(WebSocketFixture.text("a"))
        // What asks for the next turn of reading, and is held back.
        bench.channel.read()
        bench.channel.embeddedEventLoop.advanceTime(by: .seconds(600))
        #expect(bench.channel.isActive)
        #expect(try await bench.read() == ["a"])
        bench.channel.embeddedEventLoop.run()
        // From now on it counts.
        bench.channel.embeddedEventLoop.advanceTime(by: .milliseconds(74_999))
        #expect(bench.channel.isActive)
        bench.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(await bench.end() == .silent(for: .seconds(75)))
    }

    @Test("invalid UTF-8 is repaired")
    func invalidText() async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let opened = client.notifications(over: .webSocket)
                let peer = try await server.accept()
                try await peer.openWebSocket()
                var iterator = try await opened.makeAsyncIterator()
                let payload = Array(#"{"NotificationContainer":{"type":"a"#.utf8) + [0xFF] + Array(#""}}"#.utf8)
                try await peer.send(WebSocketFixture.frame(.text, payload))
                #expect(try await iterator.next() == .other(type: "a\u{FFFD}"))
            }
        }
    }

    @Test(
        "a consent to what was never asked for is none, and blanks around the proof are allowed",
        arguments: [
            ("", "", true), (" \t", " \t ", true), ("", "\r\nSec-WebSocket-Extensions: permessage-deflate", false),
            ("", "\r\nSec-WebSocket-Protocol: chat", false), ("", "\r\nSec-WebSocket-Accept: a", false),
        ])
    func consent(before: String, after: String, isAccepted: Bool) async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let opened = failure { try await client.notifications(over: .webSocket) }
                let peer = try await server.accept()
                let accept = WebSocketFixture.accept(peer.header("Sec-WebSocket-Key") ?? "")
                try await peer.send(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept:\(before)\(accept)\(after)\r\n\r\n")
                let error = await opened
                #expect((error == nil) == isAccepted, "\(String(describing: error))")
            }
        }
    }

    @Test(
        "a consent that does not prove itself is none",
        arguments: [
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm9uc2Vuc2U=\r\n",
            "Upgrade: websocket\r\nConnection: Upgrade\r\n", "Upgrade: h2c\r\nConnection: Upgrade\r\n", "",
        ])
    func falseConsent(headers: String) async throws {
        let answer = "HTTP/1.1 101 Switching Protocols\r\n\(headers)\r\n"
        try await StubServer.run(.always([.send(answer)])) { _, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.notifications(over: .webSocket) }
                guard case .malformedStream = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }
}
