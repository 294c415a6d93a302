// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What confirms a stop, what denies it, and what does neither.
@Suite struct VerificationTests {
    private static let rule = Rule.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1))

    /// A story in which the request has been sent at second 0.5.
    private func sent(_ activities: [Activity] = [.scan("a"), .butler]) -> Story {
        var story = Story(Self.rule)
        story.decide(on: activities)
        _ = story.take()
        return story
    }

    @Test("a poll that was sent before the answer confirms nothing, whenever it is answered")
    func aPollThatWasSentBeforeTheAnswerConfirmsNothingWheneverItIsAnswered() {
        var story = self.sent()
        story.at(5)
        story.answer(200)
        story.at(6)
        story.poll([.butler], sentAt: 4)
        #expect(story.take("stop-confirmed") == [])
        story.at(7)
        story.poll([.butler], sentAt: 6.5)
        #expect(story.take("stop-confirmed") == ["stop-confirmed a by low stop-section-refresh #1"])
    }

    @Test("only a complete snapshot confirms")
    func onlyACompleteSnapshotConfirms() {
        var story = self.sent()
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], declaredSize: 2))
        #expect(story.take("stop-confirmed", "finished") == [])
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop-confirmed", "finished").count == 2)
    }

    @Test("what was gone before the answer is confirmed by a complete snapshot after it")
    func whatWasGoneBeforeTheAnswerIsConfirmedByACompleteSnapshotAfterIt() {
        var story = self.sent()
        story.after(1)
        story.poll([.butler])
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], declaredSize: 2))
        #expect(story.take("stop-confirmed", "stop-abandoned") == [])
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop-confirmed").count == 1)
    }

    @Test("work that comes under the uuid of what has ended is none that did not heed the request")
    func workThatComesUnderTheUuidOfWhatHasEndedIsNoneThatDidNotHeedTheRequest() {
        var story = self.sent([.scan("a"), .scan("b"), .butler])
        story.after(1)
        story.answer(200)
        story.after(2)
        story.poll([.scan("b"), .butler])
        story.polls(until: story.seconds + 70, every: 2, [.butler, .scan("a", 60), .scan("b", 60)])
        #expect(story.take("stop-ineffective") == ["stop-ineffective b not-honoured by low"])
    }

    @Test("work that comes under that uuid while the request is on its way is none that did not heed it either")
    func workThatComesUnderThatUuidWhileTheRequestIsOnItsWayIsNoneThatDidNotHeedItEither() {
        var story = self.sent([.scan("a"), .butler])
        story.after(1)
        story.poll([.butler])
        story.after(1)
        story.poll([.scan("a", 60), .butler])
        story.after(1)
        story.answer(200)
        story.polls(until: story.seconds + 70, every: 2, [.butler, .scan("a", 60)])
        #expect(
            story.take("stop-ineffective", "stop-abandoned") == [
                "stop-abandoned a replaced by low stop-section-refresh #1"
            ])
    }

    @Test("without good observations it is neither confirmed nor denied")
    func withoutGoodObservationsItIsNeitherConfirmedNorDenied() {
        var story = self.sent()
        story.verify([.scan("a"), .butler], for: 30)
        for _ in 0..<200 {
            story.after(30)
            story.fail()
        }
        #expect(story.take("stop-confirmed", "stop-ineffective", "stop-abandoned") == [])
        story.identify()
        story.after(10)
        story.polls(until: story.seconds + 28, every: 2, [.scan("a"), .butler])
        #expect(story.take("stop-ineffective") == [])
        story.after(2)
        story.poll([.scan("a"), .butler])
        #expect(story.take("stop-ineffective") == ["stop-ineffective a not-honoured by low"])
    }

    @Test("a failure between two polls is no evidence against it")
    func aFailureBetweenTwoPollsIsNoEvidenceAgainstIt() {
        var story = self.sent()
        story.after(1)
        story.answer(200)
        for _ in 0..<100 {
            story.after(1)
            story.poll([.scan("a"), .butler])
            story.after(1)
            story.fail()
        }
        #expect(story.take("stop-ineffective") == [])
    }

    @Test("a suspended machine is no evidence against it")
    func aSuspendedMachineIsNoEvidenceAgainstIt() {
        var story = Story(Self.rule, interval: .hours(1))
        story.decide(on: [.scan("a"), .butler])
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll([.scan("a"), .butler])
        story.after(1_800)
        story.poll([.scan("a"), .butler])
        #expect(story.take("stop-ineffective") == [])
    }

    @Test("a section is confirmed when nothing of it is left, and given up when other work is there")
    func aSectionIsConfirmedWhenNothingOfItIsLeftAndGivenUpWhenOtherWorkIsThere() {
        var story = self.sent()
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll([.scan("b", 60), .butler])
        #expect(
            story.take("stop", "finished") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "finished a ended-after-request by low stop-section-refresh",
            ])
        story.polls(until: story.seconds + 62, every: 2, [.scan("b", 60), .butler])
        #expect(story.take() == ["stop-abandoned a replaced by low stop-section-refresh #1"])
    }

    @Test("a kind that goes on with other uuids was not stopped")
    func aKindThatGoesOnWithOtherUuidsWasNotStopped() {
        var story = Story(
            .stop(
                "endless", type: "media.generate.credits", .runningFor(.minutes(1)), scope: .kind,
                plan: StopPlan(attempts: 1)))
        story.polls(until: 60, [.credits("c0"), .butler])
        story.look(at: [.credits("c0"), .butler])
        story.after(0.5)
        story.answer(200)
        _ = story.take()
        for item in 1..<40 {
            story.after(2)
            story.poll([.credits("c\(item)"), .butler])
        }
        #expect(story.take("stop") == ["stop-ineffective c31 not-honoured by endless"])
    }

    @Test("a restart of the server during verification proves nothing")
    func aRestartOfTheServerDuringVerificationProvesNothing() {
        var story = self.sent()
        story.after(1)
        story.answer(200)
        story.after(1)
        story.fail()
        story.after(1)
        _ = story.take()
        story.poll([])
        #expect(
            story.take("stop", "lost", "finished") == [
                "lost a server-restarted", "lost butler server-restarted",
                "stop-abandoned a server-restarted by low stop-section-refresh #1",
            ])
    }

    @Test("another identity during verification proves nothing, also when the victim had gone before")
    func anotherIdentityDuringVerificationProvesNothingAlsoWhenTheVictimHadGoneBefore() {
        var story = self.sent()
        story.after(1)
        story.poll([.butler])
        _ = story.take()
        story.answer(200)
        story.identify("another")
        #expect(
            story.take("stop") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a server-restarted by low stop-section-refresh #1",
            ])
    }

    @Test("what ends between two steps is confirmed with the request that was sent")
    func whatEndsBetweenTwoStepsIsConfirmedWithTheRequestThatWasSent() {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        story.decide(on: [.scan("a", cancellable: true), .butler])
        story.verify([.scan("a", cancellable: true), .butler])
        _ = story.take()
        story.look(at: [.butler])
        #expect(story.take("stop") == ["stop-confirmed a by low cancel-activity #1"])
    }
}
