// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Makes up configurations.
struct RuleGenerator {
    /// The second of the week at which the history starts; windows open and close around it.
    var secondOfWeek: Int?

    /// A configuration of up to three rules and random bounds.
    func settings(servers: [String], _ random: inout SeededGenerator) -> MonitorSettings {
        let interval = random.one(of: 2, 5, 5, 10, 20)
        var safety = SafetySettings(maximumStopsPerHour: random.one(of: 1, 2, 10, 10))
        if random.chance(15) { safety.protectedTypes.insert(random.one(of: .libraryUpdateSection, .generateCredits)) }
        if random.chance(10) { safety.protectedTypes.remove(.mediaDownload) }
        if random.chance(15) { safety.notDuring = [self.window("backup", &random)] }
        return MonitorSettings(
            generation: 1,
            servers: servers.map { ServerSettings(name: $0, pollInterval: .seconds(interval)) },
            rules: (0..<random.number(1...3)).map { self.rule("rule-\($0)", &random) },
            safety: safety, journal: JournalSettings(showsTitles: random.chance(80)), textHashKey: TextHash.Key(1, 2))
    }

    /// The configuration with one thing changed.
    func change(of settings: MonitorSettings, _ random: inout SeededGenerator) -> MonitorSettings {
        var settings = settings
        switch random.number(0...5) {
        case 0: settings.rules.removeLast()
        case 1: settings.rules.append(self.rule("rule-9", &random))
        case 2: settings.rules[0] = self.rule(settings.rules[0].name, &random)
        case 3: settings.safety.protectedTypes.insert(.libraryUpdateSection)
        case 4: settings.safety.maximumStopsPerHour = 1
        default: if settings.servers.count > 1 { settings.servers.removeLast() }
        }
        return settings
    }

    /// A rule of any conditions and any conduct.
    func rule(_ name: String, _ random: inout SeededGenerator) -> Rule {
        let plan = StopPlan(
            remedies: random.chance(80) ? nil : [random.one(of: .cancelActivity, .stopSectionRefresh)],
            victims: random.chance(65) ? .all : random.one(of: .oldest, .newest, .allButOldest),
            verifyWithin: .seconds(random.number(4...20)), attempts: random.number(1...3),
            cooldown: .seconds(random.one(of: 1, 20, 60, 1_800)),
            maximumPerHour: random.chance(75) ? nil : random.number(1...2))
        let conduct: Rule.Conduct =
            switch random.number(0...99) {
            case ..<75: .enforce(StopMandate(arming: plan))
            case ..<90: .observe(plan)
            default: .notify
            }
        return Rule(
            name: name, scope: random.chance(70) ? .activity : .kind, match: self.match(&random),
            exceptions: random.chance(35) ? [self.exception(&random)] : [],
            conditions: (0..<random.one(of: 1, 1, 2)).flatMap { _ in self.condition(&random) },
            hold: random.chance(60) ? .zero : .seconds(random.number(3...25)), conduct: conduct)
    }

    /// An exception that leaves something out in many histories.
    func exception(_ random: inout SeededGenerator) -> ActivityMatch {
        switch random.number(0...5) {
        case 0: ActivityMatch(titles: [Glob("*keep*", ignoringCase: true)])
        case 1: ActivityMatch(sections: [random.one(of: "1", "movies")])
        case 2: ActivityMatch(users: [1])
        case 3: ActivityMatch(cancellable: random.chance(50))
        case 4: ActivityMatch(types: [Glob("*.section")], subtitles: [Glob("item ?", ignoringCase: true)])
        default: ActivityMatch(types: [Glob(random.one(of: "library.*", "media.generate.credits"))])
        }
    }

    /// A match that holds for something in most histories.
    func match(_ random: inout SeededGenerator) -> ActivityMatch {
        var match = ActivityMatch(
            types: [Glob(random.one(of: "*", "*", "library.update.section", "library.*", "media.*", "x.new.work"))])
        if random.chance(15) { match.sections = [random.one(of: "2", "MOVIES")] }
        if random.chance(10) { match.titles = [Glob("scanning *", ignoringCase: true)] }
        if random.chance(10) { match.users = [1] }
        if random.chance(10) { match.cancellable = random.chance(50) }
        if random.chance(5) { match.servers = [Glob("h*")] }
        return match
    }

    /// A condition that needs no history and no other activities, so that it is about one activity alone.
    func plainCondition(_ random: inout SeededGenerator) -> [Condition] {
        switch random.number(0...9) {
        case ..<3: [.runningFor(.seconds(random.number(3...60)))]
        case ..<6: [.noProgressFor(.seconds(random.number(3...50)))]
        case ..<7: [.progressBelow(Double(random.number(5...90)))]
        case ..<8: [.progressAbove(Double(random.number(5...60)))]
        case ..<9: [.streamsAtLeast(random.number(1...2))]
        default: [.transcodesAtLeast(1)]
        }
    }

    private func condition(_ random: inout SeededGenerator) -> [Condition] {
        switch random.number(0...19) {
        case ..<14: self.plainCondition(&random)
        case 14: [.duplicatesAtLeast(2)]
        case 15: [.queueStillFor(.seconds(20))]
        case 16: [.slowerThanUsual(1.5), .runningFor(.seconds(3))]
        case 17: [.startsAtLeast(random.number(1...4), within: .seconds(random.number(20...200)))]
        case 18: [.during([self.window("now", &random)])]
        default: [.notDuring([self.window("now", &random)])]
        }
    }

    private func window(_ name: String, _ random: inout SeededGenerator) -> TimeWindow {
        let minute = (self.secondOfWeek ?? 0) / 60 % 1_440
        let from = (minute + random.number(-3...3) + 1_440) % 1_440
        var to = (from + random.number(1...6)) % 1_440
        if to == 0 { to = 1_440 }
        let today = Weekday.allCases[(self.secondOfWeek ?? 0) / 86_400]
        let days = random.chance(50) ? Set(Weekday.allCases) : [random.one(of: today, today.previous)]
        return TimeWindow(name: name, from: from, to: to, days: days)
    }
}
