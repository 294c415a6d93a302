// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PlexSimulator
import Testing

/// `plex-activityctl status` and `explain`, on a daemon that runs, and without one.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct StatusTests {
    /// The parts of `explain --json` that the tests read.
    private struct Explained: Decodable {
        struct Entry: Decodable {
            struct Activity: Decodable {
                struct Rule: Decodable {
                    struct Condition: Decodable {
                        var condition: String
                        var threshold: String
                        var result: String
                    }
                    struct Step: Decodable {
                        var remedy: String
                        var alsoEndsCount: Int
                    }
                    var rule: String
                    var mode: String
                    var conditions: [Condition]
                    var steps: [Step]
                    var remainingMicroseconds: Int64?
                }
                var uuid: String
                var rules: [Rule]?
            }
            var server: String
            var activity: Activity
        }
        var source: String
        var activities: [Entry]
    }

    private static let rule = RuleText(name: "long-scan", mode: "observe", conditions: "running-for = \"1h\"")

    @Test("status shows what the daemon sees and what its rules will do")
    func statusShowsWhatTheDaemonSeesAndWhatItsRulesWillDo() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "stuck" }
            let status = try await Self.untilWritten { try await stage.judge("status") }
            #expect(status.code == 0)
            for words in [
                "plex-activityd ", "(process \(daemon.pid))", "generation 1", "● home: reachable, Plex ", "every 1 s",
                "[####------] 42%", "Scanning",
                "rule long-scan would stop the scan of section 2 (Movies) in ", "0 of 10 allowed in the last hour",
            ] {
                #expect(status.text.contains(words), "\(words) is not in\n\(status.text)")
            }
            let check = try await stage.look("status", "--check")
            #expect(check.lines == ["OK: home: 2 activities"])
            #expect(check.code == 0)
            let json = try await stage.look("status", "--json")
            #expect(json.text.contains("\"programVersion\""))
            #expect(json.text.contains("\"uuid\" : \"stuck\""))
            // JSON also has the members that the tool itself does not use.
            #expect(json.text.contains("\"streams\" : "), "\(json.text)")

            // A rejected configuration is a problem for a monitoring system.
            try stage.home.configure("[[server]]\nname = 7\n")
            daemon.signal(SIGHUP)
            try await daemon.next("configuration-rejected")
            let problem = try await Self.until({ $0.code == 1 }) { try await stage.look("status", "--check") }
            #expect(problem.lines.count == 1)
            #expect(problem.text.hasPrefix("PROBLEM: configuration rejected: "), "\(problem.text)")
        }
    }

    @Test("without a daemon status says so")
    func withoutADaemonStatusSaysSo() async throws {
        try await Stage.with { stage in
            let none = try await stage.judge("status")
            #expect(none.code == 69)
            #expect(none.complaint.contains("plex-activityd does not run"))
            let check = try await stage.look("status", "--check")
            #expect(check.code == 69)
            #expect(check.lines.count == 1)
            #expect(check.text.hasPrefix("DOWN: "))

            // The status file of a killed daemon does not count as a status.
            let daemon = try stage.start()
            try await stage.morePolls(3)
            _ = try await Self.untilWritten { try await stage.judge("status") }
            daemon.signal(SIGKILL)
            _ = try await daemon.end()
            let left = try await stage.judge("status")
            #expect(left.code == 69)
            #expect(left.complaint.contains("is gone"), "\(left.complaint)")
        }
    }

    @Test("a user who may not read the status is told so")
    func aUserWhoMayNotReadTheStatusIsToldSo() async throws {
        try await Stage.with { stage in
            try await stage.withOpenDirectory { path in
                let manager = FileManager.default
                #expect(manager.createFile(atPath: "\(path)/status.json", contents: Data("{}".utf8)))
                try manager.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(path)/status.json")
                let place = ["--runtime-directory", path]
                let outcome = try await stage.runUnprivileged(["status"] + place, in: path)
                #expect(outcome.code == 77)
                #expect(outcome.complaint.contains("may not be read: run as root"), "\(outcome.complaint)")
                // The state of the service is unknown to this user.
                let check = try await stage.runUnprivileged(["status", "--check"] + place, in: path)
                #expect(check.code == 77)
                #expect(check.lines.count == 1 && check.text.hasPrefix("UNKNOWN: "), "\(check.text)")
                let metrics = try await stage.runUnprivileged(["metrics"] + place, in: path)
                #expect(metrics.code == 77 && metrics.lines.isEmpty)
            }
        }
    }

    @Test("explain shows the judgements of the daemon")
    func explainShowsTheJudgementsOfTheDaemon() async throws {
        let rule = RuleText(
            name: "stuck-scan", mode: "observe", conditions: "no-progress-for = \"1h\"\nstreams-at-least = 1")
        try await Stage.with([.stuckScan(), .endlessScan(), .bystander()], rules: [rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "stuck" }
            // The daemon asks for the sessions from the second poll on.
            let outcome = try await Self.until({ $0.code == 0 && !$0.text.contains("\"unknown\"") }) {
                try await stage.judge("explain", "stu", "--json")
            }
            let report = try outcome.decoded(Explained.self)
            #expect(report.source == "service")
            let entry = try #require(report.activities.first)
            #expect(report.activities.count == 1 && entry.server == "home" && entry.activity.uuid == "stuck")
            let explained = try #require(entry.activity.rules?.first)
            #expect(explained.rule == "stuck-scan" && explained.mode == "observe")
            #expect(explained.conditions.map(\.condition) == ["no-progress-for", "streams-at-least"])
            #expect(explained.conditions.map(\.result) == ["false", "false"])
            #expect(explained.remainingMicroseconds == nil)
            #expect(explained.steps.map(\.remedy) == ["stop-section-refresh"])
            #expect(explained.steps.map(\.alsoEndsCount) == [1])

            let text = try await stage.judge("explain", "stuck").text
            for words in [
                "as the service judged at 2", "stuck on home, library.update.section, Movies",
                "rule stuck-scan (observe)",
                "├─ false  no-progress-for", "(limit 1h)", "└─ false  streams-at-least", "would also end Scanning",
            ] {
                #expect(text.contains(words), "\(words) is not in\n\(text)")
            }
            // For an activity that no rule matches, explain shows the condition that fails.
            let other = try await stage.judge("explain", "bystander").text
            #expect(other.contains("rule stuck-scan (observe) does not match it"))
            #expect(other.contains("false  type  library.update.item.metadata"))
            #expect(try await stage.judge("explain", "zzz").code == 1)
        }
    }

    @Test("without a daemon explain asks the server and says that there is no evidence")
    func withoutADaemonExplainAsksTheServerAndSaysThatThereIsNoEvidence() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let arguments = ["--runtime-directory", stage.home.runtime]
            let text = try await stage.tool("explain", arguments[0], arguments[1])
            #expect(text.code == 0)
            #expect(text.lines.first?.contains("every clock starts at zero") == true)
            #expect(text.text.contains("rule long-scan (observe) would stop the scan of section 2 (Movies) in 1 h"))
            let json = try await stage.tool("explain", "stuck", "--json", arguments[0], arguments[1])
            #expect(try json.decoded(Explained.self).source == "server")
            #expect(stage.stops.isEmpty)
        }
    }

    /// Repeats a command until its outcome fulfils a condition: the daemon writes its status once a second.
    private static func until(
        _ isWanted: (CommandOutcome) -> Bool, _ run: () async throws -> CommandOutcome
    ) async throws -> CommandOutcome {
        let deadline = ContinuousClock.now + Daemon.patience
        while true {
            let outcome = try await run()
            if isWanted(outcome) || ContinuousClock.now > deadline { return outcome }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Repeats a command until its outcome shows the activities.
    private static func untilWritten(_ run: () async throws -> CommandOutcome) async throws -> CommandOutcome {
        try await Self.until({ $0.code == 0 && ($0.text.contains("stuck") || $0.text.contains("activities: 0")) }, run)
    }
}
