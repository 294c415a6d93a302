// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/outcome``.
struct OutcomeJudge: Judge {
    /// What was told to have ended after a request whose fate was not known yet.
    private var onTrust: [(ask: Int, uuid: ActivityID)] = []

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        func wrong(_ words: String) { violations.append(Violation(judgement: .outcome, at: turn.at, words: words)) }
        if case .fate(let asked, .notSent) = turn.stimulus {
            for told in self.onTrust where told.ask == asked.id {
                wrong("\(told.uuid) was told to have ended after our request, which was not sent")
            }
        }
        for telling in turn.reaction.tellings where telling.kind == "finished" {
            guard let name = telling[.server], let id = telling.uuid, let entry = scene.entries[name] else { continue }
            let trail = entry.trails[id]
            // A scan that never named its section may have been of any.
            let isUnnamed = telling[.section] == nil && telling[.type] == ActivityType.libraryUpdateSection.rawValue
            let covering = scene.ledger.asks.filter { ask in
                ask.asked.machine == entry.machine && ask.mayBeHeard
                    && (ask.covered.contains { $0.id == id } || ask.asked.target.covers(telling)
                        || (isUnnamed && ask.asked.target.way == .section))
                    && trail.map { ask.sentAt >= $0.firstSign } ?? true
            }
            let surely = covering.contains { ask in
                switch ask.fate {
                case .answered(let status):
                    (200..<300).contains(status) && ask.asked.entry == name && ask.covered.contains { $0.id == id }
                default: false
                }
            }
            let progress = self.lastProgress(of: id, turn, trail)
            switch telling[.outcome] {
            case "ended-after-request":
                if covering.isEmpty { wrong("\(id) ended-after-request, and no request covers it") }
                if !covering.isEmpty, !covering.contains(where: { $0.asked.target.way.rawValue == telling[.remedy] }) {
                    wrong("\(id) ended after \(telling[.remedy] ?? "no remedy"), which was not sent")
                }
                if covering.count == 1, covering[0].fate == nil, covering[0].life == scene.life {
                    self.onTrust.append((covering[0].asked.id, id))
                }
            case "completed":
                if surely { wrong("\(id) completed, and a request of ours covers it") }
                if progress != 100 {
                    wrong("\(id) completed, last seen at \(progress.map { "\($0)" } ?? "nothing known")")
                }
            case "ended":
                if surely { wrong("\(id) ended, and nothing is said of our request") }
                if progress == 100, covering.isEmpty { wrong("\(id) was at 100, and is not called completed") }
            default: wrong("\(id) finished without an outcome")
            }
        }
        return violations
    }

    /// The last progress that was told of a uuid.
    private func lastProgress(of id: ActivityID, _ turn: Turn, _ trail: Trail?) -> Double? {
        if case .news(_, _, let news, _) = turn.stimulus, news.id == id,
            let percentage = news.activity?.progress.percentage
        {
            return percentage
        }
        return trail?.sights.last { $0.values.progress != nil }?.values.progress
    }
}
