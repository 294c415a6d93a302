// SPDX-License-Identifier: Apache-2.0
import PlexSimulator
import Testing

/// What a daemon may do that is not the service, and what two of them may.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LaunchTests {
    private static let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")

    private static func arguments(_ stage: Stage) -> [String] {
        ["--config", stage.home.configuration, "--output", "json"]
    }

    @Test("started by hand it only observes")
    func startedByHandItOnlyObserves() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start(arguments: Self.arguments(stage))
            let would = try await daemon.next("would-stop")
            #expect(would["PLEX_RULE"] == "stuck-scan")
            #expect(would["PLEX_RULE_MODE"] == "observe")
            try await stage.morePolls(3)
            #expect(stage.stops.isEmpty)
            #expect(daemon.standardError.contains("armed rules only observe (stuck-scan)"))
            #expect(daemon.standardError.contains("--enforce"))
        }
    }

    @Test("as the service it acts")
    func asTheServiceItActs() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start(
                arguments: Self.arguments(stage),
                variables: ["INVOCATION_ID": "0123456789abcdef", "NOTIFY_SOCKET": "\(stage.home.path)/no-socket"])
            try await daemon.next("stop-confirmed")
            #expect(!daemon.standardError.contains("--enforce"))
        }
    }

    @Test("a second one with the same state ends at once")
    func aSecondOneWithTheSameStateEndsAtOnce() async throws {
        try await Stage.with([.stuckScan()], rules: [Self.rule]) { stage in
            let first = try stage.start()
            try await first.next("configuration-loaded")
            let second = try stage.start()
            #expect(try await second.end() == .exited(69))
            #expect(second.lines.isEmpty)
            let holder = "(process \(first.pid) holds \(stage.home.state)/lock)"
            let complaint = "another plex-activityd runs with the same state \(holder)"
            #expect(second.standardError.contains(complaint), "\(second.standardError)")
            // Its end lifts the lock, whatever the end.
            first.signal(9)
            _ = try await first.end()
            let third = try stage.start()
            try await third.next("configuration-loaded")
            #expect(try await third.terminate() == .exited(0))
        }
    }
}
