// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexSimulator
import Testing

/// A recording of the real daemon, replayed by the real tool.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RecordingTests {
    private static let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")
    private static let decisions: Set<String> = [
        "would-stop", "rule-fired", "rule-undecided", "stop-requested", "stop-confirmed", "stop-ineffective",
        "stop-abandoned", "breaker-tripped",
    ]

    /// The fields of decisions, without the time of their entry.
    private static func decided(_ lines: [String]) -> [[String: String]] {
        lines.compactMap { DaemonEvent(line: $0) }.filter { Self.decisions.contains($0.name) }
            // A replay is another run, so its events have other names.
            .map {
                $0.fields.filter { $0.key != "PLEX_EVENT_ID" }.filter {
                    $0.key.hasPrefix("PLEX_") || ["MESSAGE", "PRIORITY"].contains($0.key)
                }
            }
    }

    private static func record(
        _ stage: Stage, as name: String, until event: String
    ) async throws -> (daemon: Daemon, path: String) {
        let path = "\(stage.home.path)/\(name)"
        let daemon = try stage.start(
            arguments: ["--config", stage.home.configuration, "--output", "json", "--enforce", "--record", path])
        try await daemon.next(event)
        try await stage.morePolls(2)
        #expect(try await daemon.terminate() == .exited(0))
        return (daemon, path)
    }

    @Test("a replay decides as the daemon did")
    func aReplayDecidesAsTheDaemonDid() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let (daemon, path) = try await Self.record(stage, as: "r.jsonl", until: "stop-confirmed")
            let replayed = try await stage.home.tool(["replay", "--json", path])
            #expect(replayed.ending == .exited(0))
            #expect(Self.decided(replayed.lines) == Self.decided(daemon.lines))
            #expect(Self.decided(replayed.lines).contains { $0["PLEX_EVENT"] == "stop-confirmed" })

            let words = try await stage.home.tool(["replay", path])
            #expect(words.lines.first?.contains("by the rules that were in force") == true)
            #expect(words.lines.contains { $0.hasPrefix("stuck-scan: 1 stop-requested, 1 stop-confirmed") })
            #expect(!Home.text(of: path).contains(Stage.token))
        }
    }

    @Test("a replay goes on over a restart")
    func aReplayGoesOnOverARestart() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let (first, path) = try await Self.record(stage, as: "r.jsonl", until: "started")
            let (second, _) = try await Self.record(stage, as: "r.jsonl", until: "stop-confirmed")
            let replayed = try await stage.home.tool(["replay", "--json", path])
            #expect(Self.decided(replayed.lines) == Self.decided(first.lines + second.lines))
        }
    }

    @Test("other rules say what they would have stopped")
    func otherRulesSayWhatTheyWouldHaveStopped() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let (_, path) = try await Self.record(stage, as: "r.jsonl", until: "stop-confirmed")
            let early = RuleText(name: "early", conditions: "running-for = \"3s\"")
            let late = RuleText(name: "late", conditions: "running-for = \"1h\"")
            let files = [
                try stage.home.write(early.text, to: "early.toml"), try stage.home.write(late.text, to: "late.toml"),
            ]
            let replayed = try await stage.home.tool(["replay", "--rules", files[0], "--rules", files[1], path])
            #expect(replayed.ending == .exited(0))
            #expect(replayed.lines.contains("late: nothing"))
            #expect(replayed.lines.contains { $0.hasPrefix("early: 1 would-stop") })
            #expect(replayed.lines.contains { $0.contains("rule stuck-scan really stopped it, at ") })
            let json = try await stage.home.tool(["replay", "--json", "--rules", files[0], path])
            #expect(json.lines.compactMap { DaemonEvent(line: $0)?["STOPPED_BY_RULE"] } == ["stuck-scan"])
        }
    }

    @Test("without titles the decisions are the same")
    func withoutTitlesTheDecisionsAreTheSame() async throws {
        let settings = "[journal]\ntitles = false\nprogress-interval = \"1s\"\n"
        let rule = RuleText(
            name: "stuck-scan", conditions: "no-progress-for = \"3s\"",
            conduct: "verify-within = \"2s\"\n[[rule.except]]\ntitle = \"*refresh*\"\n")
        try await Stage.with([.stuckScan(), .bystander()], settings: settings, rules: [rule]) { stage in
            let (daemon, path) = try await Self.record(stage, as: "r.jsonl", until: "stop-confirmed")
            let text = Home.text(of: path).lowercased()
            #expect(!text.contains("scanning"))
            #expect(!text.contains("refresh*"))
            let replayed = try await stage.home.tool(["replay", "--json", path])
            #expect(Self.decided(replayed.lines) == Self.decided(daemon.lines))
        }
    }

    @Test("a replay without rules fails and says so")
    func aReplayWithoutRulesFailsAndSaysSo() async throws {
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let (_, path) = try await Self.record(stage, as: "r.jsonl", until: "started")
            let recorded = try await stage.home.tool(["replay", path])
            #expect(recorded.ending == .exited(1))
            let cure = "has no rules, so nothing was decided: name a rule file with --rules\n"
            #expect(recorded.complaint == "the recording \(cure)")
            let empty = try stage.home.write("", to: "empty.toml")
            let others = try await stage.home.tool(["replay", "--rules", empty, path])
            #expect(others.ending == .exited(1) && others.complaint == "--rules \(cure)")
            let rule = try stage.home.write(Self.rule.text, to: "rule.toml")
            #expect(try await stage.home.tool(["replay", "--rules", rule, path]).ending == .exited(0))
        }
    }

    @Test("control characters in a recording do not reach the terminal")
    func controlCharactersInARecordingDoNotReachTheTerminal() async throws {
        let rule = RuleText(name: "stuck-scan", conduct: "remedies = [\"cancel-activity\"]")
        try await Stage.with([.stuckScan(), .bystander()], rules: [rule]) { stage in
            let (_, path) = try await Self.record(stage, as: "r.jsonl", until: "started")
            let text = Home.text(of: path)
            #expect(text.contains("cancel-activity"))
            let evil = try stage.home.write(
                text.replacing("cancel-activity", with: "\\u001b[31m\\u202e"), to: "evil.jsonl")
            // `run` also looks for control characters.
            let outcome = try await stage.run(try ChildProcess.program("plex-activityctl"), ["replay", evil])
            #expect(outcome.code == 1)
            #expect(outcome.complaint.contains("evil.jsonl: line 2: there is no "), "\(outcome.complaint)")
            #expect(!outcome.complaint.contains("\u{202E}"))
        }
    }

    @Test("a file that is not a recording is refused")
    func aFileThatIsNotARecordingIsRefused() async throws {
        try await Home.with { home in
            let text = try home.write("hello\n", to: "hello")
            let refused = try await home.tool(["replay", text])
            #expect(refused.ending == .exited(1))
            #expect(refused.complaint.contains("hello"))
            #expect(try await home.tool(["replay", "\(home.path)/nothing"]).ending == .exited(1))
            #expect(try await home.tool(["replay"]).ending == .exited(64))
        }
    }
}
