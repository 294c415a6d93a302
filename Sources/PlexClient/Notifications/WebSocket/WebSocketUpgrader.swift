// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Judges a server's consent to a WebSocket more strictly than NIO's upgrader, to which it leaves the rest.
///
/// The client offers no extension and no protocol, so that a consent which names one is none (RFC 6455 section 4.1).
struct WebSocketUpgrader: NIOTypedHTTPClientProtocolUpgrader {
    /// NIO's upgrader, which knows the key that was sent.
    private let upgrader: NIOTypedWebSocketClientUpgrader<Void>

    /// An upgrader that adds what follows a WebSocket.
    ///
    /// - Parameters:
    ///   - maximumFrame: The longest frame, in bytes.
    ///   - follow: Called once the server has agreed.
    init(maximumFrame: Int, follow: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>) {
        self.upgrader = NIOTypedWebSocketClientUpgrader(
            maxFrameSize: maximumFrame,
            // Our own handler says goodbye, with the reason that the reader gets too.
            enableAutomaticErrorHandling: false
        ) { channel, _ in follow(channel) }
    }

    var supportedProtocol: String { self.upgrader.supportedProtocol }

    var requiredUpgradeHeaders: [String] { self.upgrader.requiredUpgradeHeaders }

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {
        self.upgrader.addCustom(upgradeRequestHeaders: &upgradeRequestHeaders)
    }

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool {
        let headers = upgradeResponse.headers
        guard !headers.contains(name: "Sec-WebSocket-Extensions"), !headers.contains(name: "Sec-WebSocket-Protocol")
        else { return false }
        // Blanks around a value do not belong to it (RFC 9110 section 5.5), and NIO compares the whole.
        var response = upgradeResponse
        let accepts = headers["Sec-WebSocket-Accept"]
        if accepts.count == 1 {
            response.headers.replaceOrAdd(name: "Sec-WebSocket-Accept", value: HeaderValue.trimmed(accepts[0]))
        }
        return self.upgrader.shouldAllowUpgrade(upgradeResponse: response)
    }

    func upgrade(channel: any Channel, upgradeResponse: HTTPResponseHead) -> EventLoopFuture<Void> {
        self.upgrader.upgrade(channel: channel, upgradeResponse: upgradeResponse)
    }
}
