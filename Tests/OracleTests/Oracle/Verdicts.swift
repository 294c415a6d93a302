// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a rule may and must make of one row of the last good poll.
struct Verdict {
    /// Whether it may be due: by the most that can have been observed.
    var mayBeDue = false
    /// When the first poll was handled at which it may have been due, in the present stretch.
    var firstDueAt: Moment?
    /// Since when it must be due, without a break: by the least that was observed.
    var mustBeDueSince: Moment?
    /// At how many polls in a row it must have been due.
    var mustBeDuePolls = 0
    /// When a poll last showed that it surely is not due.
    var surelyNotAt: Moment?
    /// Why it may not be due, for a message.
    var reason = "no poll has shown it"
}

/// How long the conditions of a rule can and must have held for a uuid, or for a kind.
private struct Holding {
    /// The most.
    var most: Milliseconds = 0
    /// The poll that ends the last span for which they can have held.
    var heldAt: Moment?
    /// The least.
    var least = PollMeter()

    /// Takes a good poll.
    ///
    /// The clocks of a kind go on over lists that do not show it, up to the limit; those of a uuid over lists with a hole,
    /// where nothing but the work itself is asked for.
    mutating func take(_ poll: SeenPoll, _ holds: (may: Bool, must: Bool), _ rule: RuleDraft, _ entry: EntryScene) {
        let (may, must) = holds
        if may {
            if let last = self.heldAt, poll.sentAt - last <= entry.maybeEvidence,
                last == poll.previous || self.goesOn(since: last, rule, entry)
            {
                self.most += poll.sentAt - last
            }
            self.heldAt = poll.sentAt
        } else {
            self.most = 0
            self.heldAt = nil
        }
        if must {
            self.least.observe(at: poll.sentAt, after: poll.previous, limit: entry.surelyEvidence)
        } else {
            self.least.clear()
        }
    }

    private func goesOn(since last: Moment, _ rule: RuleDraft, _ entry: EntryScene) -> Bool {
        guard entry.interruptedAt.map({ $0 < last }) ?? true else { return false }
        if rule.scope == .kind { return true }
        let isAboutServer = rule.needs.contains { need in
            switch need {
            case .streams, .transcodes, .during, .notDuring: true
            default: false
            }
        }
        return !isAboutServer && entry.lastComplete.map { $0 <= last } ?? true
    }
}

/// What each rule may and must make of the rows of each entry.
struct Verdicts {
    private struct Key: Hashable {
        var entry: String
        var rule: String
        var id: ActivityID
    }

    private var all: [Key: Verdict] = [:]
    private var holdings: [Key: Holding] = [:]
    private var rules: [RuleDraft] = []

    /// The verdict on a row; an empty one for what no rule has seen.
    subscript(entry: String, rule: RuleDraft, id: ActivityID) -> Verdict {
        self.all[Key(entry: entry, rule: rule.name, id: id)] ?? Verdict()
    }

    /// Judges the poll that an entry has just taken.
    mutating func judge(_ entry: EntryScene, _ scene: Scene) {
        guard let poll = entry.poll else { return }
        if self.rules != scene.setup.rules { self.forget(except: scene.setup.rules) }
        let reader = RuleReader(entry: entry, setup: scene.setup, wallSecond: scene.wallSecond)
        for rule in scene.setup.rules { self.judge(poll, rule, reader) }
        for key in self.all.keys where key.entry == entry.name && poll.rows[key.id] == nil {
            self.all[key]?.mayBeDue = false
            self.all[key]?.mustBeDueSince = nil
            self.all[key]?.mustBeDuePolls = 0
            self.all[key]?.reason = "the last list does not show it"
        }
    }

    private mutating func judge(_ poll: SeenPoll, _ rule: RuleDraft, _ reader: RuleReader) {
        let entry = reader.entry
        var findings: [(key: Key, holdKey: Key, failure: String?, isUnknown: Bool, must: Bool)] = []
        var held: [Key: (may: Bool, must: Bool)] = [:]
        for row in poll.list.activities {
            guard let trail = entry.trails[row.id] else { continue }
            let key = Key(entry: entry.name, rule: rule.name, id: row.id)
            let kind = Kindred(row)
            let holdKey =
                rule.scope == .activity
                ? key : Key(entry: entry.name, rule: rule.name, id: ActivityID("*\(kind.type) \(kind.section ?? "")"))
            let (failure, must) = Self.judge(row, trail, rule, reader, poll)
            let isUnknown =
                entry.news.contains { $0.news.id == row.id } || reader.isAbout(row, rule) == nil
                || rule.needs.contains { reader.isUnknown($0, row, trail) }
            findings.append((key, holdKey, failure, failure != nil && isUnknown, must))
            // A row of what was told ended is no longer true.
            if rule.scope == .kind, trail.endHeardAt != nil { continue }
            let before = held[holdKey] ?? (false, false)
            held[holdKey] = (before.may || failure == nil, before.must || must)
        }
        for (key, holds) in held {
            self.holdings[key, default: Holding()].take(poll, holds, rule, entry)
        }
        for (key, holdKey, failure, isUnknown, must) in findings {
            let holding = self.holdings[holdKey] ?? Holding()
            var verdict = self.all[key] ?? Verdict()
            verdict.mayBeDue = failure == nil && holding.most >= rule.hold
            verdict.reason =
                failure ?? (verdict.mayBeDue ? "" : "`for` can have held \(holding.most.inSeconds) at most")
            if verdict.mayBeDue { verdict.firstDueAt = verdict.firstDueAt ?? poll.handledAt }
            // Where nothing can be known for this poll, what was decided waits.
            if failure != nil, !isUnknown {
                verdict.firstDueAt = nil
                verdict.surelyNotAt = poll.handledAt
            }
            if must, holding.least.total >= rule.hold {
                verdict.mustBeDueSince = verdict.mustBeDueSince ?? poll.handledAt
                verdict.mustBeDuePolls += 1
            } else {
                verdict.mustBeDueSince = nil
                verdict.mustBeDuePolls = 0
            }
            self.all[key] = verdict
        }
    }

    /// Whether the conditions of a rule may and must hold for a row; why they may not.
    private static func judge(
        _ row: Activity, _ trail: Trail, _ rule: RuleDraft, _ reader: RuleReader, _ poll: SeenPoll
    ) -> (failure: String?, must: Bool) {
        // What was heard after the poll was sent may be newer than its row, and may be older.
        let others = reader.entry.news.filter { $0.news.id == row.id }.map(\.news)
        let rows = [row] + others.compactMap(\.activity)
        if others.contains(where: { $0.change == .ended }) { return ("it was told ended", false) }
        if rows.contains(where: { reader.isAbout($0, rule) != true }) {
            return ("the rule is not surely about it", false)
        }
        for need in rule.needs {
            guard rows.allSatisfy({ reader.mayHold(need, $0, trail, scope: rule.scope) }) else {
                return ("\(need) cannot hold", false)
            }
        }
        let must =
            poll.list.isComplete && others.isEmpty
            && rule.needs.allSatisfy { reader.mustHold($0, row, trail, scope: rule.scope) }
        return (nil, must)
    }

    /// Forgets what rules that are another one by now have made of rows.
    private mutating func forget(except rules: [RuleDraft]) {
        let kept = Set(Set(rules).intersection(self.rules).map(\.name))
        self.rules = rules
        self.all = self.all.filter { kept.contains($0.key.rule) }
        self.holdings = self.holdings.filter { kept.contains($0.key.rule) }
    }

    /// After a crash nothing certain is left of the lower bounds.
    mutating func crash() {
        for key in self.holdings.keys { self.holdings[key]?.least.clear() }
        for key in self.all.keys {
            self.all[key]?.mustBeDueSince = nil
            self.all[key]?.mustBeDuePolls = 0
        }
    }

    /// Nothing of another installation counts.
    mutating func forget(entry: String) {
        self.all = self.all.filter { $0.key.entry != entry }
        self.holdings = self.holdings.filter { $0.key.entry != entry }
    }
}
