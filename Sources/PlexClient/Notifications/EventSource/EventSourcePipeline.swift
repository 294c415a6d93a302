// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

extension NIOHTTPDecoderLimitConfiguration {
    /// For the answer that opens a stream: no real one has a head of 4 KiB.
    static var stream: Self {
        var limits = Self()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 128
        return limits
    }
}

extension Channel {
    /// Adds what asks for an EventSource and follows it. To be called on the event loop.
    func addEventSource(_ opening: StreamOpening, request: HTTPRequestHead) throws {
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: .stream)
        try self.pipeline.syncOperations.addHandlers([
            HTTPRequestEncoder(), ByteToMessageHandler(decoder), NIOHTTPRequestHeadersValidator(),
            EventSourceHandler(request: request, opening: opening),
        ])
    }
}
