// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/justified``, ``Judgement/collateral``, ``Judgement/looksAgain``, ``Judgement/permitted`` and
/// ``Judgement/oneInFlight``: each request, when it is given to be sent.
struct RequestJudge: Judge {
    /// Since when stopping sections and tasks is not permitted, by entry.
    private var refusedAt: [String: Moment] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        switch turn.stimulus {
        case .fate(let asked, .answered(let status))
        where asked.target.way != .cancel && (status == 401 || status == 403):
            self.refusedAt[asked.entry] = turn.at
        case .token(let entry): self.refusedAt[entry] = nil
        case .identity(let entry, _): if scene.entries[entry]?.identityChanged == true { self.refusedAt[entry] = nil }
        case .crash: self.refusedAt = [:]
        default: break
        }
        var violations: [Violation] = []
        for asked in turn.reaction.requests {
            guard let entry = scene.entries[asked.entry] else {
                violations.append(
                    Violation(
                        judgement: .permitted, at: turn.at, words: "\(asked.target) for an entry that is not there"))
                continue
            }
            let found = self.judge(asked, entry, turn, scene)
            violations += found
        }
        return violations
    }

    private func judge(_ asked: Asked, _ entry: EntryScene, _ turn: Turn, _ scene: Scene) -> [Violation] {
        func wrong(_ judgement: Judgement, _ words: String) -> Violation {
            Violation(judgement: judgement, at: turn.at, words: "\(asked.target) at \(asked.entry): \(words)")
        }
        var violations = self.permission(asked, entry, turn, scene).map { wrong(.permitted, $0) }
        let isDouble = turn.reaction.requests.count { $0.target == asked.target && $0.machine == asked.machine } > 1
        let isOnItsWay = scene.ledger.asks.contains { ask in
            ask.asked.target == asked.target && ask.asked.machine == asked.machine && ask.fate == nil
                && ask.life == scene.life
        }
        if isDouble || isOnItsWay {
            violations.append(wrong(.oneInFlight, "one is on its way already"))
        }
        guard let poll = entry.poll else { return violations + [wrong(.justified, "no good poll since the start")] }
        if entry.machine != asked.machine {
            violations.append(wrong(.justified, "meant for \(asked.machine ?? "nobody")"))
        }
        let trial = RequestTrial(asked: asked, entry: entry, poll: poll, scene: scene)
        let armed = scene.setup.rules.filter {
            $0.mode == .enforce && ($0.ways ?? Way.allCases).contains(asked.target.way)
        }
        guard !armed.isEmpty else { return violations + [wrong(.permitted, "no armed rule has this remedy")] }
        let findings = armed.map { (rule: $0, faults: trial.faults(under: $0)) }
        if !findings.contains(where: { $0.faults.isEmpty }),
            let best = findings.min(by: { Self.weight(of: $0.faults) < Self.weight(of: $1.faults) })
        {
            violations += best.faults.map { wrong($0.judgement, "under \(best.rule.name): \($0.words)") }
        }
        return violations
    }

    /// How far a rule is from having wanted a request: the least is the one that most likely did.
    private static func weight(of faults: [RequestTrial.Fault]) -> Int {
        faults.reduce(0) { $0 + ($1.judgement == .looksAgain ? 1 : 10) }
    }

    /// What forbids every request, whatever its rule.
    private func permission(_ asked: Asked, _ entry: EntryScene, _ turn: Turn, _ scene: Scene) -> [String] {
        var words: [String] = []
        if scene.isPaused { words.append("everything is paused") }
        let windows = scene.setup.quietWindows
        if !windows.isEmpty {
            if let second = scene.wallSecond {
                if windows.contains(where: { $0.isOpen(atSecond: second) }) { words.append("a quiet window is open") }
            } else {
                words.append("nobody knows whether a quiet window is open")
            }
        }
        for other in scene.setup.entries {
            if other.name == asked.entry { break }
            if let machine = scene.entries[other.name]?.machine, machine == entry.machine {
                words.append("\(other.name) is the same server and comes first")
            }
        }
        if let refusedAt = self.refusedAt[asked.entry], turn.at - refusedAt < .minutes(10) {
            words.append("the token may not, as the server said at \(refusedAt)")
        }
        return words
    }
}
