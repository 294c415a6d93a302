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

    @Test("hours that the server does not tell are unknown")
    func hoursThatTheServerDoesNotTellAreUnknown() async throws {
        try await Stage.with([.endlessScan()], settings: Self.window, rules: [Self.rule]) { stage in
            let reason = "the server's maintenance hours have not been read"
            let known = try await stage.tool("explain", "watched")
            #expect(known.code == 0 && !known.text.contains(reason), "\(known)")
            stage.server.withWorld { $0.server.maintenance = nil }
            let unknown = try await stage.tool("explain", "watched")
            #expect(unknown.code == 0 && unknown.text.contains(reason), "\(unknown)")
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "watched" }
            try await stage.morePolls(4)
            #expect(daemon.events.allSatisfy { $0.name != "would-stop" })
        }
    }
}
