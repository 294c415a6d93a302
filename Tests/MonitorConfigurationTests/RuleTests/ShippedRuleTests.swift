// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Testing

@testable import MonitorConfiguration

/// The tests that come with the rules and examples that are shipped.
struct ShippedRuleTests {
    private static let config = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/config"

    private static func files(_ directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Self.config)/\(directory)")) ?? []
        return names.filter { $0.hasSuffix(".toml") }.sorted().map { "\(Self.config)/\(directory)/\($0)" }
    }

    @Test("the tests of a rule hold and cover its conditions", arguments: Self.files("tests"))
    func theTestsOfARuleHoldAndCoverItsConditions(path: String) throws {
        let file = try RuleTestReader.read(path)
        var coverage = ConditionCoverage(rules: file.rules)
        for test in file.tests {
            let outcome = RuleTestRun.run(test, of: file)
            let happened = outcome.events.filter { $0.event.kind != .progress }
                .map { "\($0.at.text) \($0.event.message)" }
            #expect(
                outcome.failures.isEmpty,
                "\(test.name): \(outcome.failures.map(\.words)); what happened: \(happened.prefix(30))")
            coverage.add(outcome.coverage)
        }
        #expect(coverage.entries.filter { $0.gap != nil }.isEmpty)
    }

    @Test("every shipped rule has tests")
    func everyShippedRuleHasTests() throws {
        var tested: Set<String> = []
        for path in Self.files("tests") { tested.formUnion(try RuleTestReader.read(path).rules.map(\.name)) }
        let servers = [ServerSettings(name: "home")]
        let shipped = try RuleFiles.load(Self.files("rules.d") + Self.files("examples"), servers: servers)
        #expect(shipped.rules.count > 10)
        #expect(Set(shipped.rules.map(\.name)) == tested)
    }
}
