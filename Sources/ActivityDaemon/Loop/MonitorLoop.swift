// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
package import ServiceFiles
import ServiceLifecycle
package import Systemd

/// The one task that holds the monitor: takes messages out of the mailbox one by one, reads the clock once for each,
/// and sees to what follows.
///
/// It waits for nothing but the mailbox: events, requests, state and status are handed to others, which never
/// make it wait.
package struct MonitorLoop<C: Clock, Generator: RandomNumberGenerator & Sendable>: Service
where C.Instant == ActivityMonitor.Instant {
    /// The parts that the loop hands its work to.
    package struct Dependencies: Sendable {
        /// Where messages come from.
        package var mailbox: Mailbox
        /// The pollers of the servers.
        package var pollers: PollerSupervisor<C, Generator>
        /// The keeper of the state, which tells events and lets requests out.
        package var keeper: StateKeeper
        /// Where the status goes.
        package var status: any StatusSink
        /// The timer that wakes the loop.
        package var timer: DeadlineTimer<C>
        /// The service manager that started this process.
        package var manager: any ServiceManager
        /// Where trouble goes that is not an event.
        package var logger: Logger
        /// The recorder of all inputs of the monitor; nil where no recording is wanted.
        package var recorder: Recorder?
        /// The time that the clock on the wall shows.
        package var time: @Sendable () -> WallTime
    }

    /// How the loop begins.
    package struct Start: Sendable {
        /// The first configuration.
        package var configuration: LoadedConfiguration
        /// The state that was saved.
        package var saved: StateReading
        /// The pause that is in force.
        package var pause = Pause.none
        /// The names of this program and machine.
        package var identity: ProgramIdentity
        /// The process, for `status.json`.
        package var pid: Int32
    }

    private let dependencies: Dependencies
    private let start: Start
    private let clock: C

    /// A loop that has not begun.
    package init(start: Start, dependencies: Dependencies, clock: C) {
        self.start = start
        self.dependencies = dependencies
        self.clock = clock
    }

    /// Handles messages until the service is to end, and saves the state at last.
    package func run() async {
        var run = MonitorRun(start: self.start, dependencies: self.dependencies, at: self.clock.now)
        run.begin(at: self.clock.now)
        await withGracefulShutdownHandler {
            for await envelope in self.dependencies.mailbox.envelopes {
                run.handle(envelope.message, at: self.clock.now)
                envelope.acknowledgement.give()
            }
        } onGracefulShutdown: {
            self.dependencies.mailbox.close()
        }
        await run.end(at: self.clock.now)
    }
}

extension MonitorLoop.Start {
    /// Whether the instants in a saved state are of the clock that runs now.
    func isSameBoot(_ stored: StoredState, at now: Instant) -> Bool {
        !stored.bootID.isEmpty && stored.bootID == self.identity.bootID && stored.writtenAt <= now
    }
}
