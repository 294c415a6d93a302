// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import MonitorConfiguration

struct RuleTestFileTests {
    private static let good = """
        rules = ["r.toml"]

        [[test]]
        name = "stands still"

        [[test.activity]]
        uuid = "scan"
        type = "library.update.section"
        section = "Movies"
        progress = "10x40"

        [[test.expect]]
        event = "would-stop"
        rule = "stuck"
        activity = "scan"
        after = "29m"
        at = "31m"

        """

    private static func read(_ text: String, rule: String = goodRule) throws(ConfigurationFailure) -> RuleTestFile {
        let files = MemoryFileSystem(["/t/test.toml": text, "/t/r.toml": rule])
        return try RuleTestReader.read("/t/test.toml", fileSystem: files)
    }

    private static func outcome(_ text: String, rule: String = goodRule) throws -> RuleTestOutcome {
        let file = try Self.read(text, rule: rule)
        return RuleTestRun.run(try #require(file.tests.first), of: file)
    }

    @Test("a test holds if its event comes in its time")
    func aTestHoldsIfItsEventComesInItsTime() throws {
        let outcome = try Self.outcome(Self.good)
        #expect(outcome.failures.isEmpty)
        #expect(outcome.coverage.entries.map(\.gap) == [nil])
        let told = outcome.events.first { $0.event.kind == .wouldStop }
        #expect(told?.at == .minutes(30))
    }

    @Test(
        "a test fails where what happens is another",
        arguments: [
            ("at = \"31m\"", "at = \"29m30s\""),  // too late for what is expected
            ("after = \"29m\"", "after = \"30m30s\""),  // too early
            ("rule = \"stuck\"", "rule = \"stuck\"\nnever = true"),
            ("progress = \"10x40\"", "progress = \"0+1x40\""),
            ("progress = \"10x40\"", "progress = \"?x40\""),
            ("progress = \"10x40\"", "progress = \"10x20\""),
            ("event = \"would-stop\"", "event = \"rule-fired\""),
        ])
    func aTestFailsWhereWhatHappensIsAnother(old: String, new: String) throws {
        let outcome = try Self.outcome(Self.good.replacing(old, with: new))
        #expect(outcome.failures.count == 1)
    }

    @Test("an armed rule stops nothing")
    func anArmedRuleStopsNothing() throws {
        let armed = goodRule.replacing("[rule.match]", with: "mode = \"enforce\"\n[rule.match]")
        let outcome = try Self.outcome(Self.good, rule: armed)
        #expect(outcome.failures.isEmpty)
        #expect(!outcome.events.contains { $0.event.kind == .stopRequested })
    }

    @Test("a condition that is never false is not covered")
    func aConditionThatIsNeverFalseIsNotCovered() throws {
        let rule = goodRule + "progress-above = 5\nprogress-below = 9\n"
        let text = Self.good.replacing("at = \"31m\"", with: "never = true")
        let outcome = try Self.outcome(text.replacing("after = \"29m\"", with: ""), rule: rule)
        let gaps = outcome.coverage.entries.map { "\($0.condition): \($0.gap ?? "covered")" }
        #expect(
            gaps == ["no-progress-for: covered", "progress-below: never true", "progress-above: never false"])
    }

    @Test("all that is wrong is said in one go")
    func allThatIsWrongIsSaidInOneGo() {
        let text = """
            rules = ["r.toml"]
            pol-interval = "5s"

            [[test]]
            name = "wrong"
            start = "someday 10:00"
            step = "5s"

            [[test.activity]]
            uuid = "scan"
            progress = "10x"
            repeat = 3

            [[test.outage]]
            at = "5m"

            [[test.expect]]
            event = "would-stopp"

            """
        let problems: [String]
        do throws(ConfigurationFailure) {
            _ = try Self.read(text)
            problems = []
        } catch {
            problems = error.description.split(separator: "\n").map(String.init)
        }
        let wanted = [
            "test.toml:2: pol-interval", "test.toml:6: test[1].start", "test.toml:7: test[1].step",
            "activity[1].type", "activity[1].progress", "activity[1].repeat", "outage[1].for", "expect[1].event",
            "expect[1].at",
        ]
        for part in wanted { #expect(problems.contains { $0.contains(part) }, "\(part) in \(problems)") }
    }

    @Test(
        "what is not there is named",
        arguments: [
            ("rule = \"stuck\"", "rule = \"stuk\"", "did you mean \"stuck\"?"),
            ("activity = \"scan\"", "activity = \"scam\"", "did you mean \"scan\"?"),
            ("rules = [\"r.toml\"]", "rules = [\"s.toml\"]", "s.toml"),
        ])
    func whatIsNotThereIsNamed(old: String, new: String, said: String) {
        #expect { try Self.read(Self.good.replacing(old, with: new)) } throws: { "\($0)".contains(said) }
    }

    @Test("mistakes in the rules are said too")
    func mistakesInTheRulesAreSaidToo() {
        let rule = goodRule.replacing("30m", with: "3s")
        #expect { try Self.read(Self.good, rule: rule) } throws: { "\($0)".contains("/t/r.toml") }
    }
}
