// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a rule may and must make of one row of the last good poll.
struct Verdict {
    /// Whether it may be due: by the most that can have been observed.
    var mayBeDue = false
    /// When the first poll was handled at which it may have been due, in the present stretch.
    var firstDueAt: Moment?
    /// When the first poll was handled at which it may ever have been due.
    var everDueAt: Moment?
    /// Since when it must be due, without a break: by the least that was observed.
    var mustBeDueSince: Moment?
    /// At how many polls in a row it must have been due.
    var mustBeDuePolls = 0
    /// When a poll last showed that it surely is not due.
    var surelyNotAt: Moment?
    /// Why it may not be due.
    var failure: Failure? = .never

    /// Why a rule may not be due on a row.
    enum Failure: CustomStringConvertible {
        /// No poll has shown it.
        case never
        /// The last list does not show it.
        case notShown
        /// News have told its end.
        case ended
        /// The rule is not surely about it.
        case notAbout
        /// A condition cannot hold.
        case need(Need)
        /// `for` can have held so long at most.
        case hold(Milliseconds)

        /// The reason in words.
        var description: String {
            switch self {
            case .never: "no poll has shown it"
            case .notShown: "the last list does not show it"
            case .ended: "it was told ended"
            case .notAbout: "the rule is not surely about it"
            case .need(let need): "\(need) cannot hold"
            case .hold(let most): "`for` can have held \(most.inSeconds) at most"
            }
        }
    }

    /// Whether only `for` may be missing.
    var isHeldBack: Bool { if case .hold? = self.failure { true } else { false } }

    /// Why it may not be due, in words.
    var reason: String { self.failure.map { "\($0)" } ?? "" }
}

/// How long the conditions of a rule can and must have held for a uuid, or for a kind.
private struct Holding {
    /// The most.
    var most: Milliseconds = 0
    /// The poll that ends the last span for which they can have held.
    var heldAt: Moment?
    /// The least.
    var least = PollMeter()
    /// The poll that ends the last span for which they surely held.
    var leastAt: Moment?

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
        // What a kind has held is over with a gap; what a uuid has held only pauses.
        // Over lists that do not show the kind, the shortest interval there is may have been in effect.
        if rule.scope == .kind, let last = self.leastAt {
            let limit = last == poll.previous ? entry.surelyEvidence : min(entry.surelyEvidence, .seconds(60))
            if poll.sentAt - last > limit { self.least.clear() }
        }
        if must {
            self.leastAt = poll.sentAt
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
    /// What one rule makes of one entry.
    private struct Sheet {
        var verdicts: [ActivityID: Verdict] = [:]
        /// How long conditions have held, by uuid.
        var ofActivities: [ActivityID: Holding] = [:]
        /// The same by kind, for a rule whose clocks belong to kinds.
        var ofKinds: [Kindred: Holding] = [:]
    }

    /// The sheets of each entry, in the order of the rules.
    private var sheets: [String: [Sheet]] = [:]
    private var rules: [RuleDraft] = []

    /// The verdict on a row; an empty one for what no rule has seen.
    subscript(entry: String, rule: RuleDraft, id: ActivityID) -> Verdict {
        guard let index = self.rules.firstIndex(where: { $0.name == rule.name }) else { return Verdict() }
        return self.sheets[entry]?[index].verdicts[id] ?? Verdict()
    }

    /// Judges the poll that an entry has just taken.
    mutating func judge(_ entry: EntryScene, _ scene: Scene) {
        guard let poll = entry.poll else { return }
        if self.rules != scene.setup.rules { self.forget(except: scene.setup.rules) }
        let reader = RuleReader(entry: entry, setup: scene.setup, wallSecond: scene.wallSecond)
        var sheets = self.sheets.removeValue(forKey: entry.name) ?? Array(repeating: Sheet(), count: self.rules.count)
        for index in self.rules.indices {
            Self.judge(poll, self.rules[index], reader, &sheets[index])
            for id in sheets[index].verdicts.keys where poll.rows[id] == nil {
                sheets[index].verdicts[id]?.mayBeDue = false
                sheets[index].verdicts[id]?.mustBeDueSince = nil
                sheets[index].verdicts[id]?.mustBeDuePolls = 0
                sheets[index].verdicts[id]?.failure = .notShown
            }
        }
        self.sheets[entry.name] = sheets
    }

    /// What a poll lets a rule make of a row.
    fileprivate struct Finding {
        var id: ActivityID
        var kind: Kindred
        var failure: Verdict.Failure?
        var isUnknown: Bool
        var must: Bool
    }

    private static func judge(_ poll: SeenPoll, _ rule: RuleDraft, _ reader: RuleReader, _ sheet: inout Sheet) {
        let entry = reader.entry
        var findings: [Finding] = []
        for row in poll.list.activities {
            guard let trail = entry.trails[row.id] else { continue }
            // A row of what was told ended is no longer true.
            if rule.scope == .kind, trail.endHeardAt != nil { continue }
            let (failure, must) = Self.judge(row, trail, rule, reader, poll)
            let isUnknown =
                failure != nil
                && (entry.news.contains { $0.news.id == row.id } || reader.isAbout(row, rule) == nil
                    || rule.needs.contains { reader.isUnknown($0, row, trail) })
            findings.append(
                Finding(id: row.id, kind: Kindred(row), failure: failure, isUnknown: isUnknown, must: must))
        }
        if rule.scope == .activity {
            for finding in findings {
                sheet.ofActivities[finding.id, default: Holding()]
                    .take(poll, (finding.failure == nil, finding.must), rule, entry)
            }
        } else {
            for (kind, findings) in Dictionary(grouping: findings, by: \.kind) {
                sheet.ofKinds[kind, default: Holding()]
                    .take(
                        poll, (findings.contains { $0.failure == nil }, findings.contains(where: \.must)), rule, entry)
            }
        }
        for finding in findings {
            let holding =
                (rule.scope == .activity ? sheet.ofActivities[finding.id] : sheet.ofKinds[finding.kind]) ?? Holding()
            sheet.verdicts[finding.id, default: Verdict()].take(finding, holding, rule, poll)
        }
    }

    /// Whether the conditions of a rule may and must hold for a row; why they may not.
    private static func judge(
        _ row: Activity, _ trail: Trail, _ rule: RuleDraft, _ reader: RuleReader, _ poll: SeenPoll
    ) -> (failure: Verdict.Failure?, must: Bool) {
        // What was heard after the poll was sent may be newer than its row, and may be older.
        let others = reader.entry.news.filter { $0.news.id == row.id }.map(\.news)
        // Of several the last one tells how it is.
        let rows = [row] + others.compactMap(\.activity).suffix(1)
        if others.contains(where: { $0.change == .ended }) { return (.ended, false) }
        if rows.contains(where: { reader.isAbout($0, rule) != true }) {
            return (.notAbout, false)
        }
        for need in rule.needs {
            guard rows.allSatisfy({ reader.mayHold(need, $0, trail, scope: rule.scope) }) else {
                return (.need(need), false)
            }
        }
        let must =
            poll.list.isComplete && others.isEmpty
            && rule.needs.allSatisfy { reader.mustHold($0, row, trail, scope: rule.scope) }
        return (nil, must)
    }

    /// Forgets what rules that are another one by now have made of rows.
    private mutating func forget(except rules: [RuleDraft]) {
        let old = self.rules
        self.rules = rules
        self.sheets = self.sheets.mapValues { sheets in
            rules.map { rule in old.firstIndex(of: rule).map { sheets[$0] } ?? Sheet() }
        }
    }

    /// After a crash nothing certain is left of the lower bounds.
    mutating func crash() {
        self.sheets = self.sheets.mapValues { sheets in
            sheets.map { sheet in
                var sheet = sheet
                sheet.ofActivities = sheet.ofActivities.mapValues(\.uncertain)
                sheet.ofKinds = sheet.ofKinds.mapValues(\.uncertain)
                sheet.verdicts = sheet.verdicts.mapValues { verdict in
                    var verdict = verdict
                    verdict.mustBeDueSince = nil
                    verdict.mustBeDuePolls = 0
                    return verdict
                }
                return sheet
            }
        }
    }

    /// After an epoch nothing certain is left of what held for kinds.
    mutating func endEpoch(entry: String) {
        self.sheets[entry] = self.sheets[entry]?.map { sheet in
            var sheet = sheet
            sheet.ofKinds = sheet.ofKinds.mapValues(\.uncertain)
            return sheet
        }
    }

    /// Nothing of another installation counts.
    mutating func forget(entry: String) { self.sheets[entry] = nil }
}

extension Holding {
    /// The same without what was sure.
    fileprivate var uncertain: Holding {
        var holding = self
        holding.least.clear()
        return holding
    }
}

extension Verdict {
    /// Takes what a poll lets a rule make of the row.
    fileprivate mutating func take(
        _ finding: Verdicts.Finding, _ holding: Holding, _ rule: RuleDraft, _ poll: SeenPoll
    ) {
        self.mayBeDue = finding.failure == nil && holding.most >= rule.hold
        self.failure = finding.failure ?? (self.mayBeDue ? nil : .hold(holding.most))
        if self.mayBeDue {
            self.firstDueAt = self.firstDueAt ?? poll.handledAt
            self.everDueAt = self.everDueAt ?? poll.handledAt
        }
        // Where nothing can be known for this poll, what was decided waits.
        if finding.failure != nil, !finding.isUnknown {
            self.firstDueAt = nil
            self.surelyNotAt = poll.handledAt
        }
        if finding.must, holding.least.total >= rule.hold {
            self.mustBeDueSince = self.mustBeDueSince ?? poll.handledAt
            self.mustBeDuePolls += 1
        } else {
            self.mustBeDueSince = nil
            self.mustBeDuePolls = 0
        }
    }
}
