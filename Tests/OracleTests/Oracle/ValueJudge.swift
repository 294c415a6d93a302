// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/values``: what an event says of an activity was observed, and lately.
struct ValueJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            guard let name = telling[.server], let id = telling.uuid, let entry = scene.entries[name],
                let trail = entry.trails[id], entry.isAbout(telling)
            else {
                continue
            }
            func wrong(_ words: String) {
                violations.append(
                    Violation(judgement: .values, at: turn.at, words: "\(telling.kind) of \(id): \(words)"))
            }
            if telling[.type] != trail.row.type.rawValue { wrong("type \(telling[.type] ?? "none")") }
            // The last look by a poll, and everything since: which of them is newest is not always clear.
            let sights = trail.sights
            let from = sights.lastIndex { $0.isPoll } ?? 0
            let recent = sights[max(0, from - 1)...].map(\.values)
            // A crash forgets what was shown since the last save.
            let isFromBefore = trail.lastSign < entry.startedAt
            guard telling.kind != "lost", !isFromBefore, !recent.isEmpty else { continue }
            if let progress = telling[.progress].flatMap({ Double($0) }),
                !sights.contains(where: { $0.values.progress.map { abs($0 - progress) < 0.06 } ?? false })
            {
                wrong("progress \(progress), which nothing has shown")
            }
            if telling.kind == "progress", let progress = telling[.progress].flatMap({ Double($0) }),
                !recent.contains(where: { $0.progress.map { abs($0 - progress) < 0.06 } ?? false })
            {
                wrong("progress \(progress), which is not the last that was shown")
            }
            if let title = telling[.title], !recent.contains(where: { $0.title == title }) {
                wrong("title \(title), which is not the last that was shown")
            }
            if scene.setup.showsTitles != (telling[.title] != nil) { wrong("its title is hidden, or is not") }
        }
        return violations
    }
}
