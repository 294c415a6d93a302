// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The wishes of others for the polls of one server.
struct PollWishes: Hashable, Sendable {
    /// The time between two polls at present: the configured one, a multiple of it, or a shorter one.
    var interval: Duration
    /// The time between two polls that the configuration names: the spacing of the grid on which they lie.
    var configuredInterval: Duration
    /// Whether a poll is wanted that is sent from now on.
    var pollIsWanted = false
    /// Whether the sessions are to be read before each poll.
    var needsSessions = false
    /// Whether the hours of the server's maintenance are to be read.
    var needsMaintenanceHours = false
    /// Whether sessions have changed since they were read.
    var sessionsHaveChanged = false
    /// Whether the server has got another token since the last poll was sent.
    var tokenWasReplaced = false
}

/// When a server is polled next: after the interval, after a failure, after a refused token.
///
/// A value without clock and I/O. The poller says when a poll goes out and how it ended, and asks how long to wait.
struct PollSchedule: Hashable, Sendable {
    /// The longest wait after a failure, and the wait after a refused token.
    static let longestWait = Duration.seconds(60)
    /// How soon after a poll the sessions are read again when the server says that they have changed.
    static let sessionsInterval = Duration.seconds(2)

    /// The state between two polls.
    private enum Phase: Hashable, Sendable {
        /// The last poll was good, or there was none: the next one lies on the grid.
        case onGrid
        /// The last poll failed. The next one goes out at `until`, or when it is wanted, but not before `earliest`.
        case backingOff(until: Instant, earliest: Instant)
        /// The token was refused. A poll goes out at this instant, or when the token is replaced.
        case refused(until: Instant)
    }

    private var phase = Phase.onGrid
    private var backoff = Backoff(upTo: Self.longestWait)
    private var grid: PollGrid?
    private var sentAt = Instant(nanoseconds: .min)
    /// The instant that the poller waits for: when it has come, the poll is due, whatever is wanted by then.
    private var promised: Instant?

    /// A schedule whose first poll is due at once.
    init() {}

    /// Whether the last poll failed.
    var lastPollFailed: Bool { self.phase != .onGrid }

    /// Whether the last poll failed because the token was refused.
    var isRefused: Bool {
        if case .refused = self.phase { true } else { false }
    }

    /// Notes that a poll goes out now.
    mutating func pollBegins(at now: Instant) {
        self.sentAt = now
        self.promised = nil
        if self.grid == nil { self.grid = PollGrid(origin: now) }
    }

    /// Notes that the poll was answered.
    mutating func pollSucceeded() {
        self.phase = .onGrid
        self.backoff.reset()
    }

    /// Notes that the poll failed.
    ///
    /// - Parameters:
    ///   - kind: How it failed.
    ///   - retryAfter: The wait that the server asked for; it counts up to ``longestWait``.
    ///   - now: The present, from which the wait counts.
    ///   - generator: The source of the jitter.
    mutating func pollFailed(
        _ kind: PollFailure.Kind, retryAfter: Duration?, at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) {
        guard kind != .unauthorized else {
            self.phase = .refused(until: now.advanced(by: Self.longestWait))
            return
        }
        let asked = min(retryAfter ?? .zero, Self.longestWait)
        let wait = max(asked, self.backoff.failed(using: &generator))
        self.phase = .backingOff(
            until: now.advanced(by: wait), earliest: self.sentAt.advanced(by: Backoff.shortest))
    }

    /// The instant to wait for, and then to ask again; nil when the next poll is due.
    mutating func wait(at now: Instant, for wishes: PollWishes) -> Instant? {
        // Before it is counted anew: a point of the grid that has come must not be taken for one that is past.
        if let promised = self.promised, promised <= now { return nil }
        guard let grid = self.grid, !wishes.tokenWasReplaced else { return nil }
        let due: Instant
        switch self.phase {
        case .onGrid:
            if wishes.pollIsWanted { return nil }
            let point = grid.due(
                after: self.sentAt, at: now, every: wishes.interval, spacing: wishes.configuredInterval)
            due = wishes.sessionsHaveChanged ? min(point, self.sentAt.advanced(by: Self.sessionsInterval)) : point
        case .backingOff(let until, let earliest):
            due = wishes.pollIsWanted ? min(until, earliest) : until
        case .refused(let until):
            due = until
        }
        self.promised = due
        return due > now ? due : nil
    }
}
