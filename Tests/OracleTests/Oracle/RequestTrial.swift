// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Holds one request against the very poll before it, and against all that was heard after that poll was sent.
struct RequestTrial {
    /// What speaks against a request.
    struct Fault {
        var judgement: Judgement
        var words: String
    }

    let asked: Asked
    let entry: EntryScene
    let poll: SeenPoll
    let scene: Scene

    /// What speaks against the request if a rule wanted it; nothing where it is justified.
    func faults(under rule: RuleDraft) -> [Fault] {
        let covered = self.poll.list.activities.filter { self.asked.target.covers($0) == true }
        guard !covered.isEmpty else {
            return [
                Fault(judgement: .justified, words: "the poll before it, sent \(self.poll.sentAt), shows nothing of it")
            ]
        }
        let victims = covered.filter { self.verdict(rule, $0).mayBeDue }
        guard !victims.isEmpty else {
            let reasons = covered.map { "\($0.id): \(self.verdict(rule, $0).reason)" }
            return [Fault(judgement: .justified, words: reasons.joined(separator: "; "))]
        }
        var faults = self.collateral(covered, victims, rule)
        let chosen = victims.filter { self.mayBeChosen($0, rule) }
        if chosen.isEmpty { faults.append(Fault(judgement: .justified, words: "\(rule.choice) picks another one")) }
        if case .activity = self.asked.target, covered.contains(where: { $0.isCancellable != true }) {
            faults.append(Fault(judgement: .justified, words: "it cannot be cancelled"))
        }
        let looked = victims.contains { row in
            self.verdict(rule, row).everDueAt.map { $0 <= self.poll.sentAt } ?? false
        }
        if rule.scope == .activity, !looked, !self.wasAskedBefore(rule) {
            faults.append(
                Fault(judgement: .looksAgain, words: "no poll before the one sent at \(self.poll.sentAt) made it due"))
        }
        faults += self.identity()
        return faults
    }

    private func verdict(_ rule: RuleDraft, _ row: Activity) -> Verdict {
        self.scene.verdicts[self.entry.name, rule, row.id]
    }

    /// Whether a stop that goes on after a restart asked for this before.
    private func wasAskedBefore(_ rule: RuleDraft) -> Bool {
        self.scene.ledger.asks.contains { $0.asked.target == self.asked.target && $0.isOpen }
    }

    /// The identity must have been read after the last request that failed. Just before it sends, the shell reads it again.
    private func identity() -> [Fault] {
        guard let readAt = self.entry.identityAt else {
            return [Fault(judgement: .looksAgain, words: "no identity was read since the start")]
        }
        guard let doubtedAt = self.entry.doubtedAt, doubtedAt > readAt else { return [] }
        return [
            Fault(
                judgement: .looksAgain,
                words: "a request failed at \(doubtedAt), and the identity was last read at \(readAt)")
        ]
    }

    /// What else the request would end.
    private func collateral(_ covered: [Activity], _ victims: [Activity], _ rule: RuleDraft) -> [Fault] {
        guard self.asked.target.way != .cancel else { return [] }
        var faults: [Fault] = []
        func spare(_ words: String) { faults.append(Fault(judgement: .collateral, words: words)) }
        let reader = RuleReader(entry: self.entry, setup: self.scene.setup, wallSecond: self.scene.wallSecond)
        if !self.poll.list.isComplete { spare("the list has a hole, which may hide what is to be spared") }
        for row in self.poll.list.activities
        where self.asked.target.covers(row) == nil && reader.isAbout(row, rule) != true {
            spare("\(row.id) has not named its section, and is not surely the rule's")
        }
        for row in covered where reader.isAbout(row, rule) != true { spare("\(row.id) is not surely the rule's") }
        let victimIDs = Set(victims.map(\.id))
        if rule.choice != .all, victimIDs.count == covered.count, covered.count > 1, rule.scope == .activity {
            spare("\(rule.choice) spares one of those that it covers")
        }
        for seen in self.entry.news where seen.news.change != .ended {
            guard let row = seen.news.activity, self.poll.rows[row.id] == nil,
                self.entry.trails[row.id]?.endHeardAt == nil, self.asked.target.covers(row) != false
            else {
                continue
            }
            if reader.isAbout(row, rule) != true {
                spare("\(row.id), of which news came at \(seen.receivedAt), is not surely the rule's")
            }
        }
        return faults
    }

    /// Whether the rule may have picked a victim: not where first sights clearly say that it was another one's turn.
    private func mayBeChosen(_ row: Activity, _ rule: RuleDraft) -> Bool {
        guard rule.choice != .all else { return true }
        let kind = Kindred(row)
        guard let own = self.entry.trails[row.id] else { return false }
        let others = self.poll.list.activities.filter { other in
            other.id != row.id && Kindred(other) == kind
        }
        .compactMap { self.entry.trails[$0.id] }
        switch rule.choice {
        case .all: return true
        case .oldest:
            return !self.poll.list.activities.contains { other in
                other.id != row.id && Kindred(other) == kind
                    && self.verdict(rule, other).mustBeDuePolls > 1
                    && self.entry.trails[other.id].map { $0.firstLook < own.firstLook } ?? false
            }
        case .newest:
            return !self.poll.list.activities.contains { other in
                other.id != row.id && Kindred(other) == kind
                    && self.verdict(rule, other).mustBeDuePolls > 1
                    && self.entry.trails[other.id].map { $0.firstLook > own.firstLook } ?? false
            }
        case .allButOldest: return others.contains { $0.firstLook < own.firstLook }
        }
    }
}
