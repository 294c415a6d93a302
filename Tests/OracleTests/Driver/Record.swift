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
