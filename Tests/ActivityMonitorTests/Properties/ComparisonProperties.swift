// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The properties that compare a history with one in which there is less reason to stop.
enum ComparisonProperties<Subject: MonitorUnderTest> {
    /// What is to be stopped more than in the scenario as it is, after one thing was added.
    static func violations(of scenario: Scenario) -> (stops: Int, violations: [Violation]) {
        let before = HistoryDriver.run(scenario, on: Subject.self)
        let stops = Self.stops(in: before, scenario)
        var violations: [Violation] = []
        for (property, changed) in Self.changes(of: scenario) {
            let after = HistoryDriver.run(changed, on: Subject.self)
            let added = Self.stops(in: after, scenario).subtracting(stops)
            guard !added.isEmpty else { continue }
            violations.append(
                Violation(property: property, seed: scenario.seed, what: "\(added.sorted()) are stopped in addition"))
        }
        return (before.requests.count, violations)
    }

    /// The scenario with an exception, a protected type and a gap more.
    static func changes(of scenario: Scenario) -> [(Property, Scenario)] {
        var random = SeededGenerator(seed: scenario.seed, "change")
        var excepting = scenario
        excepting.settings.rules[0].exceptions.append(RuleGenerator(secondOfWeek: nil).exception(&random))
        var protecting = scenario
        protecting.settings.safety.protectedTypes.insert(
            random.one(of: .libraryUpdateSection, .generateCredits, .generateIntros, .libraryUpdateItemMetadata))
        // A silence no longer than the limit of evidence is none: only polls that fail make a gap of it.
        let polls = random.chance(50)
        var gapped = scenario
        gapped.gap = Scenario.Gap(
            at: random.number(2...(scenario.length / 2_000)) * 2_000,
            length: polls ? random.one(of: 4, 20, 90) * 1_000 : 90_000, polls: polls)
        return [(.exceptionAddsNoStop, excepting), (.protectionAddsNoStop, protecting), (.gapAddsNoStop, gapped)]
    }

    /// The kinds of work that requests were sent for; in these scenarios each is one activity.
    private static func stops(in record: HistoryRecord, _ scenario: Scenario) -> Set<String> {
        Set(
            record.requests.compactMap { _, request in
                scenario.worlds[request.server]?.activities.first { activity in
                    switch request.remedy {
                    case .cancelActivity(let id): activity.uuid == id.rawValue
                    case .stopSectionRefresh(let section): activity.section == section.rawValue
                    case .stopButlerTask(let task): activity.type.butlerTask == task
                    }
                }?.uuid
            })
    }
}
