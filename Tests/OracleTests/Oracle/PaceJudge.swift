// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/pace``: deadlines lie ahead, and a server with a stop under way is polled at least every 2 s.
struct PaceJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        func wrong(_ words: String) { violations.append(Violation(judgement: .pace, at: turn.at, words: words)) }
        if let deadline = turn.deadline, deadline <= turn.at { wrong("the next deadline is \(deadline)") }
        for (name, interval) in turn.intervals {
            guard let configured = scene.setup.entry(name)?.pollInterval else { continue }
            if interval > configured * 6 || interval <= 0 {
                wrong("\(name) is to be polled every \(interval.inSeconds)")
            }
            let isBusy = scene.ledger.asks.contains { ask in
                ask.asked.entry == name && ask.isOpen && ask.fate != nil
                    && ask.life == scene.life && ask.fateAt.map { $0 < turn.at } ?? false
            }
            let ends = turn.reaction.tellings.contains { $0.kind.hasPrefix("stop-") }
            if isBusy, !ends, interval > 2_000, interval >= configured {
                wrong("a stop is under way, and \(name) is polled every \(interval.inSeconds)")
            }
        }
        return violations
    }
}
