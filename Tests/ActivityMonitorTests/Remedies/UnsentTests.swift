// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A request that was not sent costs nothing: neither a cooldown nor a stop of the hour.
@Suite struct UnsentTests {
    private static let stuck = [Activity.scan("a"), .butler]
    private static let unsent = RequestOutcome.notSent(reason: "no room on the disk")

    private static func rule(maximumPerHour: Int? = nil) -> Rule {
        .stop(
            "low", .progressBelow(50), plan: StopPlan(cooldown: .hours(24), maximumPerHour: maximumPerHour))
    }

    @Test("it starts no cooldown, and is tried again after a pause")
    func itStartsNoCooldownAndIsTriedAgainAfterAPause() {
        var story = Story(Self.rule())
        story.decide(on: Self.stuck)
        story.answer(Self.unsent)
        story.polls(until: story.seconds + 58, every: 2, Self.stuck)
        #expect(story.requests.count == 1)
        story.polls(until: story.seconds + 6, every: 2, Self.stuck)
        #expect(story.requests.count == 2)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        #expect(story.count(.stopConfirmed) == 1)
    }

    @Test("it costs no stop of the hour")
    func itCostsNoStopOfTheHour() throws {
        var story = Story(Self.rule(maximumPerHour: 1), safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.answer(Self.unsent)
        #expect(try story.status().stopsInLastHour == 0)
        story.polls(until: story.seconds + 66, every: 2, Self.stuck)
        #expect(story.requests.count == 2)
        #expect(story.count(.breakerTripped) == 0)
    }

    @Test("what can never be sent is tried ever more rarely")
    func whatCanNeverBeSentIsTriedEverMoreRarely() {
        var story = Story(Self.rule())
        story.polls(until: 1, every: 1, Self.stuck)
        while story.seconds < 7_200 {
            story.after(2)
            story.poll(Self.stuck)
            if !story.open.isEmpty { story.answer(Self.unsent) }
        }
        #expect((5...20).contains(story.requests.count))
    }

    @Test("beside a request that was sent the cooldown stands")
    func besideARequestThatWasSentTheCooldownStands() {
        let two = ["a", "b"].map { Activity.some($0, .libraryRefreshItems, cancellable: true) } + [.butler]
        var story = Story(Self.rule())
        story.decide(on: two)
        #expect(story.requests.count == 2)
        story.answer(Self.unsent)
        story.answer(200)
        story.after(1)
        story.poll([two[0], .butler])
        story.polls(until: story.seconds + 600, every: 2, [two[0], .butler])
        #expect(story.requests.count == 2)
    }

    @Test("it costs nothing either when its entry has another name by then")
    func itCostsNothingEitherWhenItsEntryHasAnotherNameByThen() throws {
        var story = Story(Self.rule(maximumPerHour: 1))
        story.decide(on: Self.stuck)
        story.reload { $0.servers = [ServerSettings(name: "attic")] }
        story.identify("machine-home", server: "attic")
        story.answer(Self.unsent)
        #expect(try story.status(server: "attic").stopsInLastHour == 0)
        for _ in 0..<40 {
            story.after(2)
            story.poll(Self.stuck, server: "attic")
        }
        #expect(story.requests.count == 2)
    }

    @Test("a retry that is not sent leaves the cooldown of the first request")
    func aRetryThatIsNotSentLeavesTheCooldownOfTheFirstRequest() {
        var story = Story(Self.rule())
        story.decide(on: Self.stuck)
        story.verify(Self.stuck)
        story.look(at: Self.stuck)
        story.answer(Self.unsent)
        story.polls(until: story.seconds + 600, every: 2, Self.stuck)
        #expect(story.requests.count == 2)
    }
}
