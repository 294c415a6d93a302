// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong with the answers to certain requests, for a time or a number of requests.
package struct Fault: Hashable, Sendable {
    /// What goes wrong.
    package enum Kind: Hashable, Sendable {
        /// This status with an HTML body, and a Retry-After header in seconds if given.
        case status(Int, retryAfter: Int?)
        /// The answer of this moment, but only so much later.
        case delay(Duration)
        /// The request is taken and never answered.
        case hang
        /// The head at once, then one byte of the body after each such interval.
        case drip(Duration)
        /// Only so many bytes of the body, then the connection is closed; nil means half of them.
        case truncate(bytes: Int?)
        /// A body of so many MiB, in chunks, of which the length is not announced.
        case oversized(mebibytes: Int)
        /// An HTML page with status 200.
        case notJSON
        /// The connection is reset (RST) without an answer.
        case reset
        /// A redirect to this URL.
        case redirect(status: Int, location: String)
        /// The answer of this moment with a wrong type in every field, see ``WrongTypes``.
        case wrongTypes
        /// This body with status 200.
        case raw(body: String, contentType: String)
        /// The answer is unharmed, and this goes wrong on the stream that it opens.
        case stream(StreamFault)
    }

    /// What goes wrong.
    package var kind: Kind
    /// Which paths it concerns: exact, or a beginning that ends in `*`.
    package var path: String
    /// Which method it concerns; nil means all.
    package var method: String?
    /// From when on.
    package var from: Duration
    /// Until when; nil means for ever.
    package var until: Duration?
    /// How many of the requests that it concerns pass unharmed first.
    package var afterRequests: Int
    /// How many requests it then harms; nil means all.
    package var requests: Int?
    /// How many notifications of a stream pass unharmed first, counted while it is time.
    package var afterMessages: Int
    /// How many notifications of a stream it then harms; nil means all.
    package var messages: Int?

    /// A fault with these values; by default it harms every request at every time.
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

    /// Whether it is its time.
    func isOn(at time: Duration) -> Bool {
        self.from <= time && self.until.map { time < $0 } ?? true
    }

    /// Whether it concerns such a request, whatever the time and the number of requests.
    func concerns(method: String, path: String) -> Bool {
        guard self.method == nil || self.method == method else { return false }
        if self.path.hasSuffix("*") { return path.hasPrefix(self.path.dropLast()) }
        return path == self.path
    }
}
