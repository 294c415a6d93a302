// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// Lets things pass at a bounded rate: so many at once, and so many a second in the long run.
package struct TokenBucket: Hashable, Sendable {
    /// How long a token takes to come back.
    private let spacing: Duration
    /// How long it takes to fill.
    private let depth: Duration
    /// When it will be full again.
    private var fullAt = Instant(nanoseconds: .min)

    /// A full one.
    ///
    /// - Parameters:
    ///   - rate: How many tokens come back in a second, from 1 on.
    ///   - burst: How many it holds, from 1 on.
    package init(rate: Int, burst: Int) {
        self.spacing = .nanoseconds(1_000_000_000 / Int64(max(1, rate)))
        self.depth = self.spacing * max(1, burst)
    }

    /// Takes a token.
    ///
    /// - Returns: Whether there was one.
    package mutating func take(at now: Instant) -> Bool {
        guard self.ready(for: 1, at: now) <= now else { return false }
        self.charge(1, at: now)
        return true
    }

    /// Takes so many tokens, whether they are there or not: what is missing has to come back first.
    package mutating func charge(_ count: Int, at now: Instant) {
        self.fullAt = max(self.fullAt, now).advanced(by: self.spacing * count)
    }

    /// When there will be so many tokens: now or later. More than it holds are never there; then it is when it is full.
    package func ready(for count: Int, at now: Instant) -> Instant {
        let wanted = min(self.spacing * max(0, count), self.depth)
        return max(now, max(self.fullAt, now).advanced(by: wanted - self.depth))
    }
}
