// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The instants at which a server is polled by its configured interval, counted from its first poll.
///
/// The grid never moves. A stretched interval leaves points out, and a poll for another reason is one more; so a rule is
/// judged at the same instants whether there is a stream of notifications or not.
struct PollGrid: Hashable, Sendable {
    /// The first point: when the first poll was sent.
    let origin: Instant

    /// When the next poll is due, unless one is wanted before.
    ///
    /// - Parameters:
    ///   - sentAt: When the last poll was sent, whatever it was sent for.
    ///   - now: The present: points that have passed are not made up for.
    ///   - interval: The interval in effect: a multiple of the spacing, or a shorter one.
    ///   - spacing: The configured interval.
    func due(after sentAt: Instant, at now: Instant, every interval: Duration, spacing: Duration) -> Instant {
        let step = max(1, spacing.wholeNanoseconds)
        let last = self.index(of: sentAt, step: step)
        guard interval >= spacing else {
            return min(sentAt.advanced(by: interval), self.point(last + 1, step: step))
        }
        let stride = max(1, interval.wholeNanoseconds / step)
        var present = self.index(of: now, step: step)
        if self.point(present, step: step) < now { present += 1 }
        return self.point(max(last + stride, present), step: step)
    }

    /// The number of the last point that an instant has reached.
    private func index(of instant: Instant, step: Int64) -> Int64 {
        max(0, self.origin.duration(to: instant).wholeNanoseconds) / step
    }

    private func point(_ index: Int64, step: Int64) -> Instant {
        let (offset, overflow) = index.multipliedReportingOverflow(by: step)
        return self.origin.advanced(by: .nanoseconds(overflow ? .max : offset))
    }
}
