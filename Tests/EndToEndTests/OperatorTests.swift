// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexSimulator
import Testing

/// The subcommands that need no server: rule tests, suggestions, metrics.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct OperatorTests {
    private static let rule = RuleText(name: "stuck", mode: "observe", conditions: "no-progress-for = \"30m\"")
    private static let test = """
        rules = ["stuck.toml"]
        [[test]]
        name = "a scan that stands still"
        [[test.activity]]
        uuid = "scan"
        type = "library.update.section"
        progress = "10x40"
        [[test.expect]]
        event = "would-stop"
        rule = "stuck"
        after = "29m"
        at = "31m"

        """

    @Test("rule tests that hold pass")
    func ruleTestsThatHoldPass() async throws {
        try await Home.with { home in
            _ = try home.write(Self.rule.text, to: "stuck.toml")
            let path = try home.write(Self.test, to: "test.toml")
            let outcome = try await home.tool(["test", path, "--junit", "\(home.path)/junit.xml"])
            #expect(outcome.ending == .exited(0))
            #expect(outcome.lines == ["ok    a scan that stands still", "1 tests passed"])
            #expect(Home.text(of: "\(home.path)/junit.xml").contains("tests=\"1\" failures=\"0\""))
        }
    }

    @Test("a rule test that fails shows the difference")
    func aRuleTestThatFailsShowsTheDifference() async throws {
        try await Home.with { home in
            _ = try home.write(Self.rule.text, to: "stuck.toml")
            let path = try home.write(Self.test.replacing("10x40", with: "0+1x40"), to: "test.toml")
            let outcome = try await home.tool(["test", path, "--junit", "\(home.path)/junit.xml"])
            #expect(outcome.ending == .exited(1))
            #expect(outcome.lines.first == "FAIL  a scan that stands still (\(path):2)")
            #expect(outcome.lines.contains("      - would-stop of stuck from 29m on by 31m"))
            #expect(outcome.lines.contains("not covered: no-progress-for of stuck was never true"))
            #expect(Home.text(of: "\(home.path)/junit.xml").contains("<failure message=\"would-stop of stuck"))
        }
    }

    @Test("a rule test with errors is refused")
    func aRuleTestWithErrorsIsRefused() async throws {
        try await Home.with { home in
            _ = try home.write(Self.rule.text, to: "stuck.toml")
            let path = try home.write(Self.test.replacing("progress", with: "progres"), to: "test.toml")
            let refused = try await home.tool(["test", path])
            #expect(refused.ending == .exited(78))
            #expect(refused.complaint.contains("did you mean \"progress\"?"))
        }
    }

    @Test("suggestions follow from the history and pass the check")
    func suggestionsFollowFromTheHistoryAndPassTheCheck() async throws {
        try await Home.with { home in
            let runs = (1...12).map { "\($0 * 60_000_000)" }.joined(separator: ",")
            let few = "{\"kind\":{\"type\":\"media.generate.credits\"},\"microseconds\":[1000000]}"
            let kind = "{\"kind\":{\"type\":\"library.update.section\",\"section\":\"2\"},\"microseconds\":[\(runs)]}"
            try home.writeState(Self.state(history: "\(few),\(kind)"))
            let outcome = try await home.tool(["suggest", "--state-directory", home.state])
            #expect(outcome.ending == .exited(0))
            let text = outcome.lines.joined(separator: "\n")
            #expect(text.contains("name = \"slow-library-update-section-2\""))
            #expect(text.contains("section = 2\n"))
            #expect(text.contains("running-for = \"36m\""))
            #expect(!text.contains("credits"))

            try home.configure("[[server]]\nurl = \"http://127.0.0.1:32400\"\n")
            _ = try home.write(text + "\n", to: "configuration/rules.d/suggested.toml")
            #expect(try await home.tool(["check", home.configuration]).ending == .exited(0))
        }
    }

    @Test("without a saved state suggest fails")
    func withoutASavedStateSuggestFails() async throws {
        try await Home.with { home in
            let outcome = try await home.tool(["suggest", "--state-directory", home.state])
            #expect(outcome.ending == .exited(69))
        }
    }

    @Test("metrics show a running daemon")
    func metricsShowARunningDaemon() async throws {
        let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")
        try await Stage.with([.stuckScan(), .bystander()], rules: [rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("stop-confirmed")
            // The status changes within a second.
            let wanted = "plex_activityd_stops_total{server=\"home\",rule=\"stuck-scan\",outcome=\"confirmed\"} 1"
            var lines: [String] = []
            for _ in 0..<10 where !lines.contains(wanted) {
                try await stage.morePolls(1)
                let outcome = try await stage.look("metrics", "--state-directory", stage.home.state)
                #expect(outcome.ending == .exited(0))
                lines = outcome.lines
            }
            #expect(lines.contains(wanted))
            #expect(lines.contains("plex_activityd_up 1"))
            #expect(lines.contains { $0.hasPrefix("plex_activityd_server_activities{server=\"home\"} ") })
            #expect(lines.contains("plex_activityd_server_state{server=\"home\",state=\"reachable\"} 1"))
            #expect(
                lines.contains("plex_activityd_activities{server=\"home\",type=\"library.update.item.metadata\"} 1"))
            #expect(!lines.joined().contains("Refreshing"))

            let path = "\(stage.home.path)/plex.prom"
            let written = try await stage.look("metrics", "--openmetrics", "--output", path)
            #expect(written.lines.isEmpty)
            #expect(Home.text(of: path).hasSuffix("\n# EOF\n"))
        }
    }

    @Test("without a daemon metrics say so")
    func withoutADaemonMetricsSaySo() async throws {
        try await Home.with { home in
            let outcome = try await home.tool(["metrics", "--runtime-directory", home.runtime])
            #expect(outcome.ending == .exited(69))
            #expect(outcome.lines.contains("plex_activityd_up 0"))
            // A daemon with an unreadable status counts as down, too.
            _ = try home.write("{}", to: "runtime/status.json")
            let path = "\(home.path)/plex.prom"
            let odd = try await home.tool(["metrics", "--runtime-directory", home.runtime, "--output", path])
            #expect(odd.ending == .exited(69))
            #expect(Home.text(of: path).contains("plex_activityd_up 0"))
            let failed = try await home.tool(["metrics", "--runtime-directory", home.runtime, "--output", home.state])
            #expect(failed.ending == .exited(1))
            #expect(failed.complaint.contains("\(home.state) cannot be written: Is a directory"), "\(failed.complaint)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: home.path).allSatisfy { !$0.hasPrefix("state.") })
        }
    }

    private static func state(history: String) -> String {
        """
        {"bootID":"","version":1,"writtenAt":{"nanoseconds":1},"state":{"version":1,"nextRequestID":1,"servers":{"home":{
        "activities":[],"kinds":[],"clocks":[],"spent":[],"operations":[],"nextDecision":1,
        "restraint":{"cooldowns":[],"stops":[],"breakers":[],"confirmed":[]},"history":{"runs":[\(history)]},
        "starts":{"kinds":[]}}}}}
        """
    }
}
