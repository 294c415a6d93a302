// SPDX-License-Identifier: Apache-2.0

/// A fault that is put between the core and the world: into what goes in, or into what comes out.
protocol Mutation: Sendable {
    /// The judgement that it must break.
    static var breaks: Judgement { get }

    /// One that has done nothing yet.
    init()

    /// What the core gets instead of a stimulus; nil for nothing at all.
    mutating func changed(_ stimulus: Stimulus) -> Stimulus?

    /// Changes what comes out.
    mutating func change(_ reaction: inout Reaction, after stimulus: Stimulus, at now: Moment, _ core: inout MonitorCore)

    /// How often the core wants an entry polled, after all.
    func changed(interval: Milliseconds?) -> Milliseconds?
}

extension Mutation {
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? { stimulus }
    mutating func change(_: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {}
    func changed(interval: Milliseconds?) -> Milliseconds? { interval }
}

/// The core with a fault.
struct Mutant<Fault: Mutation>: Core {
    private var core = MonitorCore()
    private var fault = Fault()

    init() {}

    init(remembering memory: (MonitorCore.Memory, Fault), rebootedAt: Moment?, clock: ClockZero) {
        self.core = MonitorCore(remembering: memory.0, rebootedAt: rebootedAt, clock: clock)
        self.fault = memory.1
    }

    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        var reaction = self.fault.changed(stimulus).map { self.core.take($0, at: now) } ?? Reaction()
        self.fault.change(&reaction, after: stimulus, at: now, &self.core)
        return reaction
    }

    func nextDeadline() -> Moment? { self.core.nextDeadline() }

    func pollInterval(of entry: String) -> Milliseconds? {
        self.fault.changed(interval: self.core.pollInterval(of: entry))
    }

    func needsSessions(of entry: String) -> Bool { self.core.needsSessions(of: entry) }

    var memory: (MonitorCore.Memory, Fault) { (self.core.memory, self.fault) }

    static func size(of memory: (MonitorCore.Memory, Fault)) -> Int { MonitorCore.size(of: memory.0) }
}
