// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Glibc

extension ActivityMonitor.Instant: InstantProtocol {}

/// `CLOCK_BOOTTIME` of clock_gettime(2): monotonic, and it goes on while the machine is suspended.
package struct BootClock: Clock {
    /// The instants of the core.
    package typealias Instant = ActivityMonitor.Instant

    /// The longest sleep in one piece: whatever a timer makes of a suspended machine, it is looked at again by then.
    private static let longestSleep = Duration.seconds(60)

    /// The clock of this machine.
    package init() {}

    /// The time since the boot.
    package var now: Instant { Instant(nanoseconds: Self.nanoseconds(of: CLOCK_BOOTTIME)) }

    /// What clock_getres(2) says on every machine with high resolution timers.
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Sleeps until an instant has come.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        while true {
            let rest = self.now.duration(to: deadline)
            guard rest > .zero else { return }
            try await Task.sleep(for: min(rest, Self.longestSleep), tolerance: tolerance, clock: .continuous)
        }
    }

    /// What a clock of clock_gettime(2) shows.
    static func nanoseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// `CLOCK_MONOTONIC`: stands still while the machine is suspended, so that what is expected within a time is not
/// overdue merely because the machine slept.
package struct AwakeClock: Clock {
    /// The instants of the core, with another zero than those of ``BootClock``.
    package typealias Instant = ActivityMonitor.Instant

    /// The clock of this machine.
    package init() {}

    /// The time since the boot without the time in suspension.
    package var now: Instant { Instant(nanoseconds: BootClock.nanoseconds(of: CLOCK_MONOTONIC)) }

    /// What clock_getres(2) says on every machine with high resolution timers.
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Sleeps until an instant has come.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let rest = self.now.duration(to: deadline)
        guard rest > .zero else { return }
        try await Task.sleep(for: rest, tolerance: tolerance, clock: .suspending)
    }
}
