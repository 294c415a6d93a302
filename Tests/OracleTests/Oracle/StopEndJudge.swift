// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/stopEnds``: each stop that has asked for something ends once.
struct StopEndJudge: Judge {
    private struct Key: Hashable {
        var entry: String
        var rule: String
        var id: ActivityID
    }

    private var endedAt: [Key: Moment] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        for telling in turn.reaction.tellings where telling.kind.hasPrefix("stop-") && telling.kind != "stop-requested"
        {
            guard telling[.remedy] != nil, let entry = telling[.server], let rule = telling[.rule],
                let id = telling.uuid
            else {
                continue
            }
            let key = Key(entry: entry, rule: rule, id: id)
            if let before = self.endedAt[key],
                !scene.ledger.asks.contains(where: { $0.sentAt >= before && $0.covered.contains { $0.id == id } })
            {
                violations.append(
                    Violation(
                        judgement: .stopEnds, at: turn.at,
                        words: "\(telling.kind) of \(id), whose stop ended at \(before), and nothing was asked since"))
            }
            self.endedAt[key] = turn.at
        }
        return violations
    }

    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation] {
        guard isCalm else { return [] }
        let longest = scene.allRules.values.map(\.verifyWithin).max() ?? 0
        let interval = scene.setup.entries.map(\.pollInterval).max() ?? 0
        return scene.ledger.asks.compactMap { ask in
            guard ask.isOpen, ask.fate != nil || ask.life < scene.life, scene.entries[ask.asked.entry] != nil,
                end - (ask.fateAt ?? ask.sentAt) > longest + interval * 4 + .seconds(45),
                !scene.ledger.asks.contains(where: { $0.isOpen && $0.sentAt > ask.sentAt })
            else {
                return nil
            }
            return Violation(
                judgement: .stopEnds, at: ask.sentAt, words: "\(ask.asked.target) at \(ask.asked.entry) has no end")
        }
    }
}
