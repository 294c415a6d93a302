// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A uuid on which a rule gave up for good is never asked about again by that rule, in any role.
@Suite struct GivenUpTests {
    /// A story in which the rule has given up on `a`.
    private func story(attempts: Int, _ work: (String) -> Activity) -> Story {
        var story = Story(
            .stop(
                "endless", .runningFor(.minutes(1)), scope: .kind,
                plan: StopPlan(verifyWithin: .seconds(10), attempts: attempts, cooldown: .seconds(1))))
        story.polls(until: 60, [work("a"), .butler])
        for _ in 0..<attempts {
            story.look(at: [work("a"), .butler])
            story.verify([work("a"), .butler], for: 10)
        }
        #expect(story.take("stop-ineffective") == ["stop-ineffective a not-honoured by endless"])
        return story
    }

    @Test("it is no successor of a victim that ended", arguments: [1, 2])
    func itIsNoSuccessorOfAVictimThatEnded(attempts: Int) {
        for work in [{ Activity.scan($0) }, { .credits($0) }] as [(String) -> Activity] {
            var story = self.story(attempts: attempts, work)
            let requests = story.requests.count
            story.after(10)
            story.decide(on: [work("a"), work("b"), .butler])
            story.verify([work("a"), .butler], for: 30)
            #expect(story.requests.count == requests + 1)
            #expect(story.take("stop-ineffective", "stop-abandoned").count { $0.contains("replaced") } == 1)
            #expect(story.count(.stopIneffective) == 1)
        }
    }

    @Test("beside it, other successors are asked about")
    func besideItOtherSuccessorsAreAskedAbout() {
        var story = self.story(attempts: 2) { .credits($0) }
        let requests = story.requests.count
        story.after(10)
        story.decide(on: [.credits("a"), .credits("b"), .butler])
        story.verify([.credits("a"), .credits("c"), .butler], for: 12)
        #expect(story.requests.count == requests + 2)
        story.verify([.credits("a"), .credits("c"), .butler], for: 12)
        #expect(story.take("stop-ineffective") == ["stop-ineffective c not-honoured by endless"])
    }

    @Test("a rule does not give up on a victim that a request of its sibling may still end")
    func aRuleDoesNotGiveUpOnAVictimThatARequestOfItsSiblingMayStillEnd() {
        var story = Story(
            .stop(
                "low", .progressBelow(50), exceptions: [ActivityMatch(titles: [Glob("keep", ignoringCase: true)])],
                plan: StopPlan(verifyWithin: .seconds(10), attempts: 1)))
        let both: [Activity] = [.scan("a", cancellable: true), .scan("b", cancellable: true)]
        story.decide(on: both)
        story.answer(200)
        story.answer(200)
        story.after(1)
        for _ in 0..<20 where story.open.isEmpty {
            story.after(2)
            story.poll(both)
        }
        #expect(story.take("send").last == "send stop-section-refresh 2")
        story.after(2)
        story.poll(both + [.scan("c", 60, title: "Keep")])
        #expect(story.take("stop-ineffective") == [])
        story.answer(200)
        story.after(2)
        story.poll([.scan("c", 60, title: "Keep")])
        #expect(story.take("stop-ineffective") == [])
    }
}
