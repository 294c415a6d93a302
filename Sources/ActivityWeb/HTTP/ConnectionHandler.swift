// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// One connection: a request must be whole in time, and the next one too.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let service: WebService
    private var head: HTTPRequestHead?
    private var hasBody = false
    private var deadline: Scheduled<Void>?
    private var isLive = false

    /// The handler of one connection to a service.
    init(service: WebService) {
        self.service = service
    }

    func channelActive(context: ChannelHandlerContext) {
        self.restartDeadline(context, in: self.service.limits.patience)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.deadline?.cancel()
        self.service.live.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.hasBody = false
        case .body(let bytes):
            self.hasBody = self.hasBody || bytes.readableBytes > 0
            // A refused body is not read to its end.
            if self.hasBody, let head = self.head {
                self.head = nil
                self.answer(head, context)
            }
        case .end:
            guard let head = self.head, !self.isLive else { return }
            self.head = nil
            self.deadline?.cancel()
            self.answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request: WebRequest
        do throws(WebRequest.Refusal) {
            request = try WebRequest(
                method: head.method.rawValue, target: head.uri, hosts: head.headers["host"], hasBody: self.hasBody,
                names: self.service.names)
        } catch {
            return self.deliver(.refusal(error), to: head, isHead: head.method == .HEAD, closes: true, context)
        }
        if request.place == .live, !request.isHead {
            return self.beginLive(head, context)
        }
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        self.service.answer(request, on: context.eventLoop).whenSuccess { answer in
            let (handler, context) = bound.value
            guard context.channel.isActive else { return }
            handler.deliver(answer, to: head, isHead: request.isHead, closes: !head.isKeepAlive, context)
        }
    }

    private func deliver(
        _ answer: WebAnswer, to head: HTTPRequestHead, isHead: Bool, closes: Bool, _ context: ChannelHandlerContext
    ) {
        let reserved = self.service.reserve(answer.bytes.count) ? answer.bytes.count : 0
        let answer = reserved == answer.bytes.count ? answer : .busy
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(answer.bytes.count))
        if closes { headers.add(name: "Connection", value: "close") }
        let response = HTTPResponseHead(
            version: head.version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(self.wrapOutboundOut(.head(response)), promise: nil)
        if !isHead {
            context.write(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.bytes)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: written)
        // A reader that does not take the answer is given up, too.
        self.restartDeadline(context, in: self.service.limits.delivery)
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            let (handler, context) = bound.value
            handler.service.release(reserved)
            if closes { return context.close(promise: nil) }
            if context.channel.isActive { handler.restartDeadline(context, in: handler.service.limits.patience) }
        }
    }

    private func beginLive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard self.service.live.hasRoom else {
            return self.deliver(
                .message(503, "Too Many Pages"), to: head, isHead: false, closes: true, context)
        }
        self.isLive = true
        let answer = WebAnswer(kind: .text, bytes: [])
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Content-Type", value: "text/event-stream")
        // A reverse proxy must not collect the stream.
        headers.add(name: "X-Accel-Buffering", value: "no")
        context.writeAndFlush(
            self.wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .ok, headers: headers))),
            promise: nil)
        self.service.live.add(context.channel, lastEvent: head.headers["last-event-id"].first)
    }

    private func restartDeadline(_ context: ChannelHandlerContext, in time: TimeAmount) {
        self.deadline?.cancel()
        let channel = context.channel
        self.deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
