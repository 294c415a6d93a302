// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One stimulus and what became of it.
struct Step: Sendable {
    /// When it was handled.
    var at: Moment
    /// What came.
    var stimulus: Stimulus
}

/// What truly happened to a run of a job, which only the oracle may know.
struct Life: Sendable {
    /// The epoch that it belongs to.
    var epoch: Epoch
    /// When it began.
    var began: Moment
    /// When it ended; nil while it runs.
    var ended: Moment?
    /// The job.
    var job: Job
}

/// A history: all that went into the core, and the truth beside it.
struct Record: Sendable {
    /// The script.
    var script: Script
    /// What went in.
    var steps: [Step] = []
    /// What truly happened, by uuid.
    var lives: [ActivityID: Life] = [:]
}

extension Record {
    /// Whether the service is killed in it.
    var isKilled: Bool { self.steps.contains { if case .crash = $0.stimulus { true } else { false } } }
}

/// A history with what a core made of it.
struct Played {
    /// What went in, and the truth beside it.
    var record: Record
    /// What came out, turn by turn.
    var turns: [Turn]
    /// The core at the end.
    var core: Core
}
