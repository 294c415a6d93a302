// SPDX-License-Identifier: Apache-2.0

/// A point on a monotonic clock that only the shell reads.
///
/// The core only compares instants with each other, so the clock's zero does not matter.
package struct Instant: Hashable, Comparable, Codable, Sendable {
    /// Nanoseconds since the clock's zero. The shell uses `CLOCK_BOOTTIME`, which starts at the boot.
    package var nanoseconds: Int64

    /// The instant with these nanoseconds since the clock's zero.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant later by this duration, or earlier if it is negative. It saturates at the range of `Int64`.
    package func advanced(by duration: Duration) -> Instant {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        guard overflow else { return Instant(nanoseconds: sum) }
        return Instant(nanoseconds: duration < .zero ? .min : .max)
    }

    /// The time from this instant to another; negative if the other is earlier.
    package func duration(to other: Instant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(self.nanoseconds)
    }

    /// Orders by time.
    package static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The duration in whole nanoseconds, rounded towards zero and saturating at the range of `Int64` (292 years).
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowAgain) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard overflow || overflowAgain else { return sum }
        return seconds < 0 ? .min : .max
    }

    /// The duration in whole microseconds, the unit of every `…_USEC` field and of the state file.
    package var wholeMicroseconds: Int64 {
        self.wholeNanoseconds / 1_000
    }

    /// The duration in seconds, for display and for proportions.
    package var seconds: Double {
        let (seconds, attoseconds) = self.components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// A duration of whole minutes.
    package static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }

    /// A duration of whole hours.
    package static func hours(_ hours: Int) -> Duration { .seconds(hours * 3_600) }

    /// A duration of whole days of 24 hours.
    package static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }
}
