// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel
import Testing

/// An estimate from the journal never shows more than the replay of a recording of the same time.
///
/// One of these histories takes the time of many others: `make soak` tries a tenth as many.
struct EstimatePropertyTests {
    private static let count = PropertyTests.isCountGiven ? UInt64(max(1, PropertyTests.seeds.count / 10)) : 50

    private static let wall = Int64(1_700_000_000_000_000)

    /// What a rule decides on: an activity, or a kind, whichever of it stands for it.
    private struct Stop: Hashable {
        var rule: String
        var subject: String?
    }

    /// How often each rule would have stopped each of what its clocks belong to.
    private static func stops(_ report: ReplayReport, by rules: [Rule]) -> [Stop: Int] {
        var stops: [Stop: Int] = [:]
        for decision in report.decided where [.wouldStop, .ruleFired].contains(decision.event.kind) {
            let event = decision.event
            guard let rule = rules.first(where: { $0.name == event[.rule] }) else { continue }
            let kind = [event[.server], event[.activityType], event[.sectionID]].map { $0 ?? "" }
            let subject = rule.scope == .kind ? kind.joined(separator: " ") : event.activityKey
            stops[Stop(rule: rule.name, subject: subject), default: 0] += 1
        }
        return stops
    }

    /// What a replay of the recording shows.
    private static func exact(_ recorded: RecordedHistory, by rules: [Rule], _ safety: SafetySettings) throws -> [Stop:
        Int]
    {
        var report = ReplayReport(by: .others(rules, safety))
        for item in try recorded.lines.decoded() { report.take(item) }
        return Self.stops(report, by: rules)
    }

    /// What an estimate from the entries of the same time shows.
    private static func estimated(
        _ history: HistoryRecord, _ scenario: Scenario, by rules: [Rule], _ safety: SafetySettings
    ) -> [Stop: Int] {
        var estimate = JournalEstimate()
        var boot = 0
        for step in history.steps {
            if case .restart(isSameBoot: false) = step.cause { boot += 1 }
            for event in step.output.events {
                let elapsed = Int64(step.elapsed) * 1_000
                estimate.take(
                    event, wallMicroseconds: Self.wall + elapsed, monotonicMicroseconds: elapsed, boot: "\(boot)")
            }
        }
        let manner = JournalEstimate.Manner(
            pollInterval: scenario.settings.servers[0].pollInterval,
            progressInterval: scenario.settings.journal.progressInterval)
        let report = estimate.report(by: rules, safety, manner: manner) { wall in
            let second = (scenario.secondOfWeek ?? 0) + Int((wall - Self.wall) / 1_000_000)
            return LocalTime(weekday: Weekday.allCases[second / 86_400 % 7], secondOfDay: second % 86_400)
        }
        return Self.stops(report, by: rules)
    }

    /// Rules of all kinds, some of them so simple that something is stopped in most histories.
    private static func rules(_ scenario: Scenario, _ random: inout SeededGenerator) -> [Rule] {
        let generator = RuleGenerator(secondOfWeek: scenario.secondOfWeek)
        var rules = scenario.settings.rules + (0..<4).map { generator.rule("other-\($0)", &random) }
        rules += [
            .stop("running", .runningFor(.seconds(random.number(5...200)))),
            .stop("still", .noProgressFor(.seconds(random.number(5...200)))),
            .stop("kind", .noProgressFor(.seconds(random.number(5...200))), scope: .kind),
            .stop("low", .progressBelow(50), .runningFor(.seconds(20)), hold: .seconds(random.number(1...30))),
            .stop("twice", .duplicatesAtLeast(2)),
            .stop(
                "titled", .runningFor(.seconds(20)),
                match: ActivityMatch(types: [Glob("*")], titles: [Glob("scanning *", ignoringCase: true)])),
            .stop(
                "item", .noProgressFor(.seconds(20)),
                exceptions: [ActivityMatch(subtitles: [Glob("item ?", ignoringCase: true)])]),
        ]
        // Without the local time a window is unknown to the monitor.
        if scenario.secondOfWeek == nil {
            rules.removeAll { rule in
                rule.conditions.contains { condition in
                    switch condition {
                    case .during, .notDuring: true
                    default: false
                    }
                }
            }
        }
        return rules
    }

    @Test("an estimate never shows more than a replay")
    func anEstimateNeverShowsMoreThanAReplay() throws {
        var counts: [String: Int] = [:]
        for seed in 0..<Self.count {
            var scenario = Scenario.random(seed: seed)
            scenario.length *= 3
            let history = HistoryDriver.run(scenario, on: Monitor.self)
            let recorded = RecordedHistory(history, settings: scenario.settings)
            var random = SeededGenerator(seed: seed, "rules of the estimate")
            let rules = Self.rules(scenario, &random)
            let estimated = Self.estimated(history, scenario, by: rules, scenario.settings.safety)
            let exact = try Self.exact(recorded, by: rules, scenario.settings.safety)
            let excess = estimated.filter { $0.value > exact[$0.key, default: 0] }
            #expect(excess.isEmpty, "seed \(seed): \(excess)")
            for (stop, number) in estimated { counts[stop.rule, default: 0] += number }
        }
        for rule in ["running", "still", "kind", "twice", "titled"] {
            #expect(counts[rule] != nil || Self.count < 50, "\(rule)")
        }
    }
}
