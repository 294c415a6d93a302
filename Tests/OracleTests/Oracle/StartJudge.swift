// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/starts``.
struct StartJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        var roll = scene.roll
        for telling in turn.reaction.tellings {
            if telling.kind == "started" { violations += self.judge(telling, turn, scene, roll) }
            roll.take(telling, at: turn.at, life: scene.life)
        }
        return violations + self.missing(turn, scene, roll)
    }

    private func judge(_ telling: Telling, _ turn: Turn, _ scene: Scene, _ roll: Roll) -> [Violation] {
        guard let name = telling[.server], let id = telling.uuid, let entry = scene.entries[name] else { return [] }
        func wrong(_ words: String) -> Violation {
            Violation(judgement: .starts, at: turn.at, words: "\(id): \(words)")
        }
        if roll.open(at: name)[id] != nil { return [wrong("started twice without an end between")] }
        guard entry.trails[id] != nil else { return [wrong("started, and nothing has shown it")] }
        // For an hour it is known that it was there.
        if let end = roll.ended[name]?[id], turn.at - end.at < .minutes(59), telling[.reason] != "reappeared" {
            return [wrong("started again after \(end.telling.kind), and not as reappeared")]
        }
        guard roll.ended[name]?[id] == nil else { return [] }
        // What the first list of a new epoch shows was there before it.
        let isNewEpoch = turn.reaction.tellings.contains { $0.kind == "lost" && $0[.server] == name }
        if isNewEpoch { return [] }
        let isRunning = telling[.reason] == "already-running"
        let wasHeardStart = if case .news(_, _, let news, _) = turn.stimulus { news.change == .started } else { false }
        if entry.completeLooks == 0, !isRunning, !wasHeardStart {
            return [wrong("no complete list has been seen before, and it is not called already running")]
        }
        if entry.completeLooks > 0, entry.looksSinceStart > 0, isRunning, entry.failedSince == nil {
            return [wrong("a complete list did not show it before, and it is called already running")]
        }
        return []
    }

    /// What a complete list shows has started by now.
    private func missing(_ turn: Turn, _ scene: Scene, _ roll: Roll) -> [Violation] {
        guard case .poll(let name, _, .list(let list), _) = turn.stimulus, list.isComplete,
            let entry = scene.entries[name], !entry.isStale
        else {
            return []
        }
        return list.activities.filter { row in
            roll.open(at: name)[row.id] == nil && entry.trails[row.id]?.endHeardAt == nil
        }
        .map { Violation(judgement: .starts, at: turn.at, words: "\($0.id) is listed, and its start was not told") }
    }
}
