// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOTLS

/// Waits for the end of the TLS handshake, so that no request is written before it, and then leaves the connection.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// Called once: with nil when the handshake is complete, or with the error that ended it.
    private var completion: (((any Error)?) -> Void)?

    /// A handler that tells of the end of the handshake.
    init(completion: @escaping ((any Error)?) -> Void) {
        self.completion = completion
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        self.finish(nil)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.finish(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.finish(ChannelError.eof)
        context.fireChannelInactive()
    }

    /// Tells of the end. Only the first one counts.
    private func finish(_ error: (any Error)?) {
        let completion = self.completion
        self.completion = nil
        completion?(error)
    }
}
