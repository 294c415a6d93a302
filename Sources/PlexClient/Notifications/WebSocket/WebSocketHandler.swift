// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Follows a WebSocket: messages in, pings and goodbyes in both directions.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = StreamMessage
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    /// How far the goodbyes are.
    private enum Phase {
        /// Neither side has said goodbye.
        case open
        /// We did, and wait for the other side.
        case closing
        /// What comes is ignored.
        case over
    }

    /// How often to ping, and how long to wait for a goodbye.
    private let limits: NotificationLimits
    /// The token, which no text from the server may show.
    private let token: PlexToken
    /// Puts fragments together.
    private var assembly: WebSocketAssembly
    /// How far the goodbyes are.
    private var phase = Phase.open
    /// The next ping.
    private var nextPing: Scheduled<Void>?

    /// A handler for a WebSocket that has just been accepted.
    init(limits: NotificationLimits, token: PlexToken) {
        self.limits = limits
        self.token = token
        self.assembly = WebSocketAssembly(limit: limits.messageSize)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.schedulePing(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.nextPing?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.nextPing?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.phase != .over else { return }
        switch self.assembly.take(self.unwrapInboundIn(data)) {
        case .incomplete, .pong:
            break
        case .message(let payload):
            guard self.phase == .open, !payload.isEmpty else { return }
            context.fireChannelRead(self.wrapInboundOut(StreamMessage(eventType: nil, payload: payload)))
        case .ping(let data):
            // A server that does not take the answers gets none: they would pile up here.
            guard self.phase == .open, context.channel.isWritable else { return }
            self.send(.pong, data, context: context)
        case .close(let data):
            self.didReceiveClose(data, context: context)
        case .tooLarge:
            self.fail(.tooLarge(limit: self.limits.messageSize), code: 1009, context: context)
        case .violation(let detail):
            self.fail(.malformedStream(detail: detail), code: 1002, context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength:
            self.fail(.tooLarge(limit: self.limits.messageSize), code: 1009, context: context)
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            self.fail(
                .malformedStream(detail: "a control frame is fragmented or too long"), code: 1002, context: context)
        case nil:
            self.phase = .over
            context.fireErrorCaught(error)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if self.phase == .closing, mode == .all, context.channel.isActive {
            // The goodbye is on its way, and has its time.
            context.channel.closeFuture.cascade(to: promise)
            return
        }
        guard self.phase == .open, mode == .all, context.channel.isActive else {
            self.phase = .over
            context.close(mode: mode, promise: promise)
            return
        }
        self.phase = .closing
        self.nextPing?.cancel()
        self.send(.connectionClose, Self.code(1000), context: context)
        // The other side's goodbye ends this early, see below.
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.limits.closeTimeout)) {
            context.close(mode: mode, promise: promise)
        }
    }

    /// Answers a goodbye, or ends the connection where we said it first.
    private func didReceiveClose(_ data: [UInt8], context: ChannelHandlerContext) {
        guard self.phase == .open else {
            self.phase = .over
            context.close(promise: nil)
            return
        }
        guard data.count != 1 else {
            self.fail(.malformedStream(detail: "a goodbye has half a code"), code: 1002, context: context)
            return
        }
        let code = data.count < 2 ? nil : Int(data[0]) << 8 | Int(data[1])
        if let code, !Self.maySend(code) {
            self.fail(
                .malformedStream(detail: "a goodbye has the code \(code), which no server may send"), code: 1002,
                context: context)
            return
        }
        let words = PrintableText.line(
            String(decoding: data.dropFirst(2), as: UTF8.self), limit: 120, without: self.token)
        self.phase = .over
        self.send(.connectionClose, Array(data.prefix(2)), context: context)
        context.fireErrorCaught(StreamFailure(.streamEnded(code: code, words: words)))
    }

    /// Says goodbye with a code, and ends the stream.
    private func fail(_ reason: PlexClientError.Reason, code: UInt16, context: ChannelHandlerContext) {
        guard self.phase != .over else { return }
        if self.phase == .open { self.send(.connectionClose, Self.code(code), context: context) }
        self.phase = .over
        context.fireErrorCaught(StreamFailure(reason))
    }

    /// Pings after a time, and again and again.
    private func schedulePing(_ context: ChannelHandlerContext) {
        let interval = TimeAmount(self.limits.webSocketPingInterval)
        self.nextPing = context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            guard self.phase == .open else { return }
            if context.channel.isWritable { self.send(.ping, [], context: context) }
            self.schedulePing(context)
        }
    }

    /// Sends a control frame, masked as a client must.
    private func send(_ opcode: WebSocketOpcode, _ data: [UInt8], context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: data))
        context.writeAndFlush(self.wrapOutboundOut(frame), promise: nil)
    }

    /// Whether a goodbye may have this code: one of RFC 6455 section 7.4.1 or its registry, or one of an application.
    private static func maySend(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// A goodbye's code, as it is sent.
    private static func code(_ code: UInt16) -> [UInt8] {
        [UInt8(code >> 8), UInt8(code & 0xFF)]
    }
}
