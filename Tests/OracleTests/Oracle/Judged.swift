// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Plays a record once more, with the oracle beside the core.
enum Judged {
    /// What came of it.
    struct Result {
        /// What is not as it must be.
        var violations: [Violation]
        /// All turns, if they were to be kept.
        var turns: [Turn]
        /// How many requests there were.
        var requests: Int
    }

    /// Judges a record.
    static func run(_ record: Record, on core: Core = Core(), keepsTurns: Bool = false) -> Result {
        var oracle = Oracle(record)
        var turns: [Turn] = []
        var requests = 0
        let session = Self.play(record, on: core) { turn, wasSaved in
            oracle.judge(turn, saved: wasSaved)
            requests += turn.reaction.requests.count
            if keepsTurns { turns.append(turn) }
        }
        let end = record.steps.last?.at ?? .begin
        oracle.finish(at: end, isCalm: end >= record.script.calmFrom)
        var violations = oracle.violations
        if record.script.seed.isMultiple(of: 16), session.core.savedSize > Self.savedSizeLimit {
            violations.append(
                Violation(judgement: .memory, at: end, words: "what is saved takes \(session.core.savedSize) bytes"))
        }
        return Result(violations: violations, turns: turns, requests: requests)
    }

    /// What a core makes of a record, without the oracle; one reaction for each step.
    static func reactions(to record: Record, on core: Core = Core()) -> [Reaction] {
        var reactions: [Reaction] = []
        _ = Self.play(record, on: core) { turn, _ in reactions.append(turn.reaction) }
        return reactions
    }

    /// The most bytes that an ordinary history may leave behind for one entry or two.
    private static let savedSizeLimit = 256 * 1_024

    /// Plays a record.
    ///
    /// What answers a request is given to the oldest one of the same target that still waits, so that a record from
    /// which steps were dropped stays one. An answer that nothing waits for is left out.
    private static func play(_ record: Record, on core: Core, _ body: (Turn, Bool) -> Void) -> Session {
        var session = Session(core)
        var waiting: [Asked] = []
        for step in record.steps {
            var stimulus = step.stimulus
            if case .fate(let asked, let fate) = stimulus {
                let index = waiting.firstIndex { $0.target == asked.target && $0.entry == asked.entry }
                stimulus = index.map { .fate(waiting.remove(at: $0), fate) } ?? .wake
            }
            if case .crash = stimulus { waiting = [] }
            let reaction = session.take(stimulus, at: step.at)
            waiting += reaction.requests
            body(
                Turn(
                    at: step.at, stimulus: stimulus, reaction: reaction, intervals: session.intervals,
                    deadline: session.core.nextDeadline()), session.wasSaved)
        }
        return session
    }
}
