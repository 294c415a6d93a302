// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/breakers``: one trips when it must, not when it need not, and holds.
struct BreakerJudge: Judge {
    /// A breaker that has tripped.
    private struct Breaker {
        var machine: String?
        var rule: String?
        var reason: String
        var at: Moment
    }

    /// How often the work of a kind has come back after the stops of a rule.
    private struct Returns {
        /// How often running.
        var count = 0
        /// When the request of the last stop was sent.
        var sentAt: Moment
        /// When that stop was settled.
        var settledAt: Moment
        /// Whether the work has come back since.
        var isBack = false
        /// When it had to trip; nil while it has not.
        var dueAt: Moment?
        /// The entry whose news or list showed that it had to.
        var entry = ""
        /// How many complete lists of that entry have come since.
        var looksSince = 0
    }

    private struct Key: Hashable {
        var machine: String
        var rule: String
        var kind: Kindred
    }

    private var breakers: [Breaker] = []
    private var returns: [Key: Returns] = [:]
    /// When work of each kind last started, by installation.
    private var starts: [String: [Kindred: [Moment]]] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        var violations: [Violation] = []
        if case .configure = turn.stimulus {
            // An accepted reload clears breakers; the first configuration after a restart does not.
            if scene.isReload {
                self.breakers = []
                self.returns = [:]
            }
        }
        if case .poll(let name, _, .list(let list), _) = turn.stimulus, list.isComplete {
            for key in self.returns.keys where self.returns[key]?.entry == name {
                if self.returns[key]?.dueAt != nil { self.returns[key]?.looksSince += 1 }
            }
        }
        for telling in turn.reaction.tellings { violations += self.take(telling, turn, scene) }
        for asked in turn.reaction.requests { violations += self.judge(asked, turn, scene) }
        return violations
    }

    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation] {
        self.returns.compactMap { key, returns in
            guard let dueAt = returns.dueAt, returns.looksSince > 1 else { return nil }
            return Violation(
                judgement: .breakers, at: dueAt,
                words:
                    "work of \(key.kind.type) came back after \(returns.count) stops of \(key.rule), and no breaker tripped"
            )
        }
    }

    private mutating func judge(_ asked: Asked, _ turn: Turn, _ scene: Scene) -> [Violation] {
        func wrong(_ words: String) -> Violation {
            Violation(judgement: .breakers, at: turn.at, words: "\(asked.target) at \(asked.entry): \(words)")
        }
        var violations: [Violation] = []
        for breaker in self.breakers
        where breaker.machine == asked.machine && breaker.rule == nil && breaker.at < turn.at {
            if breaker.reason == "respawn" || turn.at - breaker.at < .minutes(60) {
                violations.append(wrong("\(breaker.reason) tripped at \(breaker.at)"))
            }
        }
        return violations
    }

    private mutating func take(_ telling: Telling, _ turn: Turn, _ scene: Scene) -> [Violation] {
        guard let machine = telling[.serverID] else { return [] }
        func wrong(_ words: String) -> Violation { Violation(judgement: .breakers, at: turn.at, words: words) }
        switch telling.kind {
        case "breaker-tripped":
            let breaker = Breaker(
                machine: machine, rule: telling[.rule], reason: telling[.reason] ?? "", at: turn.at)
            self.breakers.append(breaker)
            guard breaker.reason == "respawn" else { return [] }
            let concerned = self.returns.keys.filter { $0.machine == machine && $0.rule == breaker.rule }
            let stops = scene.ledger.asks.count { ask in
                ask.rule == breaker.rule && ask.asked.machine == machine && ask.mayBeHeard
            }
            for key in concerned {
                self.returns[key]?.dueAt = nil
                self.returns[key]?.count = 0
            }
            return stops < 3 ? [wrong("respawn of \(breaker.rule ?? "?") after \(stops) stops")] : []
        case "stop-requested":
            for breaker in self.breakers where breaker.machine == machine && breaker.rule == telling[.rule] {
                guard case .fate(let asked, _) = turn.stimulus,
                    let sentAt = scene.ledger.asks.last(where: { $0.asked.id == asked.id })?.sentAt, sentAt > breaker.at
                else {
                    continue
                }
                if breaker.reason == "respawn" || sentAt - breaker.at < .minutes(60) {
                    return [wrong("\(breaker.rule ?? "") asks, and its breaker tripped at \(breaker.at)")]
                }
            }
        case "started":
            guard telling[.reason] != "reappeared", telling[.reason] != "already-running" else { return [] }
            self.noteStart(of: Kindred(telling), machine, telling[.server] ?? "", at: turn.at, scene)
        case "stop-confirmed": self.settle(telling, machine, turn, scene)
        case "stop-abandoned" where telling[.reason] == "replaced": self.settle(telling, machine, turn, scene)
        default: break
        }
        return []
    }

    private mutating func noteStart(
        of kind: Kindred, _ machine: String, _ entry: String, at now: Moment, _ scene: Scene
    ) {
        self.starts[machine, default: [:]][kind, default: []].append(now)
        for key in self.returns.keys where key.machine == machine && key.kind == kind {
            guard let returns = self.returns[key], !returns.isBack else { continue }
            let window = max(scene.allRules[key.rule]?.cooldown ?? 0, .minutes(30))
            self.returns[key]?.isBack = true
            self.returns[key]?.entry = entry
            self.count(key, isInTime: now - returns.settledAt < window, at: now)
        }
    }

    private mutating func settle(_ telling: Telling, _ machine: String, _ turn: Turn, _ scene: Scene) {
        guard let rule = telling[.rule],
            let ask = scene.ledger.openIndices(covering: telling).last.map({ scene.ledger.asks[$0] }), ask.fate != nil
        else {
            return
        }
        let key = Key(machine: machine, rule: rule, kind: Kindred(telling))
        guard key.kind.isWhole else { return }
        if let last = self.returns[key] {
            // Several victims of one decision are one stop.
            guard ask.sentAt > last.settledAt else { return }
            self.returns[key] = Returns(
                count: last.isBack ? last.count : 0, sentAt: ask.sentAt, settledAt: turn.at,
                dueAt: last.dueAt)
        } else {
            self.returns[key] = Returns(sentAt: ask.sentAt, settledAt: turn.at)
        }
        if self.starts[machine]?[key.kind]?.contains(where: { $0 > ask.sentAt }) == true {
            self.returns[key]?.isBack = true
            self.returns[key]?.entry = telling[.server] ?? ""
            self.count(key, isInTime: true, at: turn.at)
        }
    }

    private mutating func count(_ key: Key, isInTime: Bool, at now: Moment) {
        guard let count = self.returns[key]?.count else { return }
        self.returns[key]?.count = isInTime ? count + 1 : 0
        if isInTime, count + 1 >= 3, self.returns[key]?.dueAt == nil { self.returns[key]?.dueAt = now }
    }
}

extension Kindred {
    /// The kind that an event is about.
    init(_ telling: Telling) { self.init(type: telling[.type] ?? "", section: telling[.section]) }
}
