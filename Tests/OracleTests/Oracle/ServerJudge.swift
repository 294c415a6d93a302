// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/serverID``: each event carries the installation that it is about.
struct ServerJudge: Judge {
    /// The installation that the first event about a uuid carried, by entry.
    private var told: [String: [ActivityID: String]] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            guard let name = telling[.server], let entry = scene.entries[name] else { continue }
            func wrong(_ words: String) {
                violations.append(
                    Violation(
                        judgement: .serverID, at: turn.at,
                        words: "\(telling.kind) of \(telling[.uuid] ?? name): \(words)"))
            }
            let said = telling[.serverID]
            // A stop is about the installation that was asked, also where another one shows the same uuid by now.
            let isAsked = scene.ledger.asks.contains { ask in
                ask.asked.entry == name && ask.asked.machine == said && ask.asked.target.covers(telling)
            }
            if telling.kind.hasPrefix("stop-"), isAsked { continue }
            if let id = telling.uuid {
                if telling.kind == "started" { self.told[name, default: [:]][id] = nil }
                if let before = self.told[name]?[id], before != said {
                    wrong("\(said ?? "no installation"), and before it was \(before)")
                    continue
                }
                if let said { self.told[name, default: [:]][id] = said }
                if self.told[name]?[id] != nil, telling.kind != "started" { continue }
            }
            if let said, let machine = entry.machine, said != machine, !entry.identityChanged {
                wrong("\(said), and \(machine) answers there")
            }
            if said == nil, entry.machine != nil, !entry.isMachineRemembered {
                wrong("no installation, and \(entry.machine ?? "") answers there")
            }
        }
        return violations
    }
}
