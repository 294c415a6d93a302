// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What the sentences and `explain` say of why nothing is stopped.
@Suite struct ObstacleTests {
    private static let rule = Rule.stop("low", .progressBelow(50))

    @Test("paused and not permitted, reason and text are of one obstacle")
    func pausedAndNotPermittedReasonAndTextAreOfOneObstacle() throws {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.answer(401)
        story.feed(.pause(true))
        story.after(10)
        story.poll([.scan("b", section: "3"), .butler])
        let event = try story.last(.wouldStop)
        #expect(event[.reason] == "paused")
        #expect(event.message.contains("everything is paused"))
        let explanation = try #require(
            story.monitor.explanation(of: ActivityID("b"), on: Story.server)?.first)
        #expect(explanation.obstacle == "paused")
        story.feed(.pause(false))
        story.after(10)
        story.poll([.scan("c", section: "4"), .butler])
        #expect(try story.last(.wouldStop)[.reason] == "not-permitted")
        #expect(try story.last(.wouldStop).message.contains("owner's token"))
    }

    @Test("a breaker for the number of stops does not promise that a reload lifts it")
    func aBreakerForTheNumberOfStopsDoesNotPromiseThatAReloadLiftsIt() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.after(1)
        story.decide(on: [.scan("b", section: "3"), .butler])
        let message = try story.last(.breakerTripped).message
        #expect(message.contains("closes by itself within an hour"))
        #expect(!message.contains("or with systemctl reload"))
    }

    @Test("while another decision has the kind, explain says so")
    func whileAnotherDecisionHasTheKindExplainSaysSo() throws {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.after(1)
        story.poll([.scan("a"), .scan("b"), .butler])
        func obstacle(_ uuid: String) throws -> String? {
            try #require(story.monitor.explanation(of: ActivityID(uuid), on: Story.server)?.first).obstacle
        }
        #expect(try obstacle("a") == "under-way")
        #expect(try obstacle("b") == "kind-under-way")
        story.after(1)
        story.poll([.butler])
        story.after(1)
        story.poll([.scan("c"), .butler])
        #expect(try obstacle("c") == "cooldown")
    }

    @Test("where a rule has no remedy it does not claim that Plex has none")
    func whereARuleHasNoRemedyItDoesNotClaimThatPlexHasNone() throws {
        var story = Story(
            .stop("low", type: "provider.epg.load", .progressBelow(50)),
            safety: SafetySettings(protectedTypes: []))
        story.decide(on: [.some("a", ActivityType("provider.epg.load")), .butler])
        let message = try story.last(.stopIneffective).message
        #expect(message.contains("this rule has no remedy for it"))
        #expect(!message.contains("Plex offers no way"))
    }

    @Test("a stop that was not heeded is no stop of the last hour to tell of")
    func aStopThatWasNotHeededIsNoStopOfTheLastHourToTellOf() throws {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        story.after(10)
        story.decide(on: [.scan("b", section: "3"), .butler])
        story.verify([.scan("b", section: "3"), .butler])
        #expect(story.count(.stopIneffective) == 1)
        #expect(try story.status().heededStopsInLastHour == 1)
        #expect(try story.status().stopsInLastHour == 2)
        story.restart()
        #expect(try story.status().heededStopsInLastHour == 1)
    }

    @Test("while the server does not answer nothing is forecast")
    func whileTheServerDoesNotAnswerNothingIsForecast() throws {
        var story = Story(.stop("low", .progressBelow(50), hold: .seconds(60)))
        story.polls(until: 30, [.scan("a"), .butler])
        #expect(try story.activity("a").pending.count == 1)
        story.fail()
        #expect(try story.activity("a").pending.isEmpty)
        let explanation = try #require(story.monitor.explanation(of: ActivityID("a"), on: Story.server)?.first)
        #expect(explanation.remainingMicroseconds == nil)
    }
}
