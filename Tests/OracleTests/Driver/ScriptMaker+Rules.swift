// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Rules that are about the work there is, so that most of them come to act.
extension ScriptMaker {
    /// A rule that is about a job, more or less.
    mutating func rule(_ name: String, about job: Job) -> RuleDraft {
        var rule = RuleDraft(
            name: name, mode: self.chance.one([.enforce, .enforce, .enforce, .observe, .notify]),
            match: Filter(types: [self.pattern(of: job.type)]), needs: self.needs())
        if self.chance.percent(25) { rule.scope = .kind }
        if self.chance.percent(15) { rule.match.sections = [self.chance.one(["1", "Movies", "movies"])] }
        if self.chance.percent(10) { rule.match.isCancellable = job.isCancellable }
        if self.chance.percent(10) { rule.match.titles = [Pattern("\(job.title.prefix(4))*")] }
        if self.chance.percent(35) { rule.exceptions = [self.exception()] }
        if self.chance.percent(35) { rule.hold = self.interval * self.chance.among(1...4) }
        if self.chance.percent(20) {
            rule.ways = self.chance.one([[.cancel], [.section], [.task], [.section, .cancel]])
        }
        if self.chance.percent(20) { rule.choice = self.chance.one(RuleDraft.Choice.allCases) }
        rule.verifyWithin = self.chance.one([5_000, 10_000, 10_000, 20_000, 60_000])
        rule.attempts = self.chance.one([1, 2, 2, 3])
        rule.cooldown = self.chance.one([60_000, 60_000, 120_000, 600_000, 1_800_000])
        if self.chance.percent(15) { rule.maximumPerHour = self.chance.among(1...4) }
        return rule.resolved
    }

    /// An armed rule that is about a job and about nothing that would keep it from acting.
    mutating func plainRule(_ name: String, about job: Job) -> RuleDraft {
        var rule = RuleDraft(
            name: name, mode: .enforce, match: Filter(types: [Pattern(job.type.rawValue)]),
            needs: [self.chance.percent(50) ? .runningFor(self.threshold) : .noProgressFor(self.threshold)])
        if self.chance.percent(30) { rule.hold = self.interval * self.chance.among(1...3) }
        if self.chance.percent(25) { rule.exceptions = [Filter(titles: ["keep*"])] }
        rule.verifyWithin = self.chance.one([5_000, 10_000, 20_000])
        rule.attempts = self.chance.one([1, 2])
        rule.cooldown = self.chance.one([60_000, 120_000, 600_000])
        return rule
    }

    private mutating func pattern(of type: ActivityType) -> Pattern {
        if !type.isKnown || self.chance.percent(75) { return Pattern(type.rawValue) }
        return self.chance.one(["library.*", "media.generate.*", "*"])
    }

    private mutating func needs() -> [Need] {
        var needs: [Need] = []
        switch self.chance.below(10) {
        case 0...3: needs.append(.noProgressFor(self.threshold))
        case 4...7: needs.append(.runningFor(self.threshold))
        case 8: needs += [.progressBelow(60), .runningFor(self.interval * 3)]
        default: needs.append(.progressAbove(40))
        }
        switch self.chance.below(14) {
        case 0: needs.append(.duplicates(2))
        case 1: needs.append(.streams(1))
        case 2: needs.append(.transcodes(1))
        case 3: needs.append(.starts(self.chance.among(2...4), within: self.interval * 20))
        case 4: needs.append(.progressBelow(99))
        case 5: needs.append(.notDuring(Setup.Window(name: "evening", from: 18 * 60, to: 6 * 60)))
        default: break
        }
        return needs
    }

    private mutating func exception() -> Filter {
        switch self.chance.below(6) {
        case 0: Filter(titles: ["keep*"])
        case 1: Filter(subtitles: ["step 2*"])
        case 2: Filter(sections: [self.chance.one(["2", "Series"])])
        case 3: Filter(sections: ["Music"])
        case 4: Filter(isCancellable: self.chance.percent(50))
        default: Filter(types: ["media.*"])
        }
    }
}
