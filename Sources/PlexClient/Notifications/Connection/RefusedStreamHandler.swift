// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Reads the answer of a server that does not open the stream, and says what it means.
final class RefusedStreamHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// What to fail.
    private let accepted: EventLoopPromise<Void>
    /// The token, which no excerpt may show.
    private let token: PlexToken
    /// What stands for an answer from 100 to 299: what it is not.
    private let expectation: String
    /// The head of the answer.
    private var head: HTTPResponseHead?
    /// The beginning of its body.
    private var body: [UInt8] = []

    /// A handler that fails the promise.
    init(accepted: EventLoopPromise<Void>, token: PlexToken, expectation: String) {
        self.accepted = accepted
        self.token = token
        self.expectation = expectation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            if (100...299).contains(head.status.code) { self.finish(context) }
        case .body(let part):
            self.body += part.readableBytesView
            if self.body.count >= ResponseLimits.maximumUnusedBody { self.finish(context) }
        case .end:
            self.finish(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.finish(context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is StreamDeadlinePassed, self.head != nil { self.finish(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The status counts, even where the body breaks off.
        if self.head != nil { self.finish(context) } else { self.accepted.fail(error) }
        context.close(promise: nil)
    }

    /// Says what the answer means, as far as it is known. Only the first time counts.
    private func finish(_ context: ChannelHandlerContext) {
        guard let head = self.head else {
            self.accepted.fail(StreamFailure(TransportFailure.unanswered))
            return
        }
        self.accepted.fail(StreamFailure(self.reason(head)))
        context.close(promise: nil)
    }

    /// What an answer with this head means.
    private func reason(_ head: HTTPResponseHead) -> PlexClientError.Reason {
        let status = Int(head.status.code)
        guard (100...299).contains(status) else {
            return StatusFailure.reason(
                status: status, headers: head.headers, body: self.body, token: self.token)
        }
        let type = head.headers.first(name: "Content-Type").map {
            PrintableText.line($0, limit: 80, without: self.token)
        }
        return .unreadable(detail: "status \(status) with \(type ?? "no content type") \(self.expectation)")
    }
}
