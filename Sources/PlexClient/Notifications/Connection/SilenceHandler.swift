// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Ends a connection on which nothing comes for a time; stands where bytes come in, so that every byte counts.
///
/// The time counts only while the reader wants more: a reader that holds the connection back does not make it silent.
/// The time begins anew when the reader wants more again, because bytes that came meanwhile are still unread.
final class SilenceHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// How long nothing may come.
    private let limit: Duration
    /// Since when nothing came, or could have come.
    private var since = NIODeadline.now()
    /// Whether the reader wants more.
    private var isReading = true
    /// The next look.
    private var timer: Scheduled<Void>?

    /// A handler that ends silent connections.
    init(limit: Duration) {
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.since = context.eventLoop.now
        self.look(after: TimeAmount(self.limit), context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.since = context.eventLoop.now
        self.isReading = false
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if !self.isReading { self.since = context.eventLoop.now }
        self.isReading = true
        context.read()
    }

    /// Looks again after a time.
    private func look(after time: TimeAmount, context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            let limit = TimeAmount(self.limit)
            let silence = self.isReading ? context.eventLoop.now - self.since : .zero
            guard silence >= limit else { return self.look(after: limit - silence, context: context) }
            context.fireErrorCaught(StreamFailure(.silent(for: self.limit)))
        }
    }
}
