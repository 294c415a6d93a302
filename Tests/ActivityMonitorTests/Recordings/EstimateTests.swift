// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel
import Testing

/// What an estimate makes of entries of the journal.
struct EstimateTests {
    /// Entries of a journal, told second by second.
    private struct Journal {
        /// When the journal begins, in microseconds since 1970.
        static let wall = Int64(1_700_000_000_000_000)

        private var estimate = JournalEstimate()
        private let rules: [Rule]

        init(_ rules: Rule...) {
            self.rules = rules
            self.tell(.configurationLoaded, at: 0, [EventField(.configurationGeneration, "1")])
        }

        /// Tells an event about no activity.
        mutating func tell(_ kind: EventKind, at seconds: Int64, _ fields: [EventField] = [], slept: Int64 = 0) {
            self.estimate.take(
                Event(kind: kind, message: "", fields: fields),
                wallMicroseconds: Self.wall + seconds * 1_000_000,
                monotonicMicroseconds: (seconds - slept) * 1_000_000, boot: "b")
        }

        /// Tells an event about the scan of section 2.
        mutating func scan(
            _ kind: EventKind, at seconds: Int64, age: Int64, stalled: Int64, progress: String = "10",
            previous: String? = nil, title: String? = "Scanning", slept: Int64 = 0
        ) {
            var fields = [
                EventField(.server, "home"), EventField(.activityUUID, "scan"),
                EventField(.activityType, "library.update.section"), EventField(.progress, progress),
                EventField(.cancellable, "0"), EventField(.userID, "1"), EventField(.sectionID, "2"),
                EventField(.section, "Movies"), EventField(.ageMicroseconds, "\(age)000000"),
                EventField(.stalledMicroseconds, "\(stalled)000000"),
            ]
            if let previous { fields.append(EventField(.progressPrevious, previous)) }
            if let title {
                fields += [EventField(.activityTitle, title), EventField(.activitySubtitle, "")]
            } else {
                fields.append(EventField(.textHash, "0123456789abcdef"))
            }
            self.tell(kind, at: seconds, fields, slept: slept)
        }

        /// What the estimate comes to, on a Monday that begins with the journal.
        var report: ReplayReport {
            let manner = JournalEstimate.Manner(pollInterval: .seconds(10), progressInterval: .seconds(10))
            return self.estimate.report(by: self.rules, SafetySettings(), manner: manner) { wall in
                LocalTime(weekday: .monday, secondOfDay: Int((wall - Self.wall) / 1_000_000) % 86_400)
            }
        }

        /// What the rules would have stopped: rule, minute and remedy.
        var stops: [String] {
            self.report.decided.map { decision in
                let seconds = (decision.wallMicroseconds - Self.wall) / 1_000_000
                return "\(decision.event[.rule] ?? "") \(seconds / 60)m \(decision.event[.remedy] ?? "-")"
            }
        }
    }

    private static let running = Rule.stop("running", .runningFor(.minutes(30)))
    private static let still = Rule.stop("still", .noProgressFor(.minutes(30)))

    /// A scan that moves for ten minutes and then stands still until its end, with something in between.
    private static func stops(
        _ rules: Rule..., title: String? = "Scanning", between: (inout Journal) -> Void = { _ in }
    ) -> [String] {
        var journal = Journal(rules[0])
        if rules.count > 1 { journal = Journal(rules[0], rules[1]) }
        journal.scan(.started, at: 60, age: 0, stalled: 0, progress: "0", title: title)
        journal.scan(.progress, at: 660, age: 600, stalled: 0, previous: "0", title: title)
        between(&journal)
        journal.scan(.finished, at: 7_260, age: 7_200, stalled: 6_600, previous: "10", title: title)
        return journal.stops
    }

    @Test("the time between two entries of one run counts")
    func theTimeBetweenTwoEntriesOfOneRunCounts() {
        let stops = Self.stops(Self.running, Self.still)
        #expect(stops == ["running 33m stop-section-refresh", "still 43m stop-section-refresh"])
    }

    @Test(
        "what nobody saw does not count",
        arguments: [
            EventKind.serverUnreachable, .authenticationRefused, .configurationLoaded, .lost,
        ])
    func interruptions(kind: EventKind) {
        let fields =
            kind == .configurationLoaded
            ? [EventField(.configurationGeneration, "1")] : [EventField(.server, "home")]
        #expect(Self.stops(Self.running, Self.still) { $0.tell(kind, at: 1_200, fields) } == [])
    }

    @Test("an outage of another server and a reload change nothing")
    func anOutageOfAnotherServerAndAReloadChangeNothing() {
        let stops = Self.stops(Self.running) { journal in
            journal.tell(.serverUnreachable, at: 1_200, [EventField(.server, "attic")])
            journal.tell(.configurationLoaded, at: 1_300, [EventField(.configurationGeneration, "2")])
        }
        #expect(stops == ["running 33m stop-section-refresh"])
    }

    @Test("after an outage the clock starts over")
    func afterAnOutageTheClockStartsOver() {
        var journal = Journal(Self.running)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        journal.tell(.serverUnreachable, at: 1_500, [EventField(.server, "home")])
        journal.tell(.serverReachable, at: 1_560, [EventField(.server, "home")])
        journal.scan(.progress, at: 1_800, age: 1_740, stalled: 0, progress: "20", previous: "10")
        journal.scan(.finished, at: 7_200, age: 7_140, stalled: 5_400, progress: "20", previous: "20")
        // From the first entry after it: half an hour, and the time in which a poll surely lies.
        #expect(journal.stops == ["running 62m stop-section-refresh"])
    }

    @Test("what was lost counts no longer than its last entry")
    func whatWasLostCountsNoLongerThanItsLastEntry() {
        var journal = Journal(Self.running)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        journal.scan(.lost, at: 7_200, age: 7_200, stalled: 7_200)
        #expect(journal.stops == [])
    }

    @Test("what is not told any more counts no longer than its last entry")
    func whatIsNotToldAnyMoreCountsNoLongerThanItsLastEntry() {
        var journal = Journal(Self.running)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        journal.scan(.progress, at: 600, age: 600, stalled: 0, progress: "20", previous: "10")
        journal.tell(.started, at: 90_000, [EventField(.server, "home")])
        #expect(journal.stops == [])
    }

    @Test("evidence that the daemon did not have does not count")
    func evidenceThatTheDaemonDidNotHaveDoesNotCount() {
        var journal = Journal(Self.running)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        journal.scan(.finished, at: 7_200, age: 1_200, stalled: 1_200, previous: "10")
        #expect(journal.stops == [])
    }

    @Test("time that the machine slept does not count")
    func timeThatTheMachineSleptDoesNotCount() {
        var journal = Journal(Self.running)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        journal.scan(.finished, at: 7_200, age: 7_200, stalled: 7_200, previous: "10", slept: 6_000)
        #expect(journal.stops == [])
    }

    @Test("what moved stood still only since then")
    func whatMovedStoodStillOnlySinceThen() {
        var journal = Journal(Self.still)
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        for minute in Int64(1)...8 {
            journal.scan(
                .progress, at: minute * 900, age: minute * 900, stalled: 0, progress: "\(10 + minute)",
                previous: "\(9 + minute)")
        }
        #expect(journal.stops == [])
    }

    @Test("where entries are missing nothing is known of the time between")
    func whereEntriesAreMissingNothingIsKnownOfTheTimeBetween() {
        var journal = Journal(Self.still, Rule.stop("low", .progressBelow(50)))
        journal.scan(.started, at: 0, age: 0, stalled: 0)
        // The entry before said 10 and this one says that it was 80: what told so is not there.
        journal.scan(.finished, at: 7_200, age: 7_200, stalled: 0, progress: "100", previous: "80")
        #expect(journal.stops == [])
    }

    @Test("a rule that asks for a hidden title stops nothing")
    func aRuleThatAsksForAHiddenTitleStopsNothing() {
        let titled = ActivityMatch(types: [Glob("*")], titles: [Glob("*")])
        let match = Rule.stop("titled", .runningFor(.minutes(30)), match: titled)
        let spare = ActivityMatch(subtitles: [Glob("none such")])
        let except = Rule.stop("sparing", .runningFor(.minutes(30)), exceptions: [spare])
        #expect(Self.stops(match, except).count == 2)
        #expect(Self.stops(match, except, title: nil) == [])
        #expect(Self.stops(Self.running, title: nil).count == 1)
    }

    @Test(
        "what no entry tells stops nothing",
        arguments: [
            Condition.streamsAtLeast(0), .transcodesAtLeast(0), .slowerThanUsual(0.1),
            .startsAtLeast(1, within: .days(1)),
        ])
    func untold(condition: Condition) {
        let rule = Rule.stop("untold", condition)
        #expect(Self.stops(rule) == [])
        #expect(rule.untoldNeed == .condition(condition.name))
        #expect(Self.running.untoldNeed == nil)
    }

    @Test("which of several is not told stops nothing")
    func whichOfSeveralIsNotToldStopsNothing() {
        let rule = Rule.stop("oldest", .runningFor(.minutes(30)), plan: StopPlan(victims: .oldest))
        #expect(Self.stops(rule) == [])
        #expect(rule.untoldNeed == .order)
    }

    @Test("what is excepted is spared")
    func whatIsExceptedIsSpared() {
        let section = Rule.stop(
            "section", .runningFor(.minutes(30)), exceptions: [ActivityMatch(sections: ["movies"])])
        let user = Rule.stop("user", .runningFor(.minutes(30)), exceptions: [ActivityMatch(users: [1])])
        #expect(Self.stops(section, user) == [])
    }

    @Test("windows are judged by the time of the entries")
    func windowsAreJudgedByTheTimeOfTheEntries() {
        func rule(_ from: Int, _ to: Int) -> Rule {
            .stop("window", .runningFor(.minutes(30)), .during([TimeWindow(name: "w", from: from, to: to)]))
        }
        #expect(Self.stops(rule(60, 90)) == ["window 62m stop-section-refresh"])
        #expect(Self.stops(rule(200, 230)) == [])
    }

    @Test("what was really stopped is named")
    func whatWasReallyStoppedIsNamed() {
        var journal = Journal(Self.running)
        journal.tell(
            .stopRequested, at: 9,
            [EventField(.server, "home"), EventField(.activityUUID, "scan"), EventField(.rule, "armed")])
        let stopped = journal.report.stopped
        #expect(stopped["home\nscan"]?.rule == "armed")
        #expect(stopped["home\nscan"]?.wallMicroseconds == Journal.wall + 9_000_000)
    }
}
