// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import PlexSimulator
import Testing

/// A window with the server's own maintenance hours, in the running daemon.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct MaintenanceTests {
    private static let window = "[window.maintenance]\nof = \"server\"\n"
    private static let rule = RuleText(mode: "observe", conditions: "not-during = \"maintenance\"")

    /// The hour of the day in Universal Time.
    private static var now: Int { time(nil) / 3_600 % 24 }

    @Test("the daemon reads the hours of the server and judges by them", arguments: [true, false])
    func theDaemonReadsTheHours(isOpen: Bool) async throws {
        try await Stage.with(settings: Self.window, rules: [Self.rule]) { stage in
            stage.server.withWorld { world in
                // The daemon of a test runs in Universal Time.
                let hours = isOpen ? Self.now : (Self.now + 12) % 24
                world.server.maintenance = MaintenanceHours(start: (hours + 22) % 24, end: (hours + 2) % 24)
                _ = world.start(.endlessScan())
            }
            let daemon = try stage.start()
            try await stage.requests("GET", "/:/prefs/get", atLeast: 2)
            if isOpen {
                try await daemon.next("started") { $0.uuid == "watched" }
                try await stage.morePolls(3)
                #expect(daemon.events.allSatisfy { $0.name != "would-stop" })
            } else {
                try await daemon.next("would-stop") { $0.uuid == "watched" }
            }
        }
    }

    @Test("the tool judges by the hours that the service has read, or has not", arguments: [true, false])
    func theToolShowsTheHours(areTold: Bool) async throws {
        try await Stage.with([.endlessScan()], settings: Self.window, rules: [Self.rule]) { stage in
            stage.server.withWorld {
                $0.server.maintenance =
                    areTold ? MaintenanceHours(start: (Self.now + 10) % 24, end: (Self.now + 14) % 24) : nil
            }
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "watched" }
            try await stage.requests("GET", "/:/prefs/get", atLeast: 1)
            let word = areTold ? "true  not-during" : "unknown  not-during"
            let deadline = ContinuousClock.now + Daemon.patience
            var text = ""
            while ContinuousClock.now < deadline, !text.contains(word) {
                text = try await stage.judge("explain", "watched").text
                try await stage.morePolls(1)
            }
            #expect(text.contains(word), "\(text)")
        }
    }
}
