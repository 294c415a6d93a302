// SPDX-License-Identifier: Apache-2.0
import Synchronization

@testable import PlexSimulator

/// One message of a stream without its framing, for comparisons in tests.
struct ReceivedMessage: Hashable, CustomStringConvertible {
    /// The type: the EventSource's `event:`, or the `type` in the WebSocket's container.
    var type: String
    /// The JSON text.
    var data: String

    /// The type, then the change, the uuid and the progress of an activity, or the state of a session.
    var description: String {
        [self.type, self.value("event"), self.value("uuid"), self.value("progress"), self.value("state")]
            .compactMap { $0 }.joined(separator: " ")
    }

    /// The first value of a member of that name, without quotes.
    private func value(_ name: String) -> String? {
        guard let start = self.data.firstRange(of: "\"\(name)\":") else { return nil }
        return String(self.data[start.upperBound...].prefix { $0 != "," && $0 != "}" }.filter { $0 != "\"" })
    }
}

/// A stream of notifications of either framing, read byte by byte.
final class StreamConnection: Sendable {
    /// The bytes so far.
    private struct Received {
        /// All bytes after the head.
        var bytes: [UInt8] = []
        /// The number of returned messages.
        var taken = 0
    }

    /// The connection.
    let connection: RawConnection
    /// How it is framed.
    let framing: StreamOpening.Framing
    /// The answer's status line and headers.
    let head: String
    private let received: Mutex<Received>

    /// A stream after its head.
    private init(connection: RawConnection, framing: StreamOpening.Framing, head: String, bytes: [UInt8]) {
        self.connection = connection
        self.framing = framing
        self.head = head
        self.received = Mutex(Received(bytes: bytes))
    }

    /// Asks for a stream and reads the answer's head.
    static func open(
        _ framing: StreamOpening.Framing,
        port: Int,
        query: String = "",
        headers: [String] = []
    ) async throws -> StreamConnection {
        let connection = try RawConnection(port: port)
        let path = framing == .eventSource ? "/:/eventsource/notifications" : "/:/websockets/notifications"
        connection.request("GET \(path)\(query)", headers: headers + (framing == .webSocket ? Self.upgrade : []))
        let end = Array("\r\n\r\n".utf8)
        let bytes = await connection.readBytes { $0.firstRange(of: end) != nil }.bytes
        let split = bytes.firstRange(of: end)?.upperBound ?? bytes.endIndex
        return StreamConnection(
            connection: connection, framing: framing, head: String(decoding: bytes[..<split], as: UTF8.self),
            bytes: Array(bytes[split...]))
    }

    /// The headers by which a request becomes a WebSocket; the key is the one of RFC 6455 section 1.3.
    private static let upgrade = [
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// Reads this many further messages, or fewer if the connection ends or falls silent.
    @discardableResult
    func messages(_ count: Int, silence seconds: Int = 20) async -> (
        messages: [ReceivedMessage], ending: RawConnection.Ending
    ) {
        let (framing, taken) = (self.framing, self.received.withLock { $0.taken })
        let ending = await self.read(silence: seconds) { Self.messages(in: $0, framing).count >= taken + count }
        return self.received.withLock { received in
            let messages = Self.messages(in: received.bytes, framing).dropFirst(taken).prefix(count)
            received.taken += messages.count
            return (Array(messages), ending)
        }
    }

    /// Reads until all bytes since the head satisfy a condition, and returns how that ended.
    @discardableResult
    func read(
        silence seconds: Int = 20,
        until isEnough: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }
    ) async -> RawConnection.Ending {
        let earlier = self.received.withLock { $0.bytes }
        let (bytes, ending) = await self.connection.readBytes(silence: seconds) { isEnough(earlier + $0) }
        self.received.withLock { $0.bytes += bytes }
        return ending
    }

    /// All bytes since the head.
    var bytes: [UInt8] { self.received.withLock { $0.bytes } }

    /// The whole messages among the bytes.
    private static func messages(in bytes: [UInt8], _ framing: StreamOpening.Framing) -> [ReceivedMessage] {
        framing == .eventSource ? Self.events(in: bytes) : Self.frames(in: bytes).messages
    }

    /// The events in the chunks of a body.
    private static func events(in bytes: [UInt8]) -> [ReceivedMessage] {
        let body = String(decoding: Self.chunks(in: bytes).joined(), as: UTF8.self)
        let blocks = body.split(separator: "\n\n", omittingEmptySubsequences: false).dropLast()
        return blocks.map { block in
            let lines = block.split(separator: "\n")
            let field = { (name: String) in
                lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) } ?? ""
            }
            return ReceivedMessage(type: field("event: "), data: field("data: "))
        }
    }

    /// The whole chunks of a body.
    static func chunks(in bytes: [UInt8]) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16),
                end + 2 + size + 2 <= rest.endIndex
            else { break }
            chunks.append(Array(rest[(end + 2)..<(end + 2 + size)]))
            rest = rest[(end + 2 + size + 2)...]
        }
        return chunks
    }

    /// A frame of a WebSocket, as the server sends it: without a mask.
    struct Frame: Hashable {
        /// Whether it ends its message.
        var isLast: Bool
        /// 0 goes on with a message, 1 begins one of text, 8 closes, 9 is a ping and 10 a pong.
        var opcode: UInt8
        /// The payload.
        var payload: [UInt8]
    }

    /// The whole frames among the bytes, and the messages that they make up.
    static func frames(in bytes: [UInt8]) -> (frames: [Frame], messages: [ReceivedMessage]) {
        var (frames, messages): ([Frame], [ReceivedMessage]) = ([], [])
        var message: [UInt8] = []
        var rest = bytes[...]
        while rest.count >= 2 {
            let (first, second) = (rest[rest.startIndex], rest[rest.startIndex + 1])
            let extra = second == 126 ? 2 : second == 127 ? 8 : 0
            guard rest.count >= 2 + extra else { break }
            let length = rest.dropFirst(2).prefix(extra).reduce(0) { $0 << 8 | Int($1) }
            let size = extra == 0 ? Int(second) : length
            guard rest.count >= 2 + extra + size else { break }
            let payload = Array(rest.dropFirst(2 + extra).prefix(size))
            rest = rest.dropFirst(2 + extra + size)
            frames.append(Frame(isLast: first & 0x80 != 0, opcode: first & 0x0F, payload: payload))
            guard first & 0x0F <= 1 else { continue }
            message += payload
            guard first & 0x80 != 0 else { continue }
            messages.append(Self.message(String(decoding: message, as: UTF8.self)))
            message = []
        }
        return (frames, messages)
    }

    /// The message in a container.
    private static func message(_ text: String) -> ReceivedMessage {
        let type = text.firstMatch(of: /"NotificationContainer":\{"type":"([a-z]+)"/).map { String($0.output.1) }
        return ReceivedMessage(type: type ?? "", data: text)
    }

    /// Sends a masked frame (RFC 6455 section 5.3); the mask is zero, so that the payload is readable.
    func sendFrame(opcode: UInt8, _ payload: [UInt8] = []) {
        self.connection.send(bytes: [0x80 | opcode, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload)
    }
}
