// SPDX-License-Identifier: Apache-2.0

/// A fault in the answers to certain requests, for a time or a number of requests.
package struct Fault: Hashable, Sendable {
    /// The kind of the fault.
    package enum Kind: Hashable, Sendable {
        /// This status with an HTML body, and a Retry-After header in seconds if given.
        case status(Int, retryAfter: Int?)
        /// The answer of this moment, delayed by this time.
        case delay(Duration)
        /// The server accepts the request and never answers it.
        case hang
        /// The head at once, then one byte of the body after each such interval.
        case drip(Duration)
        /// The connection is closed after this many bytes of the body; nil means half of them.
        case truncate(bytes: Int?)
        /// A body of this many MiB, in chunks without an announced length.
        case oversized(mebibytes: Int)
        /// An HTML page with status 200.
        case notJSON
        /// The connection is reset (RST) without an answer.
        case reset
        /// A redirect to this URL.
        case redirect(status: Int, location: String)
        /// The answer of this moment with a wrong type in every field: ``WrongTypes``.
        case wrongTypes
        /// This body with status 200.
        case raw(body: String, contentType: String)
        /// A fault on the stream that the answer opens; the answer itself is correct.
        case stream(StreamFault)
    }

    /// The kind of the fault.
    package var kind: Kind
    /// The path of the requests: exact, or a beginning that ends in `*`.
    package var path: String
    /// The method of the requests; nil for all.
    package var method: String?
    /// The first moment of the fault.
    package var from: Duration
    /// The end of the fault; nil for no end.
    package var until: Duration?
    /// How many of these requests pass before the fault strikes.
    package var afterRequests: Int
    /// How many requests it then strikes; nil for all.
    package var requests: Int?
    /// How many notifications of a stream pass before the fault strikes; only its time counts.
    package var afterMessages: Int
    /// How many notifications of a stream it then strikes; nil for all.
    package var messages: Int?

    /// A fault with these values; by default it strikes every request at every time.
    package init(
        _ kind: Kind,
        path: String = "*",
        method: String? = nil,
        from: Duration = .zero,
        until: Duration? = nil,
        afterRequests: Int = 0,
        requests: Int? = nil,
        afterMessages: Int = 0,
        messages: Int? = nil
    ) {
        self.kind = kind
        self.path = path
        self.method = method
        self.from = from
        self.until = until
        self.afterRequests = afterRequests
        self.requests = requests
        self.afterMessages = afterMessages
        self.messages = messages
    }

    /// Whether this moment is in the time of the fault.
    func isOn(at time: Duration) -> Bool {
        self.from <= time && self.until.map { time < $0 } ?? true
    }

    /// Whether the method and the path are those of the fault.
    func concerns(method: String, path: String) -> Bool {
        guard self.method == nil || self.method == method else { return false }
        if self.path.hasSuffix("*") { return path.hasPrefix(self.path.dropLast()) }
        return path == self.path
    }
}
