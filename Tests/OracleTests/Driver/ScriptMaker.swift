// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Makes a script from a seed.
struct ScriptMaker {
    var chance: Chance
    let seed: UInt64
    /// The interval from which all other spans follow.
    var interval: Milliseconds = .seconds(10)
    /// The longest that a rule waits for.
    var threshold: Milliseconds = .seconds(60)
    /// How long the disturbed part of the history lasts.
    var stormy: Milliseconds = .seconds(600)

    private init(seed: UInt64) {
        self.seed = seed
        self.chance = Chance(seed: seed)
    }

    /// The script of a seed.
    static func script(_ seed: UInt64) -> Script {
        var maker = ScriptMaker(seed: seed)
        return maker.make()
    }

    /// The libraries of every machine; one has blanks around its name.
    static let sections = [
        LibrarySection(id: SectionID("1"), title: "Movies"), LibrarySection(id: SectionID("2"), title: "Series"),
        LibrarySection(id: SectionID("3"), title: " Music"),
    ]

    private mutating func make() -> Script {
        self.interval = self.chance.one([1_000, 2_000, 5_000, 10_000, 10_000, 30_000, 60_000, 300_000])
        self.threshold = self.interval * self.chance.among(3...8)
        let rounds = self.chance.among(12...36)
        self.stormy = self.interval * rounds
        var entries = [Setup.Entry(name: "home", pollInterval: self.interval, hasStream: self.chance.percent(70))]
        var machines = [Machine(identifier: "machine-A", hasButlerRow: self.chance.percent(60))]
        var addresses = ["home": 0]
        if self.chance.percent(25) {
            let isSame = self.chance.percent(60)
            if !isSame { machines.append(Machine(identifier: "machine-B", hasButlerRow: self.chance.percent(60))) }
            let interval = self.chance.percent(70) ? self.interval : self.interval * 2
            entries.append(
                Setup.Entry(name: "attic", pollInterval: interval, hasStream: self.chance.percent(70)))
            addresses["attic"] = isSame ? 0 : 1
        }
        if machines.count == 1, self.chance.percent(15) {
            machines.append(Machine(identifier: "machine-B", hasButlerRow: self.chance.percent(60)))
        }
        // Entries may be called by another name later.
        for (name, machine) in addresses {
            addresses["\(name)-too"] = machine
            addresses["\(name)-too-too"] = machine
        }
        var setup = Setup(entries: entries, rules: [])
        setup.maximumStopsPerHour = self.chance.one([2, 5, 10, 10, 10])
        setup.progressInterval = self.chance.one([1_000, 10_000, 10_000])
        setup.showsTitles = !self.chance.percent(10)
        let jobs = (0..<self.chance.among(1...4)).map { _ in self.job() }
        setup.rules = (1...self.chance.among(1...3)).map { self.rule("rule-\($0)", about: self.chance.one(jobs)) }
        if self.chance.percent(60) { setup.rules[0] = self.plainRule("rule-1", about: jobs[0]) }
        if self.chance.percent(10) { setup.quietWindows = [Setup.Window(name: "backup", from: 180, to: 225)] }

        var acts: [Act] = []
        for job in jobs {
            for _ in 0..<self.chance.one([1, 1, 1, 2, 3]) {
                let at = Moment(self.chance.percent(25) ? 0 : self.chance.below(self.stormy * 2 / 3))
                acts.append(
                    Act(at: at, deed: .begin(machine: self.chance.below(machines.count), job)))
            }
        }
        acts += self.disturbances(of: setup, addresses: addresses, machines: machines.count)
        acts += self.decisions(of: setup, machines: machines.count)
        acts.sort { $0.at < $1.at }
        let tail = self.tail(of: setup)
        return Script(
            seed: self.seed, setup: setup, machines: machines, addresses: addresses, sections: Self.sections,
            secondOfDay: self.chance.one([3_600 * 2 + 3_000, 3_600 * 12]), acts: acts,
            calmFrom: Moment(self.stormy), end: Moment(self.stormy + tail))
    }

    /// How long nothing is disturbed at the end: long enough for each rule to become due and for each stop to end.
    private func tail(of setup: Setup) -> Milliseconds {
        let longest = setup.rules.map { rule in
            rule.longestWait + rule.hold + (rule.verifyWithin + .seconds(12)) * rule.attempts
        }
        return min((longest.max() ?? 0) + self.interval * 9, self.interval * 60 + .minutes(5))
    }

    // MARK: - Work

    private mutating func job() -> Job {
        let lifetime: Milliseconds? =
            self.chance.percent(60) ? nil : self.threshold / 2 + self.chance.below(self.threshold * 3)
        switch self.chance.below(10) {
        case 0...5: return self.scan(lifetime: lifetime)
        case 6, 7: return self.analysis(lifetime: lifetime)
        case 8:
            return Job(
                type: .libraryRefreshItems, title: "Refreshing", isCancellable: true, pace: self.pace(),
                lifetime: lifetime, obedience: self.obedience(), returning: self.returning())
        case 9 where self.chance.percent(60):
            return Job(
                type: self.chance.one([.providerGuideLoad, .grabberGrab]), title: "Protected",
                isCancellable: self.chance.one([true, false]), pace: self.pace(), lifetime: lifetime)
        default:
            return Job(
                type: ActivityType("library.new.thing"), title: "Unknown", isCancellable: true, pace: self.pace(),
                lifetime: lifetime, obedience: self.obedience())
        }
    }

    private mutating func scan(lifetime: Milliseconds?) -> Job {
        let section = self.chance.one(["1", "1", "1", "2", "3"])
        var job = Job(
            type: .libraryUpdateSection, section: section,
            title: "Scanning \(section == "1" ? "Movies" : section == "2" ? "Series" : "Music")",
            isCancellable: self.chance.one([false, false, true]), pace: self.pace(), lifetime: lifetime)
        if self.chance.percent(30) { job.sectionDelay = self.chance.among(200...max(1_200, self.interval * 2)) }
        job.obedience = self.obedience()
        job.returning = self.returning()
        job.lastProgress = self.chance.percent(20) ? 100 : nil
        if self.chance.percent(12) { job.title = "Keep me" }
        return job
    }

    private mutating func analysis(lifetime: Milliseconds?) -> Job {
        var job = Job(
            type: self.chance.one([.generateCredits, .generateIntros]), title: "Detecting credits",
            isCancellable: false, pace: self.pace(), lifetime: lifetime)
        job.obedience = self.obedience()
        if self.chance.percent(60) {
            // Item by item, with gaps that are within the limit and sometimes are not.
            job.lifetime = self.chance.among(self.interval...max(self.interval + 1, self.threshold))
            let gap = self.chance.one([0, self.interval / 2, self.interval * 2, 50_000, self.interval * 5])
            job.returning = Job.Return(delay: gap, times: self.chance.among(3...12))
        } else {
            job.returning = self.returning()
        }
        return job
    }

    private mutating func pace() -> Job.Pace {
        switch self.chance.below(12) {
        case 0...4: .stuck(at: Double(self.chance.one([0, 10, 50, 97, 100])))
        case 5, 6: .steady(every: self.chance.among(500...self.threshold), by: Double(self.chance.one([5, 20, 50])))
        case 7, 8: .silent
        case 9: .blinking(at: 50, every: self.interval)
        case 10: .talking(every: self.chance.among(500...self.threshold * 2))
        default: .renamed(after: self.chance.among(self.threshold / 2...self.threshold * 2), to: "Keep me")
        }
    }

    private mutating func obedience() -> Job.Obedience {
        switch self.chance.below(10) {
        case 0...3: .after(0)
        case 4: .after(self.chance.among(1...2_000))
        case 5: .after(self.chance.among(1_000...20_000))
        case 6: .after(self.chance.among(20_000...120_000))
        default: .never
        }
    }

    private mutating func returning() -> Job.Return? {
        switch self.chance.below(10) {
        case 0: Job.Return(delay: 0, times: 12)
        case 1: Job.Return(delay: self.chance.among(1...3_000), times: 12)
        case 2: Job.Return(delay: self.chance.among(self.interval...self.interval * 4), times: 8)
        default: nil
        }
    }
}
