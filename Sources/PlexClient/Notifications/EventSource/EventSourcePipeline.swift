// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

extension Channel {
    /// Adds what asks for an EventSource and follows it. To be called on the event loop.
    func addEventSource(_ opening: StreamOpening, request: HTTPRequestHead) throws {
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: .plex)
        try self.pipeline.syncOperations.addHandlers([
            StreamOpeningMeter(), HTTPRequestEncoder(), ByteToMessageHandler(decoder), NIOHTTPRequestHeadersValidator(),
            EventSourceHandler(request: request, opening: opening),
        ])
    }
}
