// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Plays a record once more, with the oracle beside the core.
enum Judged<Subject: Core> {
    /// What came of it.
    struct Result {
        var violations: [Violation]
        var turns: [Turn]
    }

    /// Judges a record.
    ///
    /// What answers a request is given to the oldest one of the same target that still waits, so that a record from
    /// which steps were dropped stays one.
    static func run(_ record: Record, keepsTurns: Bool = false) -> Result {
        var session = Session<Subject>()
        var oracle = Oracle(record)
        var turns: [Turn] = []
        var waiting: [Asked] = []
        for step in record.steps {
            var stimulus = step.stimulus
            if case .fate(let asked, let fate) = stimulus {
                guard let index = waiting.firstIndex(where: { $0.target == asked.target && $0.entry == asked.entry }) else {
                    continue
                }
                stimulus = .fate(waiting.remove(at: index), fate)
            }
            if case .crash = stimulus { waiting = [] }
            let reaction = session.take(stimulus, at: step.at)
            waiting += reaction.requests
            let turn = Turn(
                at: step.at, stimulus: stimulus, reaction: reaction, intervals: session.intervals,
                deadline: session.core.nextDeadline())
            oracle.judge(turn, saved: session.wasSaved)
            if keepsTurns { turns.append(turn) }
        }
        let end = record.steps.last?.at ?? .begin
        oracle.finish(at: end, isCalm: end >= record.script.calmFrom)
        return Result(violations: oracle.violations, turns: turns)
    }
}
