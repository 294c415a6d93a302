// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import PlexSimulator
import Testing

/// The daemon keeps its evidence over any kind of end.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct RestartTests {
    @Test("evidence goes on and what is gone is lost")
    func evidenceGoesOnAndWhatIsGoneIsLost() async throws {
        try await Stage.with([.endlessScan(), .bystander()]) { stage in
            let first = try stage.start()
            let before = try await first.next("progress") { $0.uuid == "watched" && $0.age >= .seconds(4) }
            #expect(try await first.terminate() == .exited(0))
            stage.endActivity("bystander")

            let second = try stage.start()
            let lost = try await second.next("lost")
            #expect(lost.uuid == "bystander")
            #expect(lost.reason == "daemon-restarted")
            let after = try await second.next("progress") { $0.uuid == "watched" }
            #expect(after.age >= before.age)
            // The second daemon has seen all new activities.
            let loaded = try #require(second.events("configuration-loaded").first)
            let ended = try #require(first.events.last)
            #expect(after.age <= before.age + (ended.time - before.time) + (after.time - loaded.time) + .seconds(2))
            #expect(second.events("started").isEmpty)
            #expect(second.events("finished").isEmpty)
        }
    }

    @Test("killed while verifying, it verifies and sends nothing")
    func killedWhileVerifyingItVerifiesAndSendsNothing() async throws {
        var plan = ActivityPlan.stuckScan()
        plan.onSectionStop = .ignore
        let rule = RuleText(conduct: "verify-within = \"60s\"\nattempts = 3")
        try await Stage.with([plan, .bystander()], rules: [rule]) { stage in
            let first = try stage.start()
            try await first.next("stop-requested")
            first.signal(SIGKILL)
            #expect(try await first.end() == .signalled(SIGKILL))

            let second = try stage.start()
            try await stage.morePolls(5)
            #expect(stage.stops.count == 1)
            #expect(second.events("stop-requested", "stop-confirmed", "stop-ineffective").isEmpty)
            stage.endActivity("stuck")
            let confirmed = try await second.next("stop-confirmed")
            #expect(confirmed.uuid == "stuck")
            #expect(confirmed["PLEX_ATTEMPT"] == "1")
            #expect(stage.stops.count == 1)
        }
    }

    @Test("a damaged state is set aside")
    func aDamagedStateIsSetAside() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            try stage.home.writeState("{\"version\": 1, \"bootID\"")
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "watched" }
            #expect(daemon.standardError.contains("state.json.damaged"))
            #expect(try await daemon.terminate() == .exited(0))
            #expect(Home.text(of: "\(stage.home.state)/state.json.damaged") == "{\"version\": 1, \"bootID\"")
            #expect(stage.home.stateText.contains("watched"))
        }
    }
}
