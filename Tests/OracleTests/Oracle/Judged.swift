// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Holds histories against the oracle.
enum Judged {
    /// The most bytes that an ordinary history may leave behind for one entry or two.
    private static let savedSizeLimit = 256 * 1_024

    /// What is not as it must be in a history that was played.
    static func violations(in played: Played) -> [Violation] {
        var oracle = Oracle(played.record)
        for turn in played.turns { oracle.judge(turn) }
        let end = played.turns.last?.at ?? .begin
        oracle.finish(at: end, isCalm: end >= played.record.script.calmFrom)
        var violations = oracle.violations
        if played.record.script.seed.isMultiple(of: 16), played.core.savedSize > Self.savedSizeLimit {
            violations.append(
                Violation(judgement: .memory, at: end, words: "what is saved takes \(played.core.savedSize) bytes"))
        }
        return violations
    }

    /// Plays a record once more.
    ///
    /// What answers a request is given to the oldest one of the same target that still waits, so that a record from
    /// which steps were dropped stays one. An answer that nothing waits for is left out.
    static func replay(_ record: Record, on core: Core = Core()) -> Played {
        var session = Session(core, isKilled: record.isKilled)
        var waiting: [Asked] = []
        for step in record.steps {
            var stimulus = step.stimulus
            if case .fate(let asked, let fate) = stimulus {
                let index = waiting.firstIndex { $0.target == asked.target && $0.entry == asked.entry }
                stimulus = index.map { .fate(waiting.remove(at: $0), fate) } ?? .wake
            }
            if case .crash = stimulus { waiting = [] }
            waiting += session.take(stimulus, at: step.at).requests
        }
        return Played(record: record, turns: session.turns, core: session.core)
    }
}
