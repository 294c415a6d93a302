// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What the properties are about: the monitor, or a mutant of it that breaks one of them.
protocol MonitorUnderTest {
    init()
    init(restoring state: SavedState, isSameBoot: Bool)
    mutating func handle(_ input: Input, at now: Instant) -> Output
    func nextDeadline() -> Instant?
    func pollInterval(of server: String) -> Duration?
    func needsSessions(of server: String) -> Bool
    func savedState() -> SavedState
}

extension Monitor: MonitorUnderTest {}

/// A mutant: a monitor behind something that changes what goes in or what comes out.
protocol MonitorMutant: MonitorUnderTest {
    var monitor: Monitor { get set }
    init(_ monitor: Monitor)
}

extension MonitorMutant {
    init() { self.init(Monitor()) }

    init(restoring state: SavedState, isSameBoot: Bool) {
        self.init(Monitor(restoring: state, isSameBoot: isSameBoot))
    }

    mutating func handle(_ input: Input, at now: Instant) -> Output { self.monitor.handle(input, at: now) }
    func nextDeadline() -> Instant? { self.monitor.nextDeadline() }
    func pollInterval(of server: String) -> Duration? { self.monitor.pollInterval(of: server) }
    func needsSessions(of server: String) -> Bool { self.monitor.needsSessions(of: server) }
    func savedState() -> SavedState { self.monitor.savedState() }
}
