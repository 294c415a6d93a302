// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One connection: reads requests and lets their answers be delivered one after another.
///
/// It lives on the connection's event loop; only the delivery of an answer, which may take its time, is a task.
final class ConversationHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    /// Delivers answers.
    private let runner: DeliveryRunner
    /// The server.
    private let host: ConnectionHost
    /// Knows the answer to a request that asked for a WebSocket in vain.
    private let upgrade: WebSocketUpgrade
    /// The request that is being read.
    private var head: HTTPRequestHead?
    /// The requests that wait for the delivery of an earlier answer.
    private var waiting: [HTTPRequestHead] = []
    /// The delivery that is under way.
    private var delivery: Task<Void, Never>?

    /// The handler of one connection.
    init(runner: DeliveryRunner, host: ConnectionHost, upgrade: WebSocketUpgrade) {
        self.runner = runner
        self.host = host
        self.upgrade = upgrade
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
        case .body:
            // The server reads no bodies; they are skipped.
            break
        case .end:
            guard let head = self.head else { return }
            self.waiting.append(head)
            self.deliverNext(context.eventLoop)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.delivery?.cancel()
        self.waiting = []
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A WebSocket that was not granted: the request follows and is answered like any other.
        if error is NIOWebSocketUpgradeError { return }
        // A reset by the client, or bytes that are no HTTP: in both cases there is nobody to talk to.
        context.close(promise: nil)
    }

    /// Answers the next request, unless an answer is still being delivered.
    private func deliverNext(_ eventLoop: any EventLoop) {
        guard self.delivery == nil, !self.waiting.isEmpty else { return }
        let head = self.waiting.removeFirst()
        let answer = self.upgrade.takeDelivery() ?? self.host.answer(Request(head))
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        let runner = self.runner
        self.delivery = Task {
            guard await runner.run(answer, to: head) else { return }
            eventLoop.execute {
                handler.value.delivery = nil
                handler.value.deliverNext(eventLoop)
            }
        }
    }
}

extension Request {
    /// A request as it was read.
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { Header(name: $0.name, value: $0.value) }
        )
    }
}
