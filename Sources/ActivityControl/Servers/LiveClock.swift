// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The clock of this program's own monitor: it starts at zero.
struct LiveClock: Sendable {
    private let start = ContinuousClock.now

    /// The instant now.
    var now: ActivityMonitor.Instant {
        ActivityMonitor.Instant(nanoseconds: (ContinuousClock.now - self.start).wholeNanoseconds)
    }
}
