// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/chatter``: no rule says the same of one activity again and again, while it never stopped being so.
struct ChatterJudge: Judge {
    private struct Key: Hashable {
        var entry: String
        var kind: String
        var rule: String
        var id: ActivityID
    }

    /// How often an hour a rule may say the same of one activity.
    private static let limit = 12

    private var told: [Key: [Moment]] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            guard
                ["would-stop", "rule-fired", "rule-undecided", "stop-abandoned", "stop-ineffective"].contains(
                    telling.kind),
                let entry = telling[.server], let rule = telling[.rule], let id = telling.uuid
            else {
                continue
            }
            let key = Key(entry: entry, kind: telling.kind, rule: rule, id: id)
            var recent = (self.told[key] ?? []).filter { turn.at - $0 < .minutes(60) } + [turn.at]
            // What has stopped being so may be said again.
            if let rule = scene.setup.rule(rule),
                let not = scene.verdicts[entry, rule, id].surelyNotAt
            {
                recent.removeAll { $0 <= not }
            }
            self.told[key] = recent
            guard recent.count > Self.limit else { continue }
            self.told[key] = []
            violations.append(
                Violation(
                    judgement: .chatter, at: turn.at,
                    words: "\(telling.kind) of \(id) by \(rule) for the \(recent.count)th time since \(recent[0])"))
        }
        return violations
    }
}
