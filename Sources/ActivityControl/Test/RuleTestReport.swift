// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel

/// The results of the tests in several files.
struct RuleTestReport {
    /// The outcomes by file.
    private(set) var files: [(file: RuleTestFile, outcomes: [RuleTestOutcome])] = []
    private var coverage = ConditionCoverage(rules: [])

    /// Adds the outcomes of a file.
    mutating func add(_ outcomes: [RuleTestOutcome], of file: RuleTestFile) {
        self.files.append((file, outcomes))
        for outcome in outcomes { self.coverage.add(outcome.coverage) }
    }

    /// How many tests failed.
    var failureCount: Int {
        self.files.reduce(0) { $0 + $1.outcomes.count { !$0.failures.isEmpty } }
    }

    /// The outcomes of a file: a line for each test, and the difference below a failed test.
    static func lines(of outcomes: [RuleTestOutcome], of file: RuleTestFile) -> [String] {
        outcomes.flatMap { outcome -> [String] in
            let name = outcome.test.name.printable(limit: 200)
            guard !outcome.failures.isEmpty else { return ["ok    \(name)"] }
            let place = file.path.printable() + (outcome.test.line.map { ":\($0)" } ?? "")
            return ["FAIL  \(name) (\(place))"] + outcome.difference.map { "      \($0)" }
        }
    }

    /// The number of failures, and the conditions that no test has seen both true and false.
    var summary: [String] {
        let count = self.files.reduce(0) { $0 + $1.outcomes.count }
        var lines = [
            self.failureCount == 0 ? "\(count) tests passed" : "\(self.failureCount) of \(count) tests failed"
        ]
        for entry in self.coverage.entries {
            guard let gap = entry.gap else { continue }
            lines.append("not covered: \(entry.condition) of \(entry.rule) was \(gap)")
        }
        return lines
    }

    /// One JSON object for each test, and a last object for the coverage.
    var json: [String] {
        let tests = self.files.flatMap { file, outcomes in
            outcomes.map { outcome in
                JSONValue.object([
                    .init("file", .string(file.path)), .init("test", .string(outcome.test.name)),
                    .init("passed", .bool(outcome.failures.isEmpty)),
                    .init("difference", .array(outcome.difference.map(JSONValue.string))),
                ])
            }
        }
        let coverage = self.coverage.entries.map { entry in
            JSONValue.object([
                .init("rule", .string(entry.rule)), .init("condition", .string(entry.condition)),
                .init("was-true", .bool(entry.wasTrue)), .init("was-false", .bool(entry.wasFalse)),
            ])
        }
        return (tests + [.object([.init("coverage", .array(coverage))])]).map { JSONText.escaped($0.text) }
    }

    /// The outcomes as JUnit XML, which build servers read.
    var junit: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        for (file, outcomes) in self.files {
            let failures = outcomes.count { !$0.failures.isEmpty }
            let path = Self.escaped(file.path)
            text += "  <testsuite name=\"\(path)\" tests=\"\(outcomes.count)\" failures=\"\(failures)\">\n"
            for outcome in outcomes {
                let head = "    <testcase classname=\"\(path)\" name=\"\(Self.escaped(outcome.test.name))\""
                if outcome.failures.isEmpty {
                    text += "\(head)/>\n"
                } else {
                    let message = Self.escaped(outcome.failures.map(\.words).joined(separator: "; "))
                    let details = Self.escaped(outcome.difference.joined(separator: "\n"))
                    text += "\(head)>\n      <failure message=\"\(message)\">\(details)</failure>\n    </testcase>\n"
                }
            }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    /// Text for an element or an attribute of XML.
    private static func escaped(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return XMLText.escaped(lines.map { String($0).printable(limit: 4_000) }.joined(separator: "\n"))
    }
}

extension RuleTestOutcome {
    /// The failed expectations (`-`), and the events that happened instead (`+`) or against a `never`.
    var difference: [String] {
        self.failures.flatMap { expectation -> [String] in
            var lines = ["- \(expectation.words)"]
            let near = self.events.filter { timed in
                if expectation.isAbout(timed.event) { return true }
                guard !expectation.never, timed.event.kind != .progress else { return false }
                let isOfRule = expectation.rule.map { timed.event[.rule] == $0 } ?? false
                let isOfActivity = expectation.activity.map { timed.event[.activityUUID] == $0 } ?? false
                return isOfRule || isOfActivity
            }
            lines += near.prefix(20).map { "+ \($0.at.text) \($0.event.kind.rawValue): \($0.event.message)" }
            if near.count > 20 { lines.append("+ … and \(near.count - 20) more") }
            if near.isEmpty { lines.append("+ no such event happened") }
            return lines
        }
    }
}
