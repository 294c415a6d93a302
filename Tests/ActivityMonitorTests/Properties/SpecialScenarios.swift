// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Scenario {
    /// A history for comparisons: one rule that enforces, no two activities of a kind, no condition on history or on
    /// other activities, no bound on stops, and a fixed grid of polls.
    ///
    /// Then each activity's fate depends on the rule alone, and what is taken from the rule's evidence cannot help
    /// another stop along. With more than one rule, kind or bound it could, rightly: an operation that is not opened is
    /// not in the way of the next.
    static func regular(seed: UInt64) -> Scenario {
        var random = SeededGenerator(seed: seed, "regular scenario")
        let length = random.number(80...160) * 1_000
        let rules = RuleGenerator(secondOfWeek: nil)
        var rule = Rule(
            name: "rule", scope: random.chance(70) ? .activity : .kind, match: rules.match(&random),
            exceptions: random.chance(30) ? [rules.exception(&random)] : [],
            conditions: (0..<random.one(of: 1, 1, 2)).flatMap { _ in rules.plainCondition(&random) },
            hold: random.chance(60) ? .zero : .seconds(random.number(3...25)), conduct: .notify)
        rule.conduct = .enforce(
            StopMandate(
                arming: StopPlan(
                    verifyWithin: .seconds(random.number(6...20)), attempts: random.number(1...2), cooldown: .zero)))
        let settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home", pollInterval: .seconds(2))], rules: [rule],
            safety: SafetySettings(maximumStopsPerHour: 1_000_000))
        var scenario = Scenario(
            seed: seed, length: length, settings: settings,
            worlds: ["home": WorldGenerator.worldOfSingles(of: "home", length: length, &random)],
            machines: ["home": "machine-home"], isRegular: true)
        if random.chance(30) { scenario.incidents.append((500, .sections(server: "home"))) }
        if random.chance(20) {
            let from = random.number(5_000...length)
            scenario.outages.append(
                Outage(server: "home", from: from, until: from + 4_000, failure: .unreachable))
        }
        return scenario
    }

    /// A history of scans of one section under one rule, in which each request is a decision's whole story.
    static func ofOneTarget(seed: UInt64) -> Scenario {
        var scenario = Self.random(seed: seed)
        var random = SeededGenerator(seed: seed, "one target")
        scenario.isOfOneTarget = true
        scenario.incidents.removeAll { incident in
            switch incident.what {
            case .reload, .restart, .identity: true
            default: false
            }
        }
        let plan = StopPlan(
            verifyWithin: .seconds(random.number(4...10)), attempts: random.number(1...2),
            cooldown: .seconds(random.number(10...60)))
        scenario.settings.rules = [
            Rule(
                name: "rule", match: ActivityMatch(types: [Glob("library.update.section")]),
                conditions: [.runningFor(.seconds(random.number(3...15)))],
                conduct: .enforce(StopMandate(arming: plan)))
        ]
        scenario.settings.safety = SafetySettings(maximumStopsPerHour: 1_000)
        scenario.settings.servers = [ServerSettings(name: "home", pollInterval: .seconds(5))]
        scenario.worlds = scenario.worlds.filter { $0.key == "home" }
        for index in scenario.worlds["home"]?.activities.indices ?? 0..<0 {
            guard scenario.worlds["home"]?.activities[index].type != .butler else { continue }
            scenario.worlds["home"]?.activities[index].type = .libraryUpdateSection
            scenario.worlds["home"]?.activities[index].section = "2"
            scenario.worlds["home"]?.activities[index].namesSectionAfter = 0
            scenario.worlds["home"]?.activities[index].isCancellable = false
            scenario.worlds["home"]?.activities[index].respawns = random.number(0...3)
        }
        return scenario
    }

    /// The same history under rules that only observe.
    var observing: Scenario {
        var scenario = self
        scenario.settings.rules = scenario.settings.rules.map(\.observing)
        for index in scenario.incidents.indices {
            guard case .reload(var settings) = scenario.incidents[index].what else { continue }
            settings.rules = settings.rules.map(\.observing)
            scenario.incidents[index].what = .reload(settings)
        }
        return scenario
    }
}
