// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
import ServiceLifecycle
package import Systemd

/// Tells the service manager that the daemon works, for as long as it does: the loop handles messages, and every task
/// shows the signs of life that it announced.
package struct Watchdog<C: Clock>: Service where C.Instant == ActivityMonitor.Instant {
    private let manager: any ServiceManager
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let clock: C
    private let logger: Logger

    /// A watchdog for this manager.
    package init(
        manager: any ServiceManager, mailbox: Mailbox, health: HealthRegistry, clock: C, logger: Logger
    ) {
        self.manager = manager
        self.mailbox = mailbox
        self.health = health
        self.clock = clock
        self.logger = logger
    }

    /// Shows signs of life three times in the manager's interval, until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            guard let interval = self.manager.watchdogInterval else {
                // A service that returned would end the others.
                try? await gracefulShutdown()
                return
            }
            var reported: [String] = []
            while !Task.isCancelled {
                // Through the mailbox: a loop that hangs never handles it, and nothing is said.
                await self.mailbox.deliver(.signOfLife)
                let overdue = self.health.overdue()
                if overdue.isEmpty {
                    self.manager.notify([.watchdog])
                } else if overdue != reported {
                    let tasks = overdue.joined(separator: ", ")
                    self.logger.error("no sign of life from: \(tasks); the service manager will restart the service")
                }
                reported = overdue
                try? await self.clock.sleep(until: self.clock.now.advanced(by: interval / 3), tolerance: nil)
            }
        }
    }
}
