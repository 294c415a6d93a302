// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/age`` and ``Judgement/stall``: numbers between two bounds.
struct AgeJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            guard let name = telling[.server], let id = telling.uuid, let entry = scene.entries[name],
                let trail = entry.trails[id], entry.isAbout(telling)
            else {
                continue
            }
            func wrong(_ judgement: Judgement, _ words: String) {
                violations.append(
                    Violation(judgement: judgement, at: turn.at, words: "\(telling.kind) of \(id): \(words)"))
            }
            guard let age = telling.milliseconds(.age), let stalled = telling.milliseconds(.stalled) else {
                wrong(.age, "no age or no stall")
                continue
            }
            if age > trail.age.total { wrong(.age, "age \(age.inSeconds), at most \(trail.age.total.inSeconds)") }
            let least = self.isGone(id, turn) ? 0 : trail.leastAge.total
            if age < least { wrong(.age, "age \(age.inSeconds), at least \(least.inSeconds)") }
            if stalled > age { wrong(.stall, "stalled \(stalled.inSeconds), longer than its age \(age.inSeconds)") }
            if stalled > trail.mostStall, !self.hasGoneOn(telling, trail, turn) {
                wrong(.stall, "stalled \(stalled.inSeconds), at most \(trail.mostStall.inSeconds)")
            }
            let leastStall = self.isGone(id, turn) ? 0 : trail.leastStall.total
            if stalled < leastStall {
                wrong(.stall, "stalled \(stalled.inSeconds), at least \(leastStall.inSeconds)")
            }
        }
        return violations
    }

    /// Whether more was observed of a uuid after the end that an event is about.
    private func hasGoneOn(_ telling: Telling, _ trail: Trail, _ turn: Turn) -> Bool {
        let isShownAgain = turn.reaction.tellings.contains {
            $0.kind == "started" && $0.uuid == telling.uuid && $0[.reason] == "reappeared"
        }
        if telling.kind == "finished", isShownAgain { return true }
        guard telling.kind == "finished" || telling.kind.hasPrefix("stop-"), let goneAt = trail.goneAt else {
            return false
        }
        return trail.sights.contains { $0.handledAt > goneAt }
    }

    /// Whether this turn is what shows that a uuid is gone.
    private func isGone(_ id: ActivityID, _ turn: Turn) -> Bool {
        if case .poll(_, _, .list(let list), _) = turn.stimulus { return !list.activities.contains { $0.id == id } }
        return false
    }
}
