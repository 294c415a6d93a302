// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/givenUp``: after `stop-ineffective` the rule does not act on that uuid again while it stays the same.
struct GivenUpJudge: Judge {
    private struct Key: Hashable {
        var entry: String
        var rule: RuleDraft
        var id: ActivityID
    }

    private var givenUp: [Key: Moment] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        switch turn.stimulus {
        case .configure(let setup):
            let rules = Set(setup.rules)
            self.givenUp = self.givenUp.filter { rules.contains($0.key.rule) && setup.entry($0.key.entry) != nil }
            if scene.protectionChanged { self.givenUp = [:] }
        case .identity(let entry, _):
            if scene.entries[entry]?.identityChanged == true {
                self.givenUp = self.givenUp.filter { $0.key.entry != entry }
            }
        default: break
        }
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            guard let entry = telling[.server], let id = telling.uuid,
                let rule = telling[.rule].flatMap({ scene.setup.rule($0) })
            else {
                continue
            }
            let key = Key(entry: entry, rule: rule, id: id)
            switch telling.kind {
            // A token that may not is no refusal for ever.
            case "stop-ineffective" where telling[.reason] != "not-permitted":
                if let before = self.givenUp[key] {
                    violations.append(
                        Violation(
                            judgement: .givenUp, at: turn.at,
                            words: "\(rule.name) gives up on \(id), as it did at \(before) already"))
                }
                self.givenUp[key] = turn.at
            case "stop-requested":
                guard let before = self.givenUp[key], case .fate(let asked, _) = turn.stimulus,
                    asked.target.covers(telling),
                    let sentAt = scene.ledger.asks.last(where: { $0.asked.id == asked.id })?.sentAt, sentAt > before
                else {
                    continue
                }
                violations.append(
                    Violation(
                        judgement: .givenUp, at: turn.at,
                        words: "\(rule.name) asks to stop \(id), on which it gave up at \(before)"))
            default: break
            }
        }
        return violations
    }
}
