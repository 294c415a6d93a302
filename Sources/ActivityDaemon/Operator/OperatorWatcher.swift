// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles
import ServiceLifecycle

/// Reads what `plex-activityctl` leaves in the runtime directory once a second, and reports it to the loop: a pause, and
/// a request that a person sends.
package struct OperatorWatcher<C: Clock>: Service where C.Instant == ActivityMonitor.Instant {
    /// How long a change of the file may go unnoticed.
    private static var interval: Duration { .seconds(1) }
    private static var name: String { "operator watcher" }

    private let file: PauseFile?
    private let requests: ManualRequestFile?
    private let known: Pause
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let clock: C
    private let time: @Sendable () -> WallTime

    /// A watcher of these files; nil without a runtime directory.
    ///
    /// - Parameter known: The pause that the loop began with: only a difference from it is reported.
    package init(
        file: PauseFile?, requests: ManualRequestFile?, known: Pause, mailbox: Mailbox, health: HealthRegistry,
        clock: C,
        time: @escaping @Sendable () -> WallTime = { WallTime.now }
    ) {
        self.file = file
        self.requests = requests
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
                if let requests = self.requests, requests.isThere {
                    if let note = requests.read() { await self.mailbox.deliver(.manualRequest(note)) }
                    // Its removal tells the tool that the monitor knows.
                    requests.remove()
                }
                self.health.expect(Self.name, within: Self.interval)
                try? await self.clock.sleep(until: self.clock.now.advanced(by: Self.interval), tolerance: nil)
            }
            self.health.forget(Self.name)
        }
    }
}
