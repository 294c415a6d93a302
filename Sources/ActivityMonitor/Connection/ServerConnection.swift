// SPDX-License-Identifier: Apache-2.0

/// Whether a server answers, and whether its notifications come.
struct ServerConnection: Hashable, Sendable {
    /// Whether the server answers.
    enum Reachability: Hashable, Sendable {
        /// It has not answered or failed yet.
        case starting
        /// The last poll was answered.
        case reachable
        /// So many polls in a row failed.
        case unreachable(failures: Int)
        /// So many polls in a row failed, the last one because the token is not accepted.
        case unauthorized(failures: Int)
    }

    /// Whether a server's notifications come, and since when.
    enum Stream: Hashable, Sendable {
        /// Nobody has said yet.
        case starting
        /// They come.
        case open(since: Instant)
        /// They do not: since when, and the last failure.
        case closed(since: Instant, PollFailure)
        /// Nobody listens.
        case unwanted
    }

    /// Whether the server answers.
    private(set) var reachability = Reachability.starting
    /// Whether its notifications come.
    private(set) var stream = Stream.starting
    /// How often it must be polled.
    var pace = PollPace()

    /// How many polls have failed since the last good one.
    var failures: Int {
        switch self.reachability {
        case .starting, .reachable: 0
        case .unreachable(let failures), .unauthorized(let failures): failures
        }
    }

    /// Takes a poll that was answered.
    ///
    /// - Returns: whether the one before had failed.
    mutating func answer() -> Bool {
        defer { self.reachability = .reachable }
        return self.failures > 0
    }

    /// Takes a poll that failed.
    ///
    /// - Returns: how many have failed in a row, where that is worth telling: the first, each tenth, and the first of
    ///   another kind, as a refusal in the middle of an outage is other news than the outage.
    mutating func fail(_ failure: PollFailure) -> Int? {
        let failures = self.failures + 1
        let wasUnauthorized = if case .unauthorized = self.reachability { true } else { false }
        let isUnauthorized = failure.kind == .unauthorized
        self.reachability = isUnauthorized ? .unauthorized(failures: failures) : .unreachable(failures: failures)
        self.pace.isStretched = false
        let isNews = failures == 1 || wasUnauthorized != isUnauthorized || failures.isMultiple(of: 10)
        return isNews ? failures : nil
    }

    /// Takes that notifications come from now on, or do not.
    mutating func streamChanged(to state: StreamState, at now: Instant) {
        self.pace.isStretched = false
        switch state {
        case .unclear:
            self.pace.postponeStretching()
        case .open:
            self.stream = .open(since: now)
        case .unwanted:
            self.stream = .unwanted
        case .closed(let failure):
            if case .closed(let since, _) = self.stream {
                self.stream = .closed(since: since, failure)
            } else {
                self.stream = .closed(since: now, failure)
            }
        }
    }

    /// Whether the interval may be stretched after a poll that was sent at this instant: notifications have come since.
    func canStretch(afterPollSentAt sentAt: Instant) -> Bool {
        guard case .open(let since) = self.stream, since <= sentAt else { return false }
        return self.pace.canStretch
    }
}

/// How often a server must be polled.
struct PollPace: Hashable, Sendable {
    /// The shortest interval, which holds while a stop is under way.
    static let attentiveInterval = Duration.seconds(2)
    /// How many times the configured interval an idle server is polled at most.
    private static let mostStretched = 6
    /// How many polls must pass without anything that cannot be understood before polling is stretched again.
    private static let clearPolls = 6
    /// The longest interval that stretching makes.
    private static let longestInterval = Duration.hours(1)

    /// Whether the interval has been stretched since the last poll, and is.
    var isStretched = false
    /// How many polls must pass before it may be stretched again, since something came that could not be understood.
    private var pollsBeforeStretch = 0

    /// Whether enough polls have passed.
    var canStretch: Bool { self.pollsBeforeStretch == 0 }

    /// The interval at which a server must be polled now.
    func interval(configured: Duration, isStopping: Bool) -> Duration {
        guard !isStopping else { return min(configured, Self.attentiveInterval) }
        guard self.isStretched else { return configured }
        let most = Int(Self.longestInterval / configured)
        return configured * max(1, min(Self.mostStretched, most))
    }

    /// Counts a poll that was answered.
    mutating func countPoll() { self.pollsBeforeStretch = max(0, self.pollsBeforeStretch - 1) }

    /// Lets polls alone show what is there for a while: a stream that cannot be understood does not say what begins.
    mutating func postponeStretching() {
        self.isStretched = false
        self.pollsBeforeStretch = Self.clearPolls
    }
}
