// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
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
    private let known: Pause?
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let logger: Logger
    private let clock: C
    private let time: @Sendable () -> WallTime

    /// A watcher of these files; nil without a runtime directory.
    ///
    /// - Parameter known: The pause that the file asked for at the start, nil where that could not be seen: only a
    ///   difference from it is reported.
    package init(
        file: PauseFile?, requests: ManualRequestFile?, known: Pause?, mailbox: Mailbox, health: HealthRegistry,
        logger: Logger, clock: C,
        time: @escaping @Sendable () -> WallTime = { WallTime.now }
    ) {
        self.file = file
        self.requests = requests
        self.known = known
        self.mailbox = mailbox
        self.health = health
        self.logger = logger
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
            var isBlind = false
            while !Task.isCancelled {
                do throws(FileError) {
                    try await self.look(at: file, reported: &reported)
                    isBlind = false
                } catch {
                    if !isBlind { self.complain(about: error) }
                    isBlind = true
                }
                self.health.expect(Self.name, within: Self.interval)
                try? await self.clock.sleep(until: self.clock.now.advanced(by: Self.interval), tolerance: nil)
            }
            self.health.forget(Self.name)
        }
    }

    private func look(at file: PauseFile, reported: inout Pause?) async throws(FileError) {
        let pause = try file.read(at: self.time())
        if pause != reported { await self.mailbox.deliver(.pause(pause)) }
        reported = pause
        guard let requests = self.requests, requests.isThere else { return }
        if let note = try requests.read() { await self.mailbox.deliver(.manualRequest(note)) }
        // Its removal tells the tool that the monitor knows.
        requests.remove()
    }

    private func complain(about error: FileError) {
        self.logger.error(
            "a pause or its end cannot be seen: \(error); what was seen last holds; raise LimitNOFILE= of the service")
    }
}
