// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One connection: it reads requests and delivers their answers one after the other.
///
/// It runs on the connection's event loop. Only the delivery of an answer is a task, because it may take long.
final class ConversationHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    /// Delivers answers.
    private let runner: DeliveryRunner
    /// The server.
    private let host: ConnectionHost
    /// The upgrade, which has the answer to a refused request for a WebSocket.
    private let upgrade: WebSocketUpgrade
    /// The request that arrives now.
    private var head: HTTPRequestHead?
    /// The requests that wait for an earlier delivery.
    private var waiting: [HTTPRequestHead] = []
    /// The present delivery.
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
            // The server ignores bodies.
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
        // The WebSocket was refused: the request follows, and gets an answer like any other.
        if error is NIOWebSocketUpgradeError { return }
        // After a reset by the client, or after bytes that are not HTTP, no answer is possible.
        context.close(promise: nil)
    }

    /// Answers the next request, unless a delivery still runs.
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
    /// A request from its HTTP head.
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { Header(name: $0.name, value: $0.value) }
        )
    }
}
