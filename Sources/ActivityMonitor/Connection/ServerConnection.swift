// SPDX-License-Identifier: Apache-2.0

/// Whether a server answers, and whether its stream of notifications is open.
struct ServerConnection: Hashable, Sendable {
    /// Whether the server answers.
    enum Reachability: Hashable, Sendable {
        /// No poll has been answered or has failed yet.
        case starting
        /// The last poll was answered.
        case reachable
        /// The last polls failed; how many in a row.
        case unreachable(failures: Int)
        /// The last polls failed; how many in a row. In the last one, the server refused the token.
        case unauthorized(failures: Int)
    }

    /// Whether a server's stream of notifications is open, and since when.
    enum Stream: Hashable, Sendable {
        /// The shell has not reported the stream yet.
        case starting
        /// Notifications come, since this instant.
        case open(since: Instant)
        /// The stream is closed, since this instant; the last failure.
        case closed(since: Instant, PollFailure)
        /// The configuration wants no stream.
        case unwanted
    }

    /// Whether the server answers.
    private(set) var reachability = Reachability.starting
    /// Whether its stream of notifications is open.
    private(set) var stream = Stream.starting
    /// Whether the token is an administrator's; nil while no answer said that it is none.
    var isAdministrator: Bool?
    /// How often it must be polled.
    var pace = PollPace()
    /// When failures of each kind were told at once in the last hour: refused tokens (true), and all others (false).
    private var told: [Bool: [Instant]] = [:]
    /// Whether the current outage was told; then its end is told, too.
    private var isOutageTold = false

    /// How many failures of a kind are told at once in an hour. Then ten polls in a row must have failed.
    static let toldPerHour = 3

    /// The number of failed polls since the last answered one.
    var failures: Int {
        switch self.reachability {
        case .starting, .reachable: 0
        case .unreachable(let failures), .unauthorized(let failures): failures
        }
    }

    /// Takes a poll that was answered.
    ///
    /// - Returns: whether it ends an outage that was told.
    mutating func answer() -> Bool {
        defer {
            self.reachability = .reachable
            self.isOutageTold = false
        }
        return self.failures > 0 && self.isOutageTold
    }

    /// Takes a poll that failed.
    ///
    /// - Returns: the number of failures in a row if it is worth an event, otherwise nil. The first failure and every
    ///   tenth are. So is a change between a refused token and other failures: it is news within an outage. Where a server
    ///   fails again and again, the first failure is not.
    mutating func fail(_ failure: PollFailure, at now: Instant) -> OutageNews? {
        let failures = self.failures + 1
        let wasUnauthorized = if case .unauthorized = self.reachability { true } else { false }
        let isUnauthorized = failure.kind == .unauthorized
        self.reachability = isUnauthorized ? .unauthorized(failures: failures) : .unreachable(failures: failures)
        self.pace.isStretched = false
        var news: OutageNews?
        if failures == 1 || wasUnauthorized != isUnauthorized {
            var told = (self.told[isUnauthorized] ?? []).filter { $0.duration(to: now) < .hours(1) }
            if told.count < Self.toldPerHour {
                told.append(now)
                news = OutageNews(failures: failures, isLastOfHour: told.count == Self.toldPerHour)
            }
            self.told[isUnauthorized] = told
        }
        if news == nil, failures.isMultiple(of: 10) { news = OutageNews(failures: failures) }
        if news != nil { self.isOutageTold = true }
        return news
    }

    /// Takes the server's answer whether the token is an administrator's.
    ///
    /// - Returns: whether a token without these rights is news.
    mutating func noteAdministrator(_ isAdministrator: Bool) -> Bool {
        defer { self.isAdministrator = isAdministrator }
        return !isAdministrator && self.isAdministrator != false
    }

    /// Takes a change of the stream of notifications.
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

    /// Whether the interval may be stretched after a poll sent at this instant. The stream must have been open by then.
    func canStretch(afterPollSentAt sentAt: Instant) -> Bool {
        guard case .open(let since) = self.stream, since <= sentAt else { return false }
        return self.pace.canStretch
    }
}

/// What is told of a poll that failed.
struct OutageNews: Hashable, Sendable {
    /// How many polls in a row have failed.
    var failures: Int
    /// Whether further outages of this hour are told only after ten failures in a row.
    var isLastOfHour = false
}

/// How often a server must be polled.
struct PollPace: Hashable, Sendable {
    /// The longest interval while a stop is under way.
    static let attentiveInterval = Duration.seconds(2)
    /// The largest multiple of the configured interval for an idle server.
    private static let mostStretched = 6
    /// The number of polls without an unclear notification before the interval is stretched again.
    private static let clearPolls = 6
    /// The longest stretched interval.
    private static let longestInterval = Duration.hours(1)

    /// Whether the interval is stretched now.
    var isStretched = false
    /// The number of polls that must pass before the interval may be stretched again after an unclear notification.
    private var pollsBeforeStretch = 0

    /// Whether enough polls have passed since the last unclear notification.
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

    /// Ends stretching for some polls, because an unclear stream may not tell which activities start.
    mutating func postponeStretching() {
        self.isStretched = false
        self.pollsBeforeStretch = Self.clearPolls
    }
}
