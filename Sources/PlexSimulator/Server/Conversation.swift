// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import NIOHTTP1

/// One connection: reads requests one after another and delivers their answers, whole or harmed.
struct Conversation: Sendable {
    /// The connection.
    let connection: Listener.Connection
    /// Answers one request.
    let answer: @Sendable (Request) -> Delivery
    /// Waits for so much of the server's time.
    let wait: @Sendable (Duration) async throws -> Void

    /// Where parts of answers go.
    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Answers requests until the client or a fault closes the connection.
    ///
    /// - Throws: When the client goes away or the server is stopped.
    func run() async throws {
        try await self.connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            while let part = try await parts.next() {
                guard case .head(let head) = part else { continue }
                // The server reads no bodies; they are skipped.
                while let part = try await parts.next() {
                    if case .end = part { break }
                }
                let request = Request(
                    method: head.method.rawValue,
                    target: head.uri,
                    headers: head.headers.map { Header(name: $0.name, value: $0.value) }
                )
                let delivery = self.answer(request)
                if case .never = delivery {
                    while try await parts.next() != nil {}
                    return
                }
                guard try await self.deliver(delivery, to: head, outbound), head.isKeepAlive else { return }
            }
        }
    }

    /// Delivers one answer and returns whether the connection can be used again.
    private func deliver(_ delivery: Delivery, to request: HTTPRequestHead, _ outbound: Outbound) async throws -> Bool {
        switch delivery {
        case .whole(let answer):
            try await self.send(answer, to: request, outbound)
        case .late(let answer, let delay):
            try await self.wait(delay)
            try await self.send(answer, to: request, outbound)
        case .drip(let answer, let interval):
            try await outbound.write(.head(self.head(of: answer, to: request)))
            for byte in answer.body {
                try await self.wait(interval)
                try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: [byte]))))
            }
            try await outbound.write(.end(nil))
        case .truncated(let answer, let bytes):
            try await outbound.write(.head(self.head(of: answer, to: request)))
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body.prefix(bytes)))))
            return false
        case .oversized(let mebibytes):
            try await self.sendOversized(mebibytes: mebibytes, to: request, outbound)
        case .never:
            return false
        case .reset:
            // With a linger time of zero, closing sends RST instead of FIN (socket(7), SO_LINGER).
            let channel = self.connection.channel
            if let socket = channel as? any SocketOptionProvider {
                try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
            try await channel.close()
            return false
        }
        return true
    }

    /// Sends a whole answer.
    private func send(_ answer: Answer, to request: HTTPRequestHead, _ outbound: Outbound) async throws {
        try await outbound.write(.head(self.head(of: answer, to: request)))
        if request.method != .HEAD, !answer.body.isEmpty {
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body))))
        }
        try await outbound.write(.end(nil))
    }

    /// Sends a JSON text of which a title never ends, as far as the client takes it.
    private func sendOversized(mebibytes: Int, to request: HTTPRequestHead, _ outbound: Outbound) async throws {
        var head = HTTPResponseHead(version: request.version, status: .ok)
        head.headers.add(name: "Content-Type", value: "application/json")
        try await outbound.write(.head(head))
        let beginning = #"{"MediaContainer":{"size":1,"Activity":[{"uuid":"oversized","type":"butler","title":""#
        try await outbound.write(.body(.byteBuffer(ByteBuffer(string: beginning))))
        let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 16)
        for _ in 0..<(mebibytes * 16) {
            try await outbound.write(.body(.byteBuffer(chunk)))
        }
        try await outbound.write(.body(.byteBuffer(ByteBuffer(string: #""}]}}"#))))
        try await outbound.write(.end(nil))
    }

    /// The head of an answer, with the length of its body.
    private func head(of answer: Answer, to request: HTTPRequestHead) -> HTTPResponseHead {
        var head = HTTPResponseHead(
            version: request.version,
            status: HTTPResponseStatus(statusCode: answer.status, reasonPhrase: Answer.reason(of: answer.status))
        )
        for header in answer.headers { head.headers.add(name: header.name, value: header.value) }
        head.headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
        return head
    }
}
