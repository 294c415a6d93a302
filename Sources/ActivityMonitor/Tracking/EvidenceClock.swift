// SPDX-License-Identifier: Apache-2.0

/// Counts time that was seen to pass, not time that passed.
///
/// A span counts only when it lies between two good observations no further apart than a limit, with no failure between
/// them: outages, unreadable answers and a suspended machine add nothing.
struct EvidenceClock: Hashable, Sendable {
    /// The evidence so far.
    private(set) var total: Duration
    /// Whether every span since its first observation counted, so that the evidence is all the time there was.
    private(set) var isUnbroken = true

    /// The last good observation, from which the next span starts; nil after an interruption.
    private var observedAt: Instant?

    /// A clock with so much evidence from before, and nothing to start the next span from.
    init(total: Duration = .zero) {
        self.total = total
        self.isUnbroken = false
    }

    /// A clock that starts with an observation at this instant.
    init(startingAt instant: Instant) {
        self.total = .zero
        self.observedAt = instant
    }

    /// Counts the span since the last observation if it is no longer than the limit, and starts the next one.
    ///
    /// An observation from before the last one adds nothing and takes nothing back.
    mutating func observe(at instant: Instant, limit: Duration) {
        if let observedAt = self.observedAt {
            guard observedAt < instant else { return }
            let span = observedAt.duration(to: instant)
            if span <= limit {
                self.total += span
            } else {
                self.isUnbroken = false
            }
        }
        self.observedAt = instant
    }

    /// Keeps the evidence; the span up to the next observation will not count.
    mutating func interrupt() {
        self.observedAt = nil
        self.isUnbroken = false
    }
}
