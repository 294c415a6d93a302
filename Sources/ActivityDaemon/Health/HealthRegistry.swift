// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Synchronization

/// When each task will show the next sign of life, as the tasks themselves announce it.
///
/// A task that waits for an hour announces an hour: only one that does not come back when it said is overdue.
package final class HealthRegistry: Sendable {
    /// What a sign of life may be late by: a busy machine is not a hung task.
    package static let allowance = Duration.seconds(30)

    private let deadlines = Mutex<[String: Instant]>([:])
    private let now: @Sendable () -> Instant

    /// A registry without tasks; its clock should stand still while the machine is suspended.
    package init<C: Clock>(clock: C) where C.Instant == Instant {
        self.now = { clock.now }
    }

    /// Announces that the task shows its next sign of life within a time, ``allowance`` added.
    package func expect(_ task: String, within duration: Duration) {
        let deadline = self.now().advanced(by: duration + Self.allowance)
        self.deadlines.withLock { $0[task] = deadline }
    }

    /// Forgets a task that waits for others or has ended.
    package func forget(_ task: String) {
        self.deadlines.withLock { $0[task] = nil }
    }

    /// The tasks that have announced a sign of life, in order.
    package var tasks: [String] { self.deadlines.withLock { $0.keys.sorted() } }

    /// The tasks that did not show the sign of life that they announced, in order.
    package func overdue() -> [String] {
        let now = self.now()
        return self.deadlines.withLock { deadlines in deadlines.filter { $0.value < now }.keys.sorted() }
    }
}
