// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PlexSimulator
import Testing

/// During a pause, rules stop nothing. Only its end or `resume` lets rules act again.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PauseTests {
    private static let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")

    @Test("a pause holds over a restart until its file is removed")
    func aPauseHoldsOverARestartUntilItsFileIsRemoved() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            try stage.home.writePause("")
            let first = try stage.start()
            let held = try await first.next("would-stop")
            #expect(held.reason == "paused")
            #expect(held["PLEX_RULE_MODE"] == "enforce")
            #expect(try await first.terminate() == .exited(0))
            // systemd removes the runtime directory at every stop.
            stage.home.removePause()

            let second = try stage.start()
            try await stage.morePolls(5)
            #expect(stage.stops.isEmpty)
            #expect(stage.home.hasPause)
            stage.home.removePause()
            try await second.next("stop-confirmed") { $0.uuid == "stuck" }
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
        }
    }

    @Test("the tool pauses and resumes and returns when the daemon has taken notice")
    func theToolPausesAndResumesAndReturnsWhenTheDaemonHasTakenNotice() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "stuck" }
            let paused = try await stage.look("pause", "1h")
            #expect(paused.ending == .exited(0))
            #expect(paused.lines.first?.hasPrefix("paused until 2") == true)
            #expect(stage.home.statusText.contains("\"isPaused\":true"))
            let held = try await daemon.next("would-stop")
            #expect(held.reason == "paused")

            struct Outcome: Decodable { var pausedUntil: String? }
            let again = try await stage.look("pause", "2h", "--json").decoded(Outcome.self)
            #expect(again.pausedUntil.map { paused.lines.first?.hasSuffix($0) == false && $0.hasSuffix("Z") } == true)

            let resumed = try await stage.look("resume", "--json")
            #expect(resumed.ending == .exited(0))
            #expect(try resumed.decoded(Outcome.self).pausedUntil == nil)
            #expect(!stage.home.hasPause)
            try await daemon.next("stop-confirmed") { $0.uuid == "stuck" }

            let superfluous = try await stage.look("resume")
            #expect(superfluous.ending == .exited(1) && superfluous.lines.isEmpty)
            #expect(superfluous.complaint == "plex-activityd is not paused: there is nothing to resume\n")
        }
    }

    @Test("without a daemon the tool says so")
    func withoutADaemonTheToolSaysSo() async throws {
        try await Stage.with { stage in
            let outcome = try await stage.look("pause", "1h")
            #expect(outcome.ending == .exited(69))
            #expect(!stage.home.hasPause)

            // The status file of a killed daemon does not count as a running daemon.
            let daemon = try stage.start()
            try await stage.status { !$0.isEmpty }
            daemon.signal(SIGKILL)
            _ = try await daemon.end()
            let left = try await stage.look("pause", "1h")
            #expect(left.ending == .exited(69))
            #expect(left.complaint.contains("is gone"), "\(left.complaint)")
            #expect(!stage.home.hasPause)
        }
    }

    @Test("a pause that is not noticed in time stands")
    func aPauseThatIsNotNoticedInTimeStands() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start()
            try await stage.status { $0.contains("stuck") }
            daemon.signal(SIGSTOP)
            let paused = try await stage.look("pause", "1h")
            #expect(paused.ending == .exited(69))
            #expect(paused.complaint.contains("the pause holds as soon as it looks"), "\(paused.complaint)")
            #expect(stage.home.hasPause)
            daemon.signal(SIGCONT)
            try await stage.status { $0.contains("\"isPaused\":true") }
            // The status has the end of the pause without a line break.
            try await stage.status { $0.contains("Z\",") && !$0.contains("\\n") }
        }
    }

    @Test("a pause with an unreadable end is refused", arguments: ["90000d", "9000000d"])
    func aPauseWithAnUnreadableEndIsRefused(duration: String) async throws {
        try await Stage.with { stage in
            _ = try stage.start()
            try await stage.status { !$0.isEmpty }
            let outcome = try await stage.look("pause", duration)
            #expect(outcome.ending == .exited(64))
            #expect(!stage.home.hasPause)
        }
    }
}
