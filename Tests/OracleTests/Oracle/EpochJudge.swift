// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/epochs``: where it is clear whether an epoch has ended, `lost` and `finished` follow.
struct EpochJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        let ends = turn.reaction.tellings.filter { $0.kind == "finished" || $0.kind == "lost" }
        func wrong(_ words: String) -> Violation { Violation(judgement: .epochs, at: turn.at, words: words) }
        switch turn.stimulus {
        case .poll(let name, _, .list(let list), _) where list.isComplete:
            guard let entry = scene.entries[name], let poll = entry.poll, !entry.isStale else { return [] }
            guard let isOver = self.isOver(poll, entry, scene) else { return [] }
            return ends.compactMap { end in
                guard let id = end.uuid, let open = scene.roll.open(at: name)[id] else { return nil }
                if open.life < scene.life, entry.looksSinceStart == 0 {
                    // What an incomplete list or news have shown since the start did not end before it.
                    guard entry.trails[id].map({ $0.lastSign < entry.startedAt }) ?? true else { return nil }
                    return end.kind == "lost"
                        ? nil : wrong("\(id) ended while the service was not running: \(end.kind)")
                }
                if isOver == (end.kind == "lost") { return nil }
                return wrong("\(id) is told as \(end.kind), and the epoch \(isOver ? "is over" : "goes on")")
            }
        case .news:
            return ends.filter { $0.kind == "lost" }.map { wrong("\($0[.uuid] ?? "") is lost by news of an activity") }
        case .identity(let name, _):
            let remaining = scene.entries[name]?.identityChanged ?? false
            return ends.isEmpty || remaining ? [] : [wrong("ends at an identity that is the same as before")]
        default: return []
        }
    }

    /// Whether a complete list shows that the epoch is over; nil where it cannot be told.
    private func isOver(_ poll: SeenPoll, _ entry: EntryScene, _ scene: Scene) -> Bool? {
        // What was there before a restart of the service and was not seen since is another matter.
        let known = scene.roll.open(at: entry.name).filter { id, open in
            open.life == scene.life || entry.trails[id].map { $0.lastSign >= entry.startedAt } ?? false
        }
        let isFresh = known.keys.contains { entry.trails[$0].map { $0.lastSign >= poll.sentAt } ?? false }
        guard !known.isEmpty, !isFresh else { return nil }
        let gone = known.keys.filter { poll.rows[$0] == nil && !poll.list.contradictory.contains($0) }
        // Another token may show less.
        if let changed = entry.tokenChangedAt, entry.lastComplete.map({ $0 <= changed }) ?? true { return nil }
        guard gone.count == known.count else { return false }
        if let failed = entry.failedSince {
            let isOld = known.allSatisfy { id, open in
                open.at < failed && entry.trails[id].map { $0.firstSign < failed } ?? false
            }
            return isOld ? true : nil
        }
        guard known.count >= 2 else { return false }
        // While the stream was open all the time, a restart would have cut it.
        if let since = entry.streamOpenSince {
            let isOld = known.values.allSatisfy { $0.at >= since } || entry.lastComplete.map { $0 > since } ?? false
            return isOld ? false : nil
        }
        // Of what a request of ours covers, all may end at once.
        let asks = scene.ledger.asks.filter { $0.asked.entry == entry.name && ($0.isOpen || $0.fate == nil) }
        guard !asks.isEmpty else { return true }
        let covered = Set(asks.flatMap { $0.covered.map(\.id) })
        return known.keys.allSatisfy(covered.contains) && asks.allSatisfy { $0.life == scene.life } ? false : nil
    }
}
