// SPDX-License-Identifier: Apache-2.0

/// Counts observed time, not elapsed time.
///
/// A span counts only when it lies between two good observations no further apart than a limit, with no failure between
/// them: outages, unreadable answers and a suspended machine add nothing.
struct EvidenceClock: Hashable, Sendable {
    /// The evidence so far.
    private(set) var total: Duration
    /// How much time lay between observations and did not count.
    private(set) var uncounted = Duration.zero
    /// Whether every span since the first observation counted, so that the evidence is the whole time.
    private(set) var isUnbroken = true

    /// The last good observation, from which the next span starts; nil after an interruption.
    private var observedAt: Instant?
    /// The observation since which every span has counted; nil after an interruption.
    private(set) var unbrokenSince: Instant?
    /// The last good observation, whatever came after it; nil before the first.
    private(set) var lastSeenAt: Instant?
    /// When the last interruption was; nil before the first. What is from before it says nothing about now.
    private var interruptedAt: Instant?

    /// A clock with evidence from before, and nothing to start the next span from.
    ///
    /// - Parameters:
    ///   - uncounted: how much time lay between its observations and did not count.
    ///   - lastSeenAt: the last observation; nil where that is not known any more.
    init(total: Duration = .zero, uncounted: Duration = .zero, lastSeenAt: Instant? = nil) {
        self.total = total
        self.uncounted = uncounted
        self.lastSeenAt = lastSeenAt
        self.isUnbroken = false
    }

    /// A clock that starts with an observation at this instant.
    init(startingAt instant: Instant) {
        self.total = .zero
        self.observedAt = instant
        self.unbrokenSince = instant
        self.lastSeenAt = instant
    }

    /// The longest time that there may have been: the evidence and all time between observations that did not count.
    var possible: Duration { self.total + self.uncounted }

    /// Counts the span since the last observation if it is no longer than the limit, and starts the next one.
    ///
    /// An observation from before the last one, or from before an interruption, adds nothing and takes nothing back.
    mutating func observe(at instant: Instant, limit: Duration) {
        if let interruptedAt = self.interruptedAt, instant < interruptedAt { return }
        if let observedAt = self.observedAt {
            guard observedAt < instant else { return }
            let span = observedAt.duration(to: instant)
            if span <= limit {
                self.total += span
            } else {
                self.uncounted += span
                self.isUnbroken = false
                self.unbrokenSince = instant
            }
        } else {
            if let lastSeenAt = self.lastSeenAt, lastSeenAt < instant {
                self.uncounted += lastSeenAt.duration(to: instant)
            }
            self.unbrokenSince = instant
        }
        self.observedAt = instant
        self.lastSeenAt = instant
    }

    /// Keeps the evidence; the span up to the next observation will not count.
    mutating func interrupt() {
        self.observedAt = nil
        self.unbrokenSince = nil
        self.isUnbroken = false
    }

    /// Keeps the evidence; the span up to the next observation will not count, and what is from before this instant
    /// begins no span.
    mutating func interrupt(at instant: Instant) {
        self.interrupt()
        self.interruptedAt = self.interruptedAt.map { max($0, instant) } ?? instant
    }

    /// Keeps the evidence; the span up to the next observation neither counts nor may have counted.
    mutating func breakOff() {
        self.interrupt()
        self.lastSeenAt = nil
    }
}

extension EvidenceClock {
    /// Whether time that did not count may make up what is missing to a threshold: then whether it was reached is not
    /// known. For a threshold that the evidence reaches, or that all time together does not, it is a no.
    func mayReach(_ threshold: Duration) -> Truth {
        guard self.total < threshold, self.possible >= threshold else { return .no }
        return .unknown(
            "polls failed or came too late: only \(self.total.text) of \(threshold.text) has been seen")
    }
}
