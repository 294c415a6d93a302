// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// Delivers answers on one connection, whole or damaged.
struct DeliveryRunner: Sendable {
    /// The connection.
    let channel: any Channel
    /// The server.
    let host: ConnectionHost

    /// The state of the connection after a delivery.
    private enum Outcome {
        /// The connection takes the next answer.
        case reusable
        /// The connection is closed.
        case closed
        /// The connection stays open without further answers.
        case silent
    }

    /// Delivers one answer, and returns whether the connection takes the next answer. Otherwise it is closed or silent.
    func run(_ delivery: Delivery, to request: HTTPRequestHead) async -> Bool {
        let outcome: Outcome
        do {
            outcome = try await self.deliver(delivery, to: request)
        } catch {
            // The client left during the answer, as in many tests, or the server stops.
            outcome = .closed
        }
        switch outcome {
        case .reusable where request.isKeepAlive: return true
        case .reusable, .closed: self.channel.close(promise: nil)
        case .silent: break
        }
        return false
    }

    /// Delivers one answer.
    private func deliver(_ delivery: Delivery, to request: HTTPRequestHead) async throws -> Outcome {
        switch delivery {
        case .whole(let answer):
            return try await self.send(answer, to: request)
        case .late(let answer, let time):
            try await self.host.wait(time)
            return try await self.send(answer, to: request)
        case .drip(let answer, let start, let interval):
            try await self.write(.head(self.head(of: answer, to: request)))
            for (index, byte) in answer.body.enumerated() {
                try await self.host.wait(start + interval * (index + 1))
                try await self.write(.body(.byteBuffer(ByteBuffer(bytes: [byte]))))
            }
            try await self.write(.end(nil))
        case .truncated(let answer, let bytes):
            try await self.write(.head(self.head(of: answer, to: request)))
            try await self.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body.prefix(bytes)))))
            return .closed
        case .oversized(let mebibytes):
            try await self.sendOversized(mebibytes: mebibytes, to: request)
        case .never:
            return .silent
        case .reset:
            self.channel.drop(.reset)
            return .silent
        }
        return .reusable
    }

    /// Sends a whole answer, or the head of an answer that lasts as long as the connection.
    private func send(_ answer: Answer, to request: HTTPRequestHead) async throws -> Outcome {
        if let opening = answer.stream {
            try await self.beginStream(opening, answer: answer, to: request)
            return .silent
        }
        try await self.write(.head(self.head(of: answer, to: request)))
        if request.method != .HEAD, !answer.body.isEmpty {
            try await self.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body))))
        }
        try await self.write(.end(nil))
        return .reusable
    }

    /// Sends the head of an EventSource; notifications follow.
    private func beginStream(_ opening: StreamOpening, answer: Answer, to request: HTTPRequestHead) async throws {
        var head = self.head(of: answer, to: request)
        head.headers.remove(name: "Content-Length")
        try await self.write(.head(head))
        let output = EventSourceOutput(channel: self.channel)
        let number = self.host.open(opening) { output.put($0) }
        let host = self.host
        self.channel.closeFuture.whenComplete { _ in host.close(number) }
    }

    /// Sends JSON with an endless title, until the client stops reading.
    private func sendOversized(mebibytes: Int, to request: HTTPRequestHead) async throws {
        var head = HTTPResponseHead(version: request.version, status: .ok)
        head.headers.add(name: "Content-Type", value: "application/json")
        try await self.write(.head(head))
        let beginning = #"{"MediaContainer":{"size":1,"Activity":[{"uuid":"oversized","type":"butler","title":""#
        try await self.write(.body(.byteBuffer(ByteBuffer(string: beginning))))
        let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 16)
        for _ in 0..<(mebibytes * 16) {
            try await self.write(.body(.byteBuffer(chunk)))
        }
        try await self.write(.body(.byteBuffer(ByteBuffer(string: #""}]}}"#))))
        try await self.write(.end(nil))
    }

    /// Writes one part and waits until the socket has accepted it.
    private func write(_ part: HTTPServerResponsePart) async throws {
        try await self.channel.writeAndFlush(part).get()
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
