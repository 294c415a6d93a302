// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
import ServiceLifecycle
package import Systemd

/// The one task that holds the monitor: takes messages out of the mailbox one by one, reads the clock once for each,
/// and sees to what follows.
///
/// It waits for nothing but the mailbox: events, requests, state and status are handed to others, which never
/// make it wait.
package struct MonitorLoop<C: Clock, Generator: RandomNumberGenerator & Sendable>: Service
where C.Instant == ActivityMonitor.Instant {
    /// What the loop hands its work to.
    package struct Neighbours: Sendable {
        /// Where messages come from.
        package var mailbox: Mailbox
        /// Where events go.
        package var events: any EventSink
        /// What polls the servers.
        package var pollers: PollerSupervisor<C, Generator>
        /// What saves the state and lets requests out.
        package var keeper: StateKeeper
        /// Where the status goes.
        package var status: any StatusSink
        /// What wakes the loop.
        package var timer: DeadlineTimer<C>
        /// Whoever started this process.
        package var manager: any ServiceManager
        /// Where trouble is told that is no event.
        package var logger: Logger
        /// What records all that the monitor is told; nil where nobody asked for it.
        package var recorder: Recorder?
        /// What the clock on the wall shows.
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
        /// Who we are.
        package var identity: ProgramIdentity
        /// The process, for `status.json`.
        package var pid: Int32
    }

    private let neighbours: Neighbours
    private let start: Start
    private let clock: C

    /// A loop that has not begun.
    package init(start: Start, neighbours: Neighbours, clock: C) {
        self.start = start
        self.neighbours = neighbours
        self.clock = clock
    }

    /// Handles messages until the service is to end, and saves the state at last.
    package func run() async {
        var run = MonitorRun(start: self.start, neighbours: self.neighbours, at: self.clock.now)
        run.begin(at: self.clock.now)
        await withGracefulShutdownHandler {
            for await letter in self.neighbours.mailbox.letters {
                run.handle(letter.message, at: self.clock.now)
                letter.receipt.acknowledge()
            }
        } onGracefulShutdown: {
            self.neighbours.mailbox.close()
        }
        run.end(at: self.clock.now)
    }
}
