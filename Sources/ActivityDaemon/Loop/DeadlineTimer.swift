// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import ServiceLifecycle
private import Synchronization

/// Puts ``Message/wake`` into the mailbox when the instant has come that the loop named last.
package final class DeadlineTimer<C: Clock>: Service where C.Instant == ActivityMonitor.Instant {
    private let deadline = Mutex<Instant?>(nil)
    private let deadlineChanged = Notify()
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let clock: C

    /// A timer without a deadline.
    package init(mailbox: Mailbox, health: HealthRegistry, clock: C) {
        self.mailbox = mailbox
        self.health = health
        self.clock = clock
    }

    /// Names the next deadline, in place of the one before; nil for none.
    package func set(_ deadline: Instant?) {
        let hasChanged = self.deadline.withLock { stored in
            defer { stored = deadline }
            return stored != deadline
        }
        if hasChanged { self.deadlineChanged.notify() }
    }

    /// Waits for deadlines until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.waitOnce()
            }
        }
        self.health.forget("timer")
    }

    private func waitOnce() async {
        let deadline = self.deadline.withLock { $0 }
        if let deadline {
            self.health.expect("timer", within: max(.zero, self.clock.now.duration(to: deadline)))
        } else {
            self.health.forget("timer")
        }
        if await self.deadlineChanged.wait(until: deadline, clock: self.clock) { return }
        guard !Task.isCancelled, let deadline, deadline <= self.clock.now else { return }
        // The loop names a new one while it handles this; the old one must not come twice.
        self.deadline.withLock { if $0 == deadline { $0 = nil } }
        self.health.expect("timer", within: .zero)
        await self.mailbox.deliver(.wake)
    }
}
