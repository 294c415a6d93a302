// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A refused step does not end all enforcement: it is asked again after ten minutes.
@Suite struct PermissionTests {
    private static let rule = Rule.stop("low", .progressBelow(50), plan: StopPlan(cooldown: .hours(24)))

    @Test("after ten minutes it is asked again", arguments: [401, 403, 498], [Activity.scan("a"), .credits("a")])
    func afterTenMinutesItIsAskedAgain(status: Int, work: Activity) throws {
        var story = Story(Self.rule)
        story.decide(on: [work, .butler])
        story.answer(status)
        #expect(try story.status().enforcementHeldBack == "not-permitted")
        story.polls(until: 598, every: 2, [work, .butler])
        #expect(story.requests.count == 1)
        story.polls(until: 606, every: 2, [work, .butler])
        #expect(story.requests.count == 2)
        story.answer(status)
        story.polls(until: 1_200, every: 2, [work, .butler])
        #expect(story.requests.count == 2, "it is refused again, and waited for as long")
        story.polls(until: 1_214, every: 2, [work, .butler])
        #expect(story.requests.count == 3)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        #expect(story.count(.stopConfirmed) == 1)
        #expect(try story.status().enforcementHeldBack == nil)
    }

    @Test("other work is asked for after that time, too")
    func otherWorkIsAskedForAfterThatTimeToo() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.answer(401)
        story.polls(until: 598, every: 2, [.scan("b", section: "3"), .butler])
        #expect(story.requests.count == 1)
        story.polls(until: 606, every: 2, [.scan("b", section: "3"), .butler])
        #expect(story.requests.count == 2)
    }

    @Test("a refused request is no stop of the hour")
    func aRefusedRequestIsNoStopOfTheHour() throws {
        var story = Story(
            .stop("low", .progressBelow(50), plan: StopPlan(maximumPerHour: 1)),
            safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: [.scan("a"), .butler])
        story.answer(401)
        #expect(try story.status().stopsInLastHour == 0)
        story.polls(until: 606, every: 2, [.scan("a"), .butler])
        #expect(story.requests.count == 2)
    }

    @Test("a new token is tried at once")
    func aNewTokenIsTriedAtOnce() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.answer(401)
        story.feed(.tokenChanged(server: Story.server))
        story.after(2)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.requests.count == 2)
    }
}
