// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexSimulator
import Testing

/// The daemon's reaction to signals: a reload or an end.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SignalTests {
    private static let settings = "[journal]\nprogress-interval = \"1s\"\n"

    @Test("a good reload is in force at once")
    func aGoodReloadIsInForceAtOnce() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            let daemon = try stage.start()
            let first = try await daemon.next("configuration-loaded")
            #expect(first["PLEX_CONFIG_GENERATION"] == "1")
            try await daemon.next("started")
            try stage.home.writeRule(RuleText(mode: "observe"))
            daemon.signal(SIGHUP)
            let second = try await daemon.next("configuration-loaded")
            #expect(second["PLEX_CONFIG_GENERATION"] == "2")
            let event = try await daemon.next("would-stop")
            #expect(event["PLEX_CONFIG_GENERATION"] == "2")
            #expect(daemon.events("started").count == 1)
            #expect(daemon.events("lost", "finished").isEmpty)
        }
    }

    @Test(
        "a bad reload leaves the old one in force",
        arguments: [
            ("unknown key", "colour = \"red\"\n", "colour"),
            ("header of three brackets", "[[[rule]]]\n", "[[["),
            ("a NUL", "# \u{0}\n", "NUL"),
            ("no TOML", "[journal\n", "not closed"),
        ])
    func aBadReloadLeavesTheOldOneInForce(_ name: String, text: String, named: String) async throws {
        try await Stage.with([.endlessScan()], rules: [RuleText(mode: "observe", conditions: "running-for = \"5s\"")]) {
            stage in
            let daemon = try stage.start()
            try await daemon.next("started")
            try stage.configure(settings: text + Self.settings)
            daemon.signal(SIGHUP)
            let rejected = try await daemon.next("configuration-rejected")
            #expect(rejected["PLEX_CONFIG_GENERATION"] == "1")
            #expect(rejected.message.contains("plex-activityd.toml"))
            #expect(rejected.message.contains(named), "\(rejected.message)")
            let event = try await daemon.next("would-stop")
            #expect(event["PLEX_CONFIG_GENERATION"] == "1")

            try stage.configure(settings: Self.settings)
            daemon.signal(SIGHUP)
            let loaded = try await daemon.next("configuration-loaded") { $0["PLEX_CONFIG_GENERATION"] != "1" }
            #expect(loaded["PLEX_CONFIG_GENERATION"] == "2")
        }
    }

    @Test("it ends in time while the server hangs", arguments: [SIGTERM, SIGINT])
    func itEndsInTimeWhileTheServerHangs(_ signal: Int32) async throws {
        try await Stage.with([.endlessScan()], requestTimeout: "30s") { stage in
            let daemon = try stage.start()
            try await daemon.next("started")
            stage.server.add(Fault(.hang, path: "/activities"))
            try await stage.requests("GET", "/activities", atLeast: 1, fault: "hang")
            let clock = ContinuousClock()
            let start = clock.now
            daemon.signal(signal)
            #expect(try await daemon.end() == .exited(0))
            #expect(clock.now - start < .seconds(5))
            #expect(stage.home.stateText.contains("watched"))
        }
    }

    @Test("a second signal ends it at once")
    func aSecondSignalEndsItAtOnce() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            // A FIFO stands for a disk that hangs: opening it for writing waits for a reader.
            try stage.home.makeStateHang()
            let daemon = try stage.start()
            try await daemon.next("started")
            daemon.signal(SIGTERM)
            // It cannot end, because it cannot save the state.
            await #expect(throws: HarnessError.self) { try await daemon.end(within: .seconds(2)) }
            daemon.signal(SIGTERM)
            #expect(try await daemon.end() == .exited(70))
        }
    }
}
