// SPDX-License-Identifier: Apache-2.0

/// A core with its file of state: what the driver and a replay share.
struct Session<Subject: Core> {
    /// The core.
    private(set) var core = Subject()
    /// What went in.
    private(set) var steps: [Step] = []
    /// Whether the state was saved after the last stimulus.
    private(set) var wasSaved = false
    private var saved = Subject()
    private var savedAt = Moment.begin
    private var clock = ClockZero(boot: Moment(.seconds(-1_000)))
    private var setup: Setup?

    /// How old the state on disk may be while nothing urgent has happened.
    static var patience: Milliseconds { .seconds(30) }

    /// Takes a stimulus; a crash brings back the last saved state.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        self.steps.append(Step(at: now, stimulus: stimulus))
        self.wasSaved = false
        if case .configure(let setup) = stimulus { self.setup = setup }
        if case .crash(let isReboot) = stimulus {
            if isReboot { self.clock = ClockZero(boot: now + .seconds(-20)) }
            self.core = Subject(
                remembering: self.saved.memory, rebootedAt: isReboot ? self.clock.boot : nil, clock: self.clock)
            return Reaction()
        }
        let reaction = self.core.take(stimulus, at: now)
        if reaction.mustBeSaved || now - self.savedAt >= Self.patience {
            self.saved = self.core
            self.savedAt = now
            self.wasSaved = true
        }
        return reaction
    }

    /// How often the core wants each entry polled.
    var intervals: [String: Milliseconds] {
        var intervals: [String: Milliseconds] = [:]
        for entry in self.setup?.entries ?? [] { intervals[entry.name] = self.core.pollInterval(of: entry.name) }
        return intervals
    }
}
