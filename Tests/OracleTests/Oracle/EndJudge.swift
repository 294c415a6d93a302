// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/ends``.
struct EndJudge: Judge {
    /// What was seen to be gone while a request was on its way that may cover it: its end is told later.
    private var held: [String: Set<ActivityID>] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        var roll = scene.roll
        for telling in turn.reaction.tellings {
            if let name = telling[.server], let id = telling.uuid {
                violations += self.judge(telling, name, id, turn, scene, roll)
            }
            roll.take(telling, at: turn.at, life: scene.life)
        }
        return violations + self.missing(turn, scene, roll)
    }

    /// Whether nobody knows yet whether a uuid ended after our request.
    private mutating func isHeld(_ id: ActivityID, _ name: String, _ scene: Scene) -> Bool {
        guard let row = scene.entries[name]?.trails[id]?.row else { return false }
        let waits = scene.ledger.asks.contains { ask in
            ask.asked.entry == name && ask.fate == nil && ask.life == scene.life
                && ask.asked.target.covers(row) != false
        }
        if waits { self.held[name, default: []].insert(id) }
        return waits
    }

    private func judge(
        _ telling: Telling, _ name: String, _ id: ActivityID, _ turn: Turn, _ scene: Scene, _ roll: Roll
    ) -> [Violation] {
        func wrong(_ words: String) -> Violation { Violation(judgement: .ends, at: turn.at, words: "\(id): \(words)") }
        let isOpen = roll.open(at: name)[id] != nil
        switch telling.kind {
        case "progress":
            return isOpen ? [] : [wrong("progress of what has not started or has ended")]
        case "finished", "lost":
            guard isOpen else { return [wrong("\(telling.kind) without a start before it")] }
            return telling.kind == "finished" && self.held[name]?.contains(id) != true
                && !self.isEndSeen(id, turn, scene.entries[name])
                ? [wrong("finished, and neither a complete list nor news have shown it gone")] : []
        default: return []
        }
    }

    /// Whether this turn shows that a uuid is gone.
    private func isEndSeen(_ id: ActivityID, _ turn: Turn, _ entry: EntryScene?) -> Bool {
        switch turn.stimulus {
        case .news(_, _, let news, _): news.id == id && news.change == .ended
        // What ends while a request is on its way is told when the request's fate is known.
        case .fate: entry.map { $0.trails[id]?.endHeardAt != nil || $0.poll?.rows[id] == nil } ?? true
        case .poll(_, _, .list(let list), _):
            list.isComplete && !list.activities.contains { $0.id == id } && entry?.isStale == false
        default: false
        }
    }

    /// What a complete list does not show has ended by now, unless news came after it was sent.
    private mutating func missing(_ turn: Turn, _ scene: Scene, _ roll: Roll) -> [Violation] {
        guard case .poll(let name, let sentAt, .list(let list), _) = turn.stimulus, list.isComplete,
            let entry = scene.entries[name], !entry.isStale
        else {
            return []
        }
        let shown = Set(list.activities.map(\.id))
        var violations: [Violation] = []
        for id in roll.open(at: name).keys.sorted() where !shown.contains(id) {
            guard entry.trails[id].map({ $0.lastSign < sentAt }) ?? true, !self.isHeld(id, name, scene) else {
                continue
            }
            violations.append(
                Violation(
                    judgement: .ends, at: turn.at, words: "\(id) is not listed any more, and its end was not told"))
        }
        return violations
    }
}
