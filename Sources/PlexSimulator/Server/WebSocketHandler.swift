// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOWebSocket

/// One WebSocket connection: it sends the output of its stream, and answers pings and the close handshake.
final class WebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// How long a client may take to answer a close frame, in real time.
    private static let patience: TimeAmount = .seconds(1)

    /// The server.
    private let host: ConnectionHost
    /// The request for the stream.
    private let opening: StreamOpening
    /// The number of the stream, once it is open.
    private var number: Int?
    /// Whether a close frame was sent.
    private var hasSaidClose = false

    /// The handler of a connection with a granted stream.
    init(host: ConnectionHost, opening: StreamOpening) {
        self.host = host
        self.opening = opening
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let (handler, eventLoop) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop)
        let connection = NIOLoopBound(context, eventLoop: context.eventLoop)
        self.number = self.host.open(self.opening) { outputs in
            eventLoop.execute { handler.value.put(outputs, context: connection.value) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let number = self.number { self.host.close(number) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = self.unwrapInboundIn(data)
        switch frame.opcode {
        case .ping:
            guard let number = self.number, self.host.answersPings(number) else { return }
            self.write(.pong, frame.unmaskedData, context: context)
            context.flush()
        case .connectionClose:
            self.close(with: frame.unmaskedData, context: context)
            context.close(promise: nil)
        default:
            // The server ignores messages of clients.
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Writes the output of the stream.
    private func put(_ outputs: [StreamOutput], context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        for output in outputs {
            switch output {
            case .text(let bytes, nil):
                self.write(.text, context.channel.allocator.buffer(bytes: bytes), context: context)
            case .text(let bytes, let size?): self.write(bytes, inPieces: size, context: context)
            case .drop(.end):
                var status = context.channel.allocator.buffer(capacity: 2)
                status.write(webSocketErrorCode: .goingAway)
                self.close(with: status, context: context)
                let connection = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.scheduleTask(in: Self.patience) { connection.value.close(promise: nil) }
            case .drop(let drop):
                context.flush()
                context.channel.drop(drop)
            }
        }
        context.flush()
    }

    /// Writes one message as a frame and its continuations.
    private func write(_ bytes: [UInt8], inPieces size: Int, context: ChannelHandlerContext) {
        for start in stride(from: 0, to: bytes.count, by: size) {
            let end = min(start + size, bytes.count)
            let piece = context.channel.allocator.buffer(bytes: bytes[start..<end])
            self.write(start == 0 ? .text : .continuation, piece, isLast: end == bytes.count, context: context)
            // Flush, so that each piece is sent alone.
            context.flush()
        }
    }

    /// Writes one frame.
    private func write(
        _ opcode: WebSocketOpcode,
        _ data: ByteBuffer,
        isLast: Bool = true,
        context: ChannelHandlerContext
    ) {
        let frame = WebSocketFrame(fin: isLast, opcode: opcode, data: data)
        context.write(self.wrapOutboundOut(frame), promise: nil)
    }

    /// Sends a close frame, once.
    private func close(with data: ByteBuffer, context: ChannelHandlerContext) {
        guard !self.hasSaidClose else { return }
        self.hasSaidClose = true
        self.write(.connectionClose, data, context: context)
        context.flush()
    }
}
