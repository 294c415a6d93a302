// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/stopEnds``: each stop that has asked for something ends once.
struct StopEndJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        turn.reaction.tellings.compactMap { telling in
            guard telling.kind == "stop-confirmed" || telling.kind == "stop-abandoned", telling[.remedy] != nil,
                telling[.section] != nil || telling[.type] != ActivityType.libraryUpdateSection.rawValue,
                scene.ledger.openIndices(covering: telling).isEmpty,
                let before = scene.ledger.asks.last(where: { $0.asked.target.covers(telling) && $0.rule == telling[.rule] }),
                let endedAt = before.endedAt
            else {
                return nil
            }
            return Violation(
                judgement: .stopEnds, at: turn.at,
                words: "\(telling.kind) of \(telling[.uuid] ?? ""), whose stop ended at \(endedAt) already")
        }
    }

    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation] {
        guard isCalm else { return [] }
        let longest = scene.allRules.values.map(\.verifyWithin).max() ?? 0
        let interval = scene.setup.entries.map(\.pollInterval).max() ?? 0
        return scene.ledger.asks.compactMap { ask in
            guard ask.endedAt == nil, ask.mayBeHeard, scene.entries[ask.asked.entry] != nil,
                end - (ask.fateAt ?? ask.sentAt) > longest + interval * 4 + .seconds(45),
                !scene.ledger.asks.contains(where: { $0.endedAt == nil && $0.sentAt > ask.sentAt })
            else {
                return nil
            }
            return Violation(
                judgement: .stopEnds, at: ask.sentAt, words: "\(ask.asked.target) at \(ask.asked.entry) has no end")
        }
    }
}
