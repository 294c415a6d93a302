// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/sayings``: `would-stop`, `rule-fired` and `rule-pending` are told when they are so, and once.
struct SayingJudge: Judge {
    private struct Key: Hashable {
        var entry: String
        var kind: String
        var rule: RuleDraft
        var id: ActivityID
    }

    private var told: [Key: Moment] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        self.forget(scene, turn)
        for telling in turn.reaction.tellings {
            guard ["would-stop", "rule-fired", "rule-pending"].contains(telling.kind), let name = telling[.server],
                let entry = scene.entries[name], let id = telling.uuid
            else {
                continue
            }
            func wrong(_ words: String) {
                violations.append(
                    Violation(
                        judgement: .sayings, at: turn.at,
                        words: "\(telling.kind) of \(id) by \(telling[.rule] ?? "?"): \(words)"))
            }
            guard let rule = telling[.rule].flatMap({ scene.setup.rule($0) }) else {
                wrong("there is no such rule")
                continue
            }
            guard case .poll = turn.stimulus, entry.poll?.rows[id] != nil else {
                wrong("no poll shows it now")
                continue
            }
            let verdict = scene.verdicts[name, rule, id]
            switch telling.kind {
            case "rule-pending":
                let isNewEpoch = turn.reaction.tellings.contains {
                    $0.kind == "lost" && $0[.reason] == "server-restarted" && $0[.server] == name
                }
                if verdict.mustBeDueSince != nil, !isNewEpoch || rule.scope == .activity { wrong("it is due already") }
            case "rule-fired":
                if rule.mode != .notify { wrong("the rule does not only notify") }
                if !verdict.mayBeDue { wrong(verdict.reason) }
            default:
                if rule.mode == .notify { wrong("the rule only notifies") }
                if !verdict.mayBeDue { wrong(verdict.reason) }
                if rule.mode == .enforce, telling[.reason] == nil { wrong("the rule is armed, and no reason is given") }
            }
            let key = Key(entry: name, kind: telling.kind, rule: rule, id: id)
            if let before = self.told[key], rule.scope == .activity { wrong("told at \(before) already") }
            self.told[key] = turn.at
        }
        return violations
    }

    /// Forgets what may be told again: once a condition may not have held, at any poll.
    private mutating func forget(_ scene: Scene, _ turn: Turn) {
        switch turn.stimulus {
        case .poll(let name, _, .list, _):
            self.told = self.told.filter { key, _ in
                guard key.entry == name, scene.entries[name]?.isStale == false else { return true }
                return scene.verdicts[name, key.rule, key.id].mustBeDueSince != nil
                    || (key.kind == "rule-pending" && scene.verdicts[name, key.rule, key.id].isHeldBack)
            }
        case .crash, .configure: self.told = [:]
        case .identity(let name, _):
            if scene.entries[name]?.identityChanged == true { self.told = self.told.filter { $0.key.entry != name } }
        default: break
        }
    }
}
