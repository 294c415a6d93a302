// SPDX-License-Identifier: Apache-2.0

/// What the driver drives and the oracle judges: the core, with a fault between it and the world where there is one.
struct Core: Sendable {
    private var monitor = MonitorCore()
    private var fault: (any Mutation)?

    /// One that knows nothing, with a fault or without.
    init(fault: (any Mutation)? = nil) {
        self.fault = fault
    }

    /// One that goes on with what this one must not forget; after a reboot its clock begins at that moment.
    func restarted(rebootedAt: Moment?) -> Core {
        var core = self
        core.monitor = self.monitor.restarted(rebootedAt: rebootedAt)
        return core
    }

    /// Takes a stimulus.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        guard var fault = self.fault else { return self.monitor.take(stimulus, at: now) }
        var reaction = fault.changed(stimulus).map { self.monitor.take($0, at: now) } ?? Reaction()
        fault.change(&reaction, after: stimulus, at: now, &self.monitor)
        self.fault = fault
        return reaction
    }

    /// When it wants to be woken.
    func nextDeadline() -> Moment? { self.monitor.nextDeadline() }

    /// How often it wants an entry polled.
    func pollInterval(of entry: String) -> Milliseconds? {
        let interval = self.monitor.pollInterval(of: entry)
        return self.fault.map { $0.changed(interval: interval) } ?? interval
    }

    /// Whether it needs to know who plays before the next poll of an entry.
    func needsSessions(of entry: String) -> Bool { self.monitor.needsSessions(of: entry) }

    /// How many bytes what it must not forget takes in its file.
    var savedSize: Int { self.monitor.savedSize }
}
