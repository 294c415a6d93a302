// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles
import ServiceLifecycle

/// Reads the pause file once a second, and reports each change to the loop.
package struct PauseWatcher<C: Clock>: Service where C.Instant == ActivityMonitor.Instant {
    /// How long a change of the file may go unnoticed.
    private static var interval: Duration { .seconds(1) }
    private static var name: String { "pause watcher" }

    private let file: PauseFile?
    private let known: Pause
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let clock: C
    private let time: @Sendable () -> WallTime

    /// A watcher of this file; nil without a runtime directory.
    ///
    /// - Parameter known: The pause that the loop began with: only a difference from it is reported.
    package init(
        file: PauseFile?, known: Pause, mailbox: Mailbox, health: HealthRegistry, clock: C,
        time: @escaping @Sendable () -> WallTime = { WallTime.now }
    ) {
        self.file = file
        self.known = known
        self.mailbox = mailbox
        self.health = health
        self.clock = clock
        self.time = time
    }

    /// Watches until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            guard let file = self.file else {
                // A service that returned would end the others.
                try? await gracefulShutdown()
                return
            }
            var reported = self.known
            while !Task.isCancelled {
                let pause = file.read(at: self.time())
                if pause != reported { await self.mailbox.deliver(.pause(pause)) }
                reported = pause
                self.health.expect(Self.name, within: Self.interval)
                try? await self.clock.sleep(until: self.clock.now.advanced(by: Self.interval), tolerance: nil)
            }
            self.health.forget(Self.name)
        }
    }
}
