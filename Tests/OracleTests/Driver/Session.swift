// SPDX-License-Identifier: Apache-2.0

/// A core with its file of state: what the driver and a replay share.
struct Session {
    /// The core.
    private(set) var core: Core
    /// What went in.
    private(set) var steps: [Step] = []
    /// Whether the state was saved after the last stimulus.
    private(set) var wasSaved = false
    private var saved: Core
    private var savedAt = Moment.begin
    private var setup: Setup?

    /// How old the state on disk may be while nothing urgent has happened.
    private static let patience: Milliseconds = .seconds(30)

    /// A session that begins with this core.
    init(_ core: Core) {
        self.core = core
        self.saved = core
    }

    /// Takes a stimulus; a crash brings back the last saved state.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        self.steps.append(Step(at: now, stimulus: stimulus))
        self.wasSaved = false
        if case .configure(let setup) = stimulus { self.setup = setup }
        if case .crash(let isReboot) = stimulus {
            // The machine was booted some time before the service starts.
            self.core = self.saved.restarted(rebootedAt: isReboot ? now + .seconds(-20) : nil)
            self.saved = self.core
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
    var intervals: [(entry: String, interval: Milliseconds)] {
        (self.setup?.entries ?? []).compactMap { entry in
            self.core.pollInterval(of: entry.name).map { (entry.name, $0) }
        }
    }
}
