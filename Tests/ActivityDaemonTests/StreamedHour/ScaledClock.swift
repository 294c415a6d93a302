// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

@testable import ActivityDaemon

/// A clock that goes so many times as fast as the machine's.
struct ScaledClock: Clock {
    typealias Instant = ActivityMonitor.Instant

    /// How many times as fast.
    let speed: Int
    private let start = BootClock().now

    init(speed: Int) {
        self.speed = speed
    }

    var now: Instant { self.start.advanced(by: self.start.duration(to: BootClock().now) * self.speed) }

    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        while true {
            let rest = self.now.duration(to: deadline)
            guard rest > .zero else { return }
            try await Task.sleep(for: rest / self.speed, clock: .continuous)
        }
    }
}
