// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The time since this program began to look, for a monitor of its own.
struct LiveClock: Sendable {
    private let start = ContinuousClock.now

    /// The instant now.
    var now: ActivityMonitor.Instant {
        ActivityMonitor.Instant(nanoseconds: (ContinuousClock.now - self.start).wholeNanoseconds)
    }
}
