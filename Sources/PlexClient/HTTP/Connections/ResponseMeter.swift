// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// What a server does that no answer needs.
enum ResponseViolation: Error, Hashable, Sendable {
    /// Bytes came although no request was open.
    case unasked
    /// The answer is longer, or comes in more pieces, than any that is read.
    case endless
}

/// Stands between the bytes of a connection and NIO's decoder: writes requests whose bytes are made already, and counts
/// what comes.
final class ResponseMeter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    /// Whether a request is open. Its owner ends that with the last part of the answer.
    var isAsked = false
    /// How many bytes came since the last request.
    private(set) var received = 0
    /// In how many pieces they came.
    private var pieces = 0
    /// The request to write.
    private var request = ByteBuffer()

    /// Prepares for the next request.
    func prepare(_ request: ByteBuffer) {
        self.request = request
        self.isAsked = true
        self.received = 0
        self.pieces = 0
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // The decoder has seen the head, and knows that an answer is due.
        context.write(self.wrapOutboundOut(self.request), promise: promise)
        self.request = ByteBuffer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = self.unwrapInboundIn(data)
        guard self.isAsked else { return context.fireErrorCaught(ResponseViolation.unasked) }
        self.received += buffer.readableBytes
        self.pieces += 1
        guard self.received <= ResponseLimits.maximumBytes, self.pieces <= ResponseLimits.maximumPieces else {
            return context.fireErrorCaught(ResponseViolation.endless)
        }
        // The last byte goes alone: an answer that ends before it is followed by bytes that no request asked for, and
        // the decoder would keep them for the next answer.
        let count = buffer.readableBytes - 1
        if count > 0, let most = buffer.readSlice(length: count) {
            context.fireChannelRead(self.wrapInboundOut(most))
            guard self.isAsked else { return context.fireErrorCaught(ResponseViolation.unasked) }
        }
        context.fireChannelRead(self.wrapInboundOut(buffer))
    }
}
