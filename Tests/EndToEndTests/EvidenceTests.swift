// SPDX-License-Identifier: Apache-2.0
import PlexSimulator
import Testing

/// Rules count the time in which an activity was seen, not the time that passed.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EvidenceTests {
    /// A rule far below its threshold before the outage. If the outage counted, it would be far above.
    private static let rule = RuleText(mode: "observe", conditions: "running-for = \"12s\"")

    @Test("an outage does not count")
    func anOutageDoesNotCount() async throws {
        try await Stage.with([.endlessScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start()
            let started = try await daemon.next("started") { $0.uuid == "watched" }
            try await daemon.next("progress") { $0.uuid == "watched" && $0.age >= .seconds(2) }
            let now = stage.server.time.now
            stage.server.add(
                Fault(.status(503, retryAfter: nil), path: "*", from: now, until: now + .seconds(15)))
            try await daemon.next("server-unreachable")
            try await daemon.next("server-reachable")
            try await daemon.next("progress") { $0.uuid == "watched" }
            let last = try await daemon.next("progress") { $0.uuid == "watched" }
            #expect(last.time - started.time > .seconds(15))
            #expect(last.age < .seconds(12))
            stage.endActivity("watched")
            let finished = try await daemon.next("finished") { $0.uuid == "watched" }
            // The evidence before the outage plus the evidence after it. The outage does not move the grid of polls.
            #expect(finished.age > .seconds(2))
            #expect(daemon.events("would-stop").isEmpty)
        }
    }

    @Test("the same time without an outage counts")
    func theSameTimeWithoutAnOutageCounts() async throws {
        try await Stage.with([.endlessScan(), .bystander()], rules: [Self.rule]) { stage in
            let daemon = try stage.start()
            let started = try await daemon.next("started") { $0.uuid == "watched" }
            let event = try await daemon.next("would-stop") { $0.uuid == "watched" }
            #expect(event.age >= .seconds(12))
            // Evidence counts from request to request, and an event has the time of its answer.
            #expect(event.time - started.time >= .milliseconds(11_500))
            #expect(event["PLEX_RULE"] == "long-scan")
            #expect(stage.stops.isEmpty)
        }
    }
}
