// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Synchronization
import Testing

/// The daemon's stop requests and its events about them.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct StopTests {
    @Test("a stuck scan is stopped through its section")
    func aStuckScanIsStoppedThroughItsSection() async throws {
        let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")
        try await Stage.with([.stuckScan(), .endlessScan("moving", section: SectionID("3"))], rules: [rule]) { stage in
            let daemon = try stage.start()
            let requested = try await daemon.next("stop-requested")
            #expect(requested["PLEX_RULE"] == "stuck-scan")
            #expect(requested["PLEX_REMEDY"] == "stop-section-refresh")
            #expect(requested["PLEX_ATTEMPT"] == "1")
            #expect(requested["PLEX_HTTP_STATUS"] == "200")
            let confirmed = try await daemon.next("stop-confirmed")
            #expect(confirmed.uuid == "stuck")
            let finished = daemon.events("finished").first { $0.uuid == "stuck" }
            #expect(finished?["PLEX_OUTCOME"] == "ended-after-request")
            try await stage.morePolls(3)
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
        }
    }

    @Test("a viewer whose player has stopped, although the server goes on listing it, is no reason to stop a scan")
    func aGhostIsNoReason() async throws {
        let next = Duration.seconds(12)
        let sessions = [SessionPlan(key: "7", ghostFrom: .seconds(4)), SessionPlan(key: "8", from: next)]
        let rule = RuleText(conditions: "streams-at-least = 1\nrunning-for = \"6s\"")
        try await Stage.with(
            [.endlessScan("scan"), .bystander()], sessions: sessions, notifications: "eventsource", rules: [rule]
        ) { stage in
            let askedAt = Mutex<Duration?>(nil)
            let time = stage.server.time
            stage.server.setHook { request, _ in
                guard request.method == "DELETE" else { return }
                askedAt.withLock { $0 = time.now }
            }
            let daemon = try stage.start()
            try await daemon.next("stop-requested")
            // Only the second viewer counts.
            #expect(try #require(askedAt.withLock { $0 }) >= next)
        }
    }

    @Test("a stop that is ignored is not tried for ever")
    func aStopThatIsIgnoredIsNotTriedForEver() async throws {
        var plan = ActivityPlan.stuckScan()
        plan.onSectionStop = .ignore
        let rule = RuleText(conduct: "verify-within = \"2s\"\nattempts = 2\n")
        try await Stage.with([plan, .bystander()], rules: [rule]) { stage in
            let daemon = try stage.start()
            for attempt in 1...2 {
                let requested = try await daemon.next("stop-requested")
                #expect(requested["PLEX_ATTEMPT"] == "\(attempt)")
            }
            let ineffective = try await daemon.next("stop-ineffective")
            #expect(ineffective.reason == "not-honoured")
            try await stage.morePolls(6)
            #expect(stage.stops.count == 2)
            #expect(daemon.events("stop-ineffective").count == 1)
            #expect(daemon.events("finished", "stop-confirmed", "lost").isEmpty)
        }
    }

    @Test("a scan that follows the doomed one is not touched")
    func aScanThatFollowsTheDoomedOneIsNotTouched() async throws {
        // Far more than the time between two polls, so that the poll that decides is known by the one right behind it.
        let nextIsAtOnce = Duration.milliseconds(500)
        let lastPoll = Mutex<Duration?>(nil)
        let hasSwapped = Mutex(false)
        let rule = RuleText(conditions: "running-for = \"3500ms\"")
        try await Stage.with([.endlessScan("doomed"), .bystander()], rules: [rule]) { stage in
            let server = stage.server
            let time = server.time
            server.setHook { request, world in
                guard request.method == "GET", request.path == "/activities" else { return }
                let now = time.now
                let previous = lastPoll.withLock { last in
                    defer { last = now }
                    return last
                }
                guard let previous, now - previous < nextIsAtOnce, !hasSwapped.withLock({ $0 }) else { return }
                hasSwapped.withLock { $0 = true }
                world.end(ActivityID("doomed"))
                world.start(
                    ActivityPlan(
                        type: .libraryUpdateSection, titles: ["Scanning"], section: SectionID("2"), uuid: "successor",
                        course: Course(duration: .seconds(2))))
            }
            let daemon = try stage.start()
            let finished = try await daemon.next("finished") { $0.uuid == "doomed" }
            #expect(finished.age >= .milliseconds(3500))
            #expect(finished["PLEX_OUTCOME"] == "ended")
            #expect(hasSwapped.withLock { $0 })
            let abandoned = try await daemon.next("stop-abandoned")
            #expect(abandoned.uuid == "doomed")
            try await daemon.next("finished") { $0.uuid == "successor" }
            #expect(stage.stops.isEmpty)
            #expect(daemon.events("stop-requested", "stop-confirmed").isEmpty)
        }
    }

    @Test("a token that may not stop scans is told once")
    func aTokenThatMayNotStopScansIsToldOnce() async throws {
        try await Stage.with(
            [.stuckScan(), .endlessScan("mine", section: SectionID("3"))], isAdministrator: false,
            rules: [RuleText(conditions: "no-progress-for = \"3s\"")]
        ) { stage in
            let daemon = try stage.start()
            let requested = try await daemon.next("stop-requested")
            #expect(requested["PLEX_HTTP_STATUS"] == "403")
            let ineffective = try await daemon.next("stop-ineffective")
            #expect(ineffective.reason == "not-permitted")
            #expect(daemon.events("token-limited").count == 1)

            stage.server.withWorld { world in _ = world.start(.stuckScan("second", section: SectionID("3"))) }
            let held = try await daemon.next("would-stop") { $0.uuid == "second" }
            #expect(held.reason == "not-permitted")
            try await stage.morePolls(3)
            #expect(stage.stops.count == 1)
            #expect(daemon.events("stop-ineffective").count == 1)
            #expect(daemon.events("would-stop").count { $0.uuid == "second" } == 1)
        }
    }
}
