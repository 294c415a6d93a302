// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The end of a connection's handlers: puts the messages where the reader takes them, and holds the connection back
/// while the reader does not.
final class StreamSink: ChannelDuplexHandler {
    typealias InboundIn = StreamMessage
    typealias OutboundIn = Never

    /// Where messages go.
    private let buffer: StreamBuffer
    /// What this turn of reading brought.
    private var batch: [StreamMessage] = []
    /// Whether the reader has taken all there was.
    private var mayRead = true
    /// Whether a turn of reading is due as soon as that is so.
    private var isReadDue = false
    /// Whether the connection is being closed: messages are of no use any more.
    private var isClosing = false

    /// A sink that fills the buffer.
    init(buffer: StreamBuffer) {
        self.buffer = buffer
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let (eventLoop, channel) = (context.eventLoop, context.channel)
        self.buffer.connect(
            resume: { eventLoop.execute { this.value.resume(bound.value) } },
            close: { channel.close(promise: nil) })
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isClosing else { return }
        self.batch.append(self.unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.handOver()
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.handOver()
        self.buffer.end(TransportFailure.streamClosed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.handOver()
        self.isClosing = true
        self.buffer.end(StreamFailure.reason(for: error))
        context.close(promise: nil)
    }

    func read(context: ChannelHandlerContext) {
        if self.mayRead { context.read() } else { self.isReadDue = true }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        self.isClosing = true
        self.batch = []
        // The other side's goodbye may come after messages that were not read.
        self.resume(context)
        context.close(mode: mode, promise: promise)
    }

    /// Gives what came to the reader.
    private func handOver() {
        guard !self.batch.isEmpty else { return }
        let isWanted = self.buffer.put(self.batch)
        self.batch = []
        self.mayRead = isWanted
    }

    /// Reads on.
    private func resume(_ context: ChannelHandlerContext) {
        self.mayRead = true
        guard self.isReadDue else { return }
        self.isReadDue = false
        context.read()
    }
}
