// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a connection into a WebSocket, if its first request asks for it and the server agrees.
final class WebSocketUpgrade: Sendable {
    /// The server.
    private let host: ConnectionHost
    /// The connection's event loop; everything here runs on it.
    private let eventLoop: any EventLoop
    /// The server's answer to the request.
    private let delivery: NIOLoopBoundBox<Delivery?>

    /// The upgrade of a connection, on its event loop.
    init(host: ConnectionHost, eventLoop: any EventLoop) {
        self.host = host
        self.eventLoop = eventLoop
        self.delivery = NIOLoopBoundBox(nil, eventLoop: eventLoop)
    }

    /// The answer to a refused upgrade. Call it on the event loop.
    func takeDelivery() -> Delivery? {
        defer { self.delivery.value = nil }
        return self.delivery.value
    }

    /// The configuration of the HTTP handlers.
    var configuration: NIOHTTPServerUpgradeConfiguration {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { _, head in self.decide(on: head) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    guard let opening = Self.opening(of: self.takeDelivery()) else { return }
                    let handler = WebSocketHandler(host: self.host, opening: opening)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        )
        return (
            upgraders: [upgrader],
            completionHandler: { context in
                // The handler of requests must not see frames.
                let pipeline = context.pipeline.syncOperations
                if let handler = try? pipeline.handler(type: ConversationHandler.self) {
                    pipeline.removeHandler(handler, promise: nil)
                }
            }
        )
    }

    /// Asks the server; returns the headers of the upgrade, or nil for a refusal.
    private func decide(on head: HTTPRequestHead) -> EventLoopFuture<HTTPHeaders?> {
        let delivery = self.host.answer(Request(head))
        self.delivery.value = delivery
        let isGranted = Self.opening(of: delivery) != nil
        guard isGranted, case .late(_, let time) = delivery else {
            return self.eventLoop.makeSucceededFuture(isGranted ? [:] : nil)
        }
        return self.eventLoop.makeFutureWithTask {
            try await self.host.wait(time)
            return [:]
        }
    }

    /// The WebSocket that an answer grants; nil for another answer.
    private static func opening(of delivery: Delivery?) -> StreamOpening? {
        switch delivery {
        case .whole(let answer), .late(let answer, _): answer.stream?.framing == .webSocket ? answer.stream : nil
        default: nil
        }
    }
}
