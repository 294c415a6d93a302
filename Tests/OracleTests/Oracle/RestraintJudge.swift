// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/cooldown`` and ``Judgement/budget``: they belong to the installation, whatever entry, rule or
/// process asks.
struct RestraintJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        turn.reaction.requests.flatMap { asked in
            self.cooldown(asked, turn, scene) + self.budget(asked, turn, scene)
        }
    }

    private func cooldown(_ asked: Asked, _ turn: Turn, _ scene: Scene) -> [Violation] {
        guard let rows = scene.entries[asked.entry]?.poll?.list.activities.filter({ asked.target.covers($0) == true })
        else {
            return []
        }
        let kinds = Set(rows.map { Kindred($0) })
        for ask in scene.ledger.asks.reversed() {
            guard ask.asked.machine == asked.machine, ask.counts, !ask.isSuperseded,
                let endedAt = ask.endedAt,
                let rule = ask.rule, let cooldown = self.cooldown(of: rule, scene), turn.at - endedAt < cooldown,
                scene.allRules[rule]?.scope == .activity,
                !ask.kinds.isDisjoint(with: kinds)
            else {
                continue
            }
            // Victims of one decision do not bind each other, nor do those that take their places in a kind: only what came later is surely of another one.
            let isOther =
                (asked.target == ask.asked.target && ask.covered.count == 1 && !ask.isFurther && !ask.mayCoverMore)
                || rows.allSatisfy { row in
                    scene.entries[asked.entry]?.trails[row.id].map { $0.firstSign > ask.sentAt } ?? false
                }
            guard isOther else { continue }
            return [
                Violation(
                    judgement: .cooldown, at: turn.at,
                    words: "\(asked.target) at \(asked.entry): \(rule) settled its kind at \(endedAt), "
                        + "and leaves it alone for \(cooldown.inSeconds)")
            ]
        }
        return []
    }

    /// The shortest cooldown that a rule of this name may have had: the present one, as a changed rule has another name or
    /// the same cooldown.
    private func cooldown(of rule: String, _ scene: Scene) -> Milliseconds? {
        scene.allRules[rule]?.cooldown
    }

    private func budget(_ asked: Asked, _ turn: Turn, _ scene: Scene) -> [Violation] {
        let recent = scene.ledger.asks.filter { ask in
            ask.asked.machine == asked.machine && ask.counts && turn.at - ask.sentAt < .minutes(60) && !ask.isFurther
        }
        let isFurther = scene.isFurther(asked, at: turn.at)
        var violations: [Violation] = []
        if !isFurther, recent.count >= scene.setup.maximumStopsPerHour {
            violations.append(
                Violation(
                    judgement: .budget, at: turn.at,
                    words:
                        "\(asked.target): the hour has seen \(recent.count) stops of \(scene.setup.maximumStopsPerHour)"
                ))
        }
        return violations
    }
}
