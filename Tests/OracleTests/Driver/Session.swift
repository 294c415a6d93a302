// SPDX-License-Identifier: Apache-2.0

/// A core with its file of state: what the driver and a replay share.
struct Session {
    /// The core.
    private(set) var core: Core
    /// All that happened.
    private(set) var turns: [Turn] = []
    /// Whether the service is killed at some time: else nobody needs what was saved.
    private let isKilled: Bool
    private var saved: Core?
    private var savedAt = Moment.begin
    private var setup: Setup?

    /// How old the state on disk may be while nothing urgent has happened.
    private static let patience: Milliseconds = .seconds(30)

    /// A session that begins with this core.
    init(_ core: Core, isKilled: Bool) {
        self.core = core
        self.isKilled = isKilled
        self.saved = isKilled ? core : nil
    }

    /// Takes a stimulus; a crash brings back the last saved state.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        var turn = Turn(at: now, stimulus: stimulus)
        if case .configure(let setup) = stimulus { self.setup = setup }
        if case .crash(let isReboot) = stimulus {
            // The machine was booted some time before the service starts.
            self.core = (self.saved ?? self.core).restarted(rebootedAt: isReboot ? now + .seconds(-20) : nil)
            self.saved = self.core
        } else {
            turn.reaction = self.core.take(stimulus, at: now)
            if turn.reaction.mustBeSaved || now - self.savedAt >= Self.patience {
                if self.isKilled { self.saved = self.core }
                self.savedAt = now
                turn.wasSaved = true
            }
        }
        turn.intervals = (self.setup?.entries ?? []).compactMap { entry in
            self.core.pollInterval(of: entry.name).map { (entry.name, $0) }
        }
        turn.deadline = self.core.nextDeadline()
        self.turns.append(turn)
        return turn.reaction
    }
}

/// One turn of a history: what came, and what became of it.
struct Turn {
    /// When.
    var at: Moment
    /// What came.
    var stimulus: Stimulus
    /// What became of it.
    var reaction = Reaction()
    /// The intervals that are in effect afterwards.
    var intervals: [(entry: String, interval: Milliseconds)] = []
    /// When the core wants to be woken afterwards.
    var deadline: Moment?
    /// Whether the state was saved then.
    var wasSaved = false
}
