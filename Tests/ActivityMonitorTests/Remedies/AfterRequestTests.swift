// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What ends after our request is told so only where the request was sent, and counted from its sending.
@Suite struct AfterRequestTests {
    private static let rule = Rule.stop("low", .progressBelow(50))
    private static let stuck = [Activity.scan("a"), .butler]
    private static let unsent = RequestOutcome.notSent(reason: "no room on the disk")

    @Test("what ends before its request turns out unsent has not ended after it", arguments: [true, false])
    func whatEndsBeforeItsRequestTurnsOutUnsentHasNotEndedAfterIt(isHeard: Bool) {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        _ = story.take()
        story.after(1)
        if isHeard { story.hear(.ended, .scan("a")) }
        story.poll([.butler])
        #expect(story.take("finished") == [], "it waits for the answer")
        story.after(1)
        story.answer(Self.unsent)
        #expect(story.take("finished", "stop") == ["stop-abandoned a not-sent by low", "finished a ended"])
    }

    @Test("what ends before the answer is told after it")
    func whatEndsBeforeTheAnswerIsToldAfterIt() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        _ = story.take()
        story.after(1)
        story.poll([.butler])
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        #expect(
            story.take() == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "finished a ended-after-request by low stop-section-refresh",
                "stop-confirmed a by low stop-section-refresh #1",
            ])
    }

    @Test("of two requests that were not sent neither is blamed")
    func ofTwoRequestsThatWereNotSentNeitherIsBlamed() {
        let a = Activity.scan("a", cancellable: true)
        var story = Story(
            .stop("first", .progressBelow(50), plan: StopPlan(remedies: [.stopSectionRefresh])),
            .stop(
                "second", .progressAbove(50), plan: StopPlan(remedies: [.cancelActivity], cooldown: .minutes(1))))
        story.decide(on: [a, .butler])
        #expect(story.requests.map(\.remedy.kind) == [.stopSectionRefresh])
        story.reload { $0.rules.remove(at: 0) }
        story.after(1)
        let later = Activity.scan("a", 60, cancellable: true)
        story.decide(on: [later, .butler])
        guard story.open.count == 2 else { return }
        story.answer(Self.unsent)
        story.answer(Self.unsent)
        story.after(1)
        story.poll([.butler])
        #expect(story.take("finished") == ["finished a ended"])
    }

    @Test("an end that waits for the answer is told once when the service is killed")
    func anEndThatWaitsForTheAnswerIsToldOnceWhenTheServiceIsKilled() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.after(1)
        story.poll([.butler])
        story.restart()
        story.after(1)
        story.poll([.butler])
        story.after(1)
        story.poll([.butler])
        #expect(story.take("finished", "lost") == ["lost a daemon-restarted"])
    }

    @Test("an end that waits for the answer is told before its uuid starts again")
    func anEndThatWaitsForTheAnswerIsToldBeforeItsUuidStartsAgain() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        _ = story.take()
        for rows in [[Activity.butler], Self.stuck] {
            story.after(1)
            story.poll(rows)
        }
        story.answer(200)
        #expect(
            story.take("finished", "started") == [
                "finished a ended-after-request by low stop-section-refresh", "started a reappeared",
            ])
    }

    @Test("an end that waits for the answer is told when the server leaves the configuration")
    func anEndThatWaitsForTheAnswerIsToldWhenTheServerLeavesTheConfiguration() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.after(1)
        story.poll([.butler])
        story.reload { $0.servers = [] }
        story.after(1)
        story.answer(200)
        #expect(story.take("finished a", "lost a").count == 1)
    }

    @Test(
        "within counts from the sending and is never too short",
        arguments: [(8.0, 1.0, "within 9 s"), (0.1, 0.1, "within 1 s"), (0.5, 3.2, "within 4 s")])
    func withinCountsFromTheSendingAndIsNeverTooShort(answer: Double, end: Double, words: String) throws {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.after(answer)
        story.answer(200)
        story.after(end)
        story.poll([.butler])
        #expect(try story.last(.stopConfirmed).message.contains("ended \(words) of our request"))
    }
}
