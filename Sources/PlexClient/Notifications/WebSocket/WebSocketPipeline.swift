// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

extension Channel {
    /// Adds what asks for a WebSocket (RFC 6455 section 4.1) and follows it. To be called on the event loop.
    func addWebSocket(_ opening: StreamOpening, request: HTTPRequestHead) throws {
        let upgrader = WebSocketUpgrader(maximumFrame: opening.limits.messageSize) { channel in
            channel.eventLoop.makeCompletedFuture { try channel.followWebSocket(opening) }
        }
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: request, upgraders: [upgrader]
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = RefusedStreamHandler(
                    accepted: opening.accepted, token: opening.token, expectation: "is no WebSocket")
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        // The first frames may come together with the answer.
        configuration.leftOverBytesStrategy = .forwardBytes
        configuration.decoderConfiguration = .plex
        try self.pipeline.syncOperations.addHandler(StreamOpeningMeter())
        let outcome = try self.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
            configuration: configuration)
        outcome.whenFailure { opening.accepted.fail(Self.failure(for: $0)) }
    }

    /// Adds what follows a WebSocket that the server has accepted.
    private func followWebSocket(_ opening: StreamOpening) throws {
        let operations = self.pipeline.syncOperations
        operations.removeHandler(context: try operations.context(handlerType: StreamOpeningMeter.self), promise: nil)
        try operations.addHandler(SilenceHandler(limit: opening.limits.webSocketSilence), position: .first)
        try operations.addHandler(WebSocketHandler(limits: opening.limits, token: opening.token))
        try operations.addHandler(opening.makeSink())
        opening.accepted.succeed(())
    }

    /// What an error on the way to the WebSocket means.
    private static func failure(for error: any Error) -> any Error {
        switch error {
        case is NIOHTTPClientUpgradeError:
            StreamFailure(.malformedStream(detail: "the server agrees to a WebSocket, but not in the way it must"))
        default: error
        }
    }
}
