// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("The cost of rules")
struct EvaluationCostTests {
    @Test(
        "four times the rows of one kind cost at most as much more as n log n",
        arguments: Condition.forms.map(\.field.key), Rule.Scope.allCases)
    func oneKind(key: String, scope: Rule.Scope) throws {
        try Self.checkGrowth(key, scope) { .credits("uuid-\($0)", cancellable: true) }
    }

    @Test(
        "four times the kinds, one row of each, cost at most as much more as n log n",
        arguments: Condition.forms.map(\.field.key), Rule.Scope.allCases)
    func manyKinds(key: String, scope: Rule.Scope) throws {
        try Self.checkGrowth(key, scope) { .scan("uuid-\($0)", section: String($0)) }
    }

    /// Counts the lookups that a rule of one condition makes at n and at 4n rows.
    private static func checkGrowth(
        _ key: String, _ scope: Rule.Scope, _ row: (Int) -> Activity
    ) throws {
        let form = try #require(Condition.forms.first { $0.field.key == key })
        let rows = 200
        let few = try Self.lookups(form, scope, (0..<rows).map(row))
        let many = try Self.lookups(form, scope, (0..<4 * rows).map(row))
        // Below the rows themselves nothing was judged.
        #expect(few >= rows)
        // 4n log(4n) is less than 6 n log n from n = 16 on.
        #expect(many <= 6 * few, "\(few) lookups for \(rows) rows, \(many) for \(4 * rows)")
    }

    private static func lookups(_ form: ConditionForm, _ scope: Rule.Scope, _ rows: [Activity]) throws -> Int {
        var values: ConditionValues = [:]
        for field in form.fields {
            values[field] =
                switch field.shape {
                case .duration(let range): .duration(range.lowerBound)
                case .number(let range): .number(range.lowerBound)
                case .count(let range): .count(range.lowerBound)
                case .windows: .windows([TimeWindow(name: "night", from: 0, to: 60)])
                }
        }
        let condition = try #require(form.make(values))
        var tracker = ServerTracker()
        _ = tracker.observe(
            ActivitySnapshot(activities: rows), sentAt: Instant(nanoseconds: 0), limit: .minutes(1),
            kindLimit: .minutes(1), key: TextHash.Key(1, 2))
        let evaluator = RuleEvaluator(
            server: "home", tracker: tracker, sectionNames: [:], safety: SafetySettings(), history: RunHistory(),
            starts: StartLog(), sessions: nil, localTime: nil, maintenance: nil, now: Instant(nanoseconds: 0))
        let rule = Rule(
            name: "cost", scope: scope, match: ActivityMatch(types: [Glob("*")]), conditions: [condition],
            conduct: .notify)
        #expect(!evaluator.verdicts(of: rule).isEmpty)
        return evaluator.cache.lookups
    }
}
