// SPDX-License-Identifier: Apache-2.0

/// The most entries that a journal writer sends in a time. The rest waits in its queue.
///
/// journald drops what a service sends beyond `LogRateLimitBurst=` in `LogRateLimitIntervalSec=` (systemd.exec(5)).
/// Its intervals and those of a writer begin at different times. So a pace of half the burst in the same interval
/// never meets the limit.
public struct JournalPace: Hashable, Sendable {
    /// The most entries in the interval, at least 1.
    public var entries: Int
    /// The interval.
    public var interval: Duration

    /// A pace of so many entries in an interval.
    public init(entries: Int, interval: Duration) {
        self.entries = max(entries, 1)
        self.interval = interval
    }
}

/// How much of a pace is used up in the present interval.
struct JournalPacing {
    private let pace: JournalPace?
    private var start: ContinuousClock.Instant?
    private var count = 0

    /// Nothing sent so far; without a pace, nothing ever waits.
    init(_ pace: JournalPace?) {
        self.pace = pace
    }

    /// How long the next entry has to wait; nil where it may go.
    func delay(at now: ContinuousClock.Instant) -> Duration? {
        guard let pace = self.pace, let start = self.start, self.count >= pace.entries else { return nil }
        let end = start.advanced(by: pace.interval)
        return end > now ? now.duration(to: end) : nil
    }

    /// Notes that an entry was sent.
    mutating func noteSent(at now: ContinuousClock.Instant) {
        guard let pace = self.pace else { return }
        if let start = self.start, start.advanced(by: pace.interval) > now {
            self.count += 1
        } else {
            self.start = now
            self.count = 1
        }
    }
}
