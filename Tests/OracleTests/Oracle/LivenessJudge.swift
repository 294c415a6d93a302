// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/liveness``: what must have been due for some polls on end, and is not obstructed, was asked or told.
struct LivenessJudge: Judge {
    /// What a rule has told or asked of a uuid or a kind, and when last.
    private var said: [String: [(entry: String, telling: Telling, at: Moment)]] = [:]
    private var refused: Set<String> = []

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        for telling in turn.reaction.tellings {
            guard let rule = telling[.rule], let entry = telling[.server] else { continue }
            self.said[rule, default: []].append((entry, telling, turn.at))
        }
        switch turn.stimulus {
        case .fate(let asked, .answered(let status)) where [401, 403, 498].contains(status):
            self.refused.insert(asked.entry)
        case .token(let entry): self.refused.remove(entry)
        default: break
        }
        return []
    }

    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation] {
        guard isCalm else { return [] }
        var violations: [Violation] = []
        for entry in scene.entries.values.sorted(by: { $0.name < $1.name }) {
            for rule in scene.setup.rules {
                for row in entry.poll?.list.activities ?? [] {
                    violations += self.silence(rule, row, entry, at: end, scene)
                    let verdict = scene.verdicts[entry.name, rule, row.id]
                    guard let since = verdict.mustBeDueSince, verdict.mustBeDuePolls >= 5 else { continue }
                    guard !self.isSaid(rule, row, entry, since: since, scene) else { continue }
                    if rule.mode != .notify, self.obstacle(rule, row, entry, at: end, scene) { continue }
                    violations.append(
                        Violation(
                            judgement: .liveness, at: end,
                            words:
                                "\(rule.name) must be due on \(row.id) since \(since), for \(verdict.mustBeDuePolls) polls, "
                                + "and nothing was asked or told"))
                }
            }
        }
        return violations
    }

    /// What stands still as far as anybody knows, for far longer than a rule about that waits, is told somehow: that the rule
    /// acts, or that it is undecided.
    private func silence(
        _ rule: RuleDraft, _ row: Activity, _ entry: EntryScene, at end: Moment, _ scene: Scene
    ) -> [Violation] {
        guard rule.scope == .activity, rule.choice == .all, rule.ways == nil, rule.needs.count == 1,
            case .noProgressFor(let span) = rule.needs[0],
            let trail = entry.trails[row.id],
            self.said[rule.name]?.contains(where: { $0.telling.uuid == row.id }) != true,
            RuleReader(entry: entry, setup: scene.setup, wallSecond: scene.wallSecond).isAbout(row, rule) == true,
            min(trail.mostStall, trail.leastAge.total) >= span * 3 + rule.hold * 2 + .minutes(2)
        else {
            return []
        }
        if rule.mode == .enforce, self.obstacle(rule, row, entry, at: end, scene) { return [] }
        if rule.mode == .enforce, self.isSaid(rule, row, entry, since: .begin, scene) { return [] }
        return [
            Violation(
                judgement: .liveness, at: end,
                words:
                    "\(row.id) may have stood still for \(trail.mostStall.inSeconds), and \(rule.name), which waits for "
                    + "\(span.inSeconds), has said nothing of it")
        ]
    }

    /// Whether the rule has told or asked what it has to.
    private func isSaid(
        _ rule: RuleDraft, _ row: Activity, _ entry: EntryScene, since: Moment, _ scene: Scene
    ) -> Bool {
        // An end names one of several victims, and is about all of them.
        if scene.ledger.asks.contains(where: { ask in
            ask.rule == rule.name && ask.asked.entry == entry.name && ask.endedAt != nil
                && ask.covered.contains { $0.id == row.id }
        }) {
            return true
        }
        return (self.said[rule.name] ?? []).contains { said in
            guard said.entry == entry.name else { return false }
            // What is refused names one of those that share a target.
            let isRefused = said.telling.kind == "stop-ineffective" && Kindred(said.telling) == Kindred(row)
            let isAbout =
                isRefused || said.telling.uuid == row.id
                || (rule.scope == .kind && Kindred(said.telling) == Kindred(row))
            guard isAbout else { return false }
            switch (rule.mode, said.telling.kind) {
            case (.notify, "rule-fired"), (.observe, "would-stop"), (.enforce, "would-stop"): return true
            case (.enforce, "stop-ineffective"), (.enforce, "stop-requested"): return true
            default: return false
            }
        }
    }

    /// Whether something may stand in the way of a rule that stops, or of one that would.
    private func obstacle(
        _ rule: RuleDraft, _ row: Activity, _ entry: EntryScene, at end: Moment, _ scene: Scene
    ) -> Bool {
        if rule.choice != .all || (rule.ways != nil) { return true }
        let kind = Kindred(row)
        // One that has not named its section is waited for, and may stand in the way of others of its type.
        if entry.poll?.list.activities.contains(where: { !Kindred($0).isWhole && $0.type == row.type }) ?? true {
            return true
        }
        guard rule.mode == .enforce else { return false }
        if scene.isPaused || !scene.setup.quietWindows.isEmpty || self.refused.contains(entry.name) { return true }
        let doubts = [entry.interruptedAt, entry.doubtedAt].compactMap(\.self)
        guard let identityAt = entry.identityAt, doubts.allSatisfy({ $0 <= identityAt }) else { return true }
        if scene.setup.entries.contains(where: { other in
            other.name != entry.name && scene.entries[other.name]?.machine == entry.machine
        }) {
            return true
        }
        if self.said.values.contains(where: { $0.contains { $0.telling.kind == "breaker-tripped" } }) { return true }
        if scene.breakerWasTold { return true }
        if self.said[rule.name]?.contains(where: { $0.telling[.reason] == "breaker-tripped" }) == true { return true }
        if scene.ledger.asks.contains(where: { ask in
            guard ask.asked.entry == entry.name, ask.life == scene.life else { return false }
            // What could not be sent is not tried again at once.
            return ask.fate == nil || (ask.fate == .notSent && end - ask.sentAt < .minutes(12))
        }) {
            return true
        }
        return scene.ledger.asks.contains { ask in
            guard ask.asked.machine == entry.machine, ask.mayBeHeard,
                ask.kinds.contains(where: { $0.mayBe(kind) }) || ask.covered.isEmpty
            else {
                return false
            }
            guard var endedAt = ask.endedAt else { return true }
            // The cooldown begins when the last victim of the decision is settled.
            for other in scene.ledger.asks
            where other.asked.entry == ask.asked.entry && other.rule == ask.rule && other.sentAt <= endedAt {
                guard !other.isOpen else { return true }
                endedAt = max(endedAt, other.endedAt ?? endedAt)
            }
            let cooldown = ask.rule.flatMap { scene.allRules[$0]?.cooldown } ?? .minutes(30)
            // After a reboot cooldowns run their full time again.
            return end - max(endedAt, scene.rebootedAt) < cooldown + scene.longestRound * 4
        }
    }
}
