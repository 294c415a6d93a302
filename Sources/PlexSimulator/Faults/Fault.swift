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

    /// A fault with these values; by default it harms every request at every time.
    package init(
        _ kind: Kind,
        path: String = "*",
        method: String? = nil,
        from: Duration = .zero,
        until: Duration? = nil,
        afterRequests: Int = 0,
        requests: Int? = nil
    ) {
        self.kind = kind
        self.path = path
        self.method = method
        self.from = from
        self.until = until
        self.afterRequests = afterRequests
        self.requests = requests
    }

    /// Whether it concerns such a request at such a time, whatever the number of requests.
    func concerns(method: String, path: String, at time: Duration) -> Bool {
        guard self.method == nil || self.method == method, self.from <= time else { return false }
        if let until = self.until, until <= time { return false }
        if self.path.hasSuffix("*") { return path.hasPrefix(self.path.dropLast()) }
        return path == self.path
    }
}

/// The faults of a server, with the count of requests that each has seen.
package struct FaultSchedule: Sendable {
    /// The faults, each with the number of requests that it concerned so far; the first that harms a request wins.
    private var entries: [(fault: Fault, seen: Int)]

    /// A schedule in which no request has been seen.
    package init(_ faults: [Fault] = []) {
        self.entries = faults.map { ($0, 0) }
    }

    /// Adds a fault that takes precedence over the others.
    package mutating func add(_ fault: Fault) {
        self.entries.insert((fault, 0), at: 0)
    }

    /// Takes all faults away.
    package mutating func removeAll() {
        self.entries = []
    }

    /// Counts a request and returns what goes wrong with its answer, if anything.
    package mutating func fault(method: String, path: String, at time: Duration) -> Fault.Kind? {
        var winner: Fault.Kind?
        for index in self.entries.indices {
            let fault = self.entries[index].fault
            guard fault.concerns(method: method, path: path, at: time) else { continue }
            let seen = self.entries[index].seen
            self.entries[index].seen += 1
            let isDue = seen >= fault.afterRequests && fault.requests.map { seen < fault.afterRequests + $0 } ?? true
            if isDue, winner == nil { winner = fault.kind }
        }
        return winner
    }
}
