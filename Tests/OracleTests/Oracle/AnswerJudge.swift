// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/requested``: `stop-requested` is told once for each request that may have been heard, when its
/// answer comes, and says what was sent and answered.
struct AnswerJudge: Judge {
    private var isKnown: Set<Int> = []

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        if case .crash = turn.stimulus { self.isKnown = [] }
        defer { self.isKnown.formUnion(turn.reaction.requests.map(\.id)) }
        func wrong(_ words: String) -> Violation { Violation(judgement: .requested, at: turn.at, words: words) }
        let told = turn.reaction.tellings.filter { $0.kind == "stop-requested" }
        guard case .fate(let asked, let fate) = turn.stimulus else {
            return told.map { wrong("told without an answer, of \($0[.uuid] ?? "nothing")") }
        }
        let isExpected = self.isKnown.contains(asked.id) && fate != .notSent
        guard told.count == (isExpected ? 1 : 0), let telling = told.first else {
            return told.isEmpty && !isExpected
                ? [] : [wrong("\(asked.target) became \(fate), and it was told \(told.count) times")]
        }
        var violations: [Violation] = []
        if telling[.remedy] != asked.target.way.rawValue {
            violations.append(wrong("remedy \(telling[.remedy] ?? "none")"))
        }
        if !asked.target.covers(telling) {
            violations.append(
                wrong("\(asked.target) is told of \(telling[.uuid] ?? "nothing"), which it does not cover"))
        }
        let status = if case .answered(let status) = fate { String(status) } else { nil as String? }
        if telling[.status] != status {
            violations.append(wrong("status \(telling[.status] ?? "none"), and the answer was \(fate)"))
        }
        violations += self.attempt(telling, asked, turn, scene)
        return violations
    }

    /// The number of the attempt is at most that of the requests for this target, and no larger than the rule allows.
    private func attempt(_ telling: Telling, _ asked: Asked, _ turn: Turn, _ scene: Scene) -> [Violation] {
        func wrong(_ words: String) -> Violation { Violation(judgement: .requested, at: turn.at, words: words) }
        guard let number = telling[.attempt].flatMap({ Int($0) }), number >= 1 else { return [wrong("no attempt")] }
        let sent = scene.ledger.asks.count { $0.asked.target == asked.target && $0.asked.entry == asked.entry }
        if number > sent { return [wrong("attempt \(number), and \(sent) were sent")] }
        guard let rule = telling[.rule].flatMap({ scene.setup.rule($0) }) else { return [] }
        return number > rule.attempts ? [wrong("attempt \(number) of \(rule.attempts)")] : []
    }
}
