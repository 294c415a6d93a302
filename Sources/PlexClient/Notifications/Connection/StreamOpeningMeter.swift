// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Limits what is read until a stream is accepted, such as provisional answers (1xx) without end; stands where bytes
/// come in, and leaves the connection once the stream stands.
final class StreamOpeningMeter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// The most bytes: the longest head, and the longest body of an error, twice.
    private static let maximumBytes = 256 * 1024

    /// How many bytes came.
    private var received = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.received += self.unwrapInboundIn(data).readableBytes
        guard self.received <= Self.maximumBytes else {
            context.fireErrorCaught(
                StreamFailure(.unreadable(detail: "the answer to the request for a stream has no end")))
            return context.close(promise: nil)
        }
        context.fireChannelRead(data)
    }
}
