// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// From the decision to the end: request, verify, again, next step.
@Suite struct LadderTests {
    @Test("a stuck scan is stopped through its section and confirmed when nothing of it is left")
    func aStuckScanIsStoppedThroughItsSectionAndConfirmedWhenNothingOfItIsLeft() throws {
        var story = Story(.stop(type: "library.update.section", .noProgressFor(.minutes(30))))
        story.polls(until: 1_790, [.scan("a"), .butler])
        #expect(story.take("stop", "send") == [])
        story.at(1_800)
        story.poll([.scan("a"), .butler])
        #expect(story.take() == [])
        #expect(story.pollsAskedFor == 1)
        story.after(0.1)
        story.poll([.scan("a"), .butler])
        #expect(story.take() == ["send stop-section-refresh 2"])
        story.after(0.1)
        story.answer(200)
        #expect(story.take() == ["stop-requested a by stuck stop-section-refresh 200 #1"])
        story.after(2)
        story.poll([.butler])
        #expect(
            story.take() == [
                "finished a ended-after-request by stuck stop-section-refresh",
                "stop-confirmed a by stuck stop-section-refresh #1",
            ])
        #expect(try story.last(.stopConfirmed).message.contains("ended within 3 s of our request"))
    }

    @Test("a step is tried twice, then the next, and then the rule gives up on the uuid for good")
    func aStepIsTriedTwiceThenTheNextAndThenTheRuleGivesUpOnTheUuidForGood() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        let stuck = [Activity.scan("a", cancellable: true), .butler]
        story.decide(on: stuck)
        for _ in 0..<4 {
            story.verify(stuck)
            story.look(at: stuck)
        }
        #expect(
            story.take("send", "stop") == [
                "send cancel-activity a", "stop-requested a by low cancel-activity 200 #1",
                "send cancel-activity a", "stop-requested a by low cancel-activity 200 #2",
                "send stop-section-refresh 2", "stop-requested a by low stop-section-refresh 200 #1",
                "send stop-section-refresh 2", "stop-requested a by low stop-section-refresh 200 #2",
                "stop-ineffective a not-honoured by low",
            ])
        #expect(try story.last(.stopIneffective).message.contains("look at the server, or restart Plex"))
        story.polls(until: story.seconds + 10_000, stuck)
        story.restart()
        story.after(1)
        story.polls(until: story.seconds + 10_000, stuck)
        #expect(story.take("send", "stop") == [])
        #expect(story.requests.count == 4)
    }

    @Test(
        "a request that was accepted was heard, whatever the next step meets",
        arguments: [(200, "not-honoured"), (429, "no-remedy")])
    func aRequestThatWasAcceptedWasHeardWhateverTheNextStepMeets(status: Int, reason: String) {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        let stuck = [Activity.scan("a", cancellable: true), .butler]
        story.decide(on: stuck)
        story.verify(stuck, after: .answered(status: status))
        story.look(at: stuck)
        story.after(0.5)
        story.answer(404)
        #expect(story.take("stop-ineffective") == [], "whether it is still there is for a look to say")
        story.look(at: stuck)
        #expect(story.take("stop-ineffective") == ["stop-ineffective a \(reason) by low"])
    }

    @Test("a rule that was changed may try again")
    func aRuleThatWasChangedMayTryAgain() {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1, cooldown: .minutes(1))))
        let stuck = [Activity.scan("a"), .butler]
        story.decide(on: stuck)
        story.verify(stuck)
        story.after(120)
        story.reload()
        story.decide(on: stuck)
        #expect(story.requests.count == 1)
        story.reload { $0.rules[0].conditions = [.progressBelow(49)] }
        story.decide(on: stuck)
        #expect(story.requests.count == 2)
    }

    @Test(
        "the first step goes by the type",
        arguments: [
            (Activity.scan("a"), "stop-section-refresh 2"), (.scan("a", cancellable: true), "cancel-activity a"),
            (.credits("a"), "stop-butler-task ButlerTaskGenerateCreditsMarkers"),
            (.credits("a", cancellable: true), "cancel-activity a"),
            (.some("a", .generateIntros), "stop-butler-task ButlerTaskGenerateIntroMarkers"),
            (.some("a", .generateVoiceActivity), "stop-butler-task ButlerTaskGenerateVoiceActivity"),
            (.some("a", .generateVideoPreviews), "stop-butler-task GenerateMediaIndexFiles"),
            (.some("a", .generateChapterThumbnails), "stop-butler-task GenerateChapterThumbs"),
            (.some("a", .generateLoudness), "stop-butler-task LoudnessAnalysis"),
            (.some("a", .generateMusicAnalysis), "stop-butler-task MusicAnalysis"),
            (.some("a", .libraryRefreshItems, cancellable: true), "cancel-activity a"),
        ])
    func theFirstStepGoesByTheType(activity: Activity, expected: String) {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [activity, .butler])
        #expect(story.take("send") == ["send \(expected)"])
    }

    @Test(
        "where nothing applies the rule says so once",
        arguments: [
            Activity.some("a", .libraryRefreshItems), .some("a", .libraryRefreshItems, cancellable: nil),
        ])
    func whereNothingAppliesTheRuleSaysSoOnce(activity: Activity) throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.polls(until: 10_000, every: 60, [activity, .butler])
        #expect(story.take("stop", "send") == ["stop-ineffective a no-remedy by low"])
        #expect(try story.status().stopsInLastHour == 0)
    }

    @Test("an activity of an unknown type that is spelled out can be cancelled and no more")
    func anActivityOfAnUnknownTypeThatIsSpelledOutCanBeCancelledAndNoMore() {
        var story = Story(.stop("new", type: "brand.new", .progressBelow(50)))
        story.decide(on: [.some("a", ActivityType("brand.new"), cancellable: true), .butler])
        #expect(story.take("send") == ["send cancel-activity a"])
    }

    @Test("the plan's remedies are tried in the plan's order and no others")
    func thePlansRemediesAreTriedInThePlansOrderAndNoOthers() {
        var story = Story(
            .stop(
                "low", .progressBelow(50),
                plan: StopPlan(remedies: [.stopSectionRefresh, .cancelActivity], attempts: 1)))
        let stuck = [Activity.scan("a", cancellable: true), .scan("b", cancellable: true), .butler]
        story.decide(on: stuck)
        story.verify(stuck)
        story.look(at: stuck)
        story.look(at: stuck)
        #expect(
            story.take("send") == ["send stop-section-refresh 2", "send cancel-activity a", "send cancel-activity b"])
        var other = Story(.stop("low", .progressBelow(50), plan: StopPlan(remedies: [.stopButlerTask])))
        other.decide(on: stuck)
        #expect(
            other.take("send", "stop") == [
                "stop-ineffective a no-remedy by low", "stop-ineffective b no-remedy by low",
            ])
    }

    @Test("one decision asks each target once, whatever the number of its victims")
    func oneDecisionAsksEachTargetOnceWhateverTheNumberOfItsVictims() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        let scans = [Activity.scan("a"), .scan("b"), .scan("c", section: "3"), .butler]
        story.decide(on: scans)
        #expect(story.take("send") == ["send stop-section-refresh 2", "send stop-section-refresh 3"])
        #expect(try story.status().stopsInLastHour == 2)
        story.after(0.5)
        story.answer(200)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        #expect(
            story.take("stop-confirmed") == [
                "stop-confirmed a by low stop-section-refresh #1", "stop-confirmed c by low stop-section-refresh #1",
            ])
    }

    @Test("a target that is being verified is not asked again by another operation")
    func aTargetThatIsBeingVerifiedIsNotAskedAgainByAnotherOperation() {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        let scans = [Activity.scan("a", cancellable: true), .scan("b", cancellable: true), .butler]
        story.decide(on: scans)
        #expect(story.take("send") == ["send cancel-activity a", "send cancel-activity b"])
        story.answer(200)
        story.answer(200)
        story.polls(until: story.seconds + 70, every: 2, scans)
        #expect(story.take("send") == ["send stop-section-refresh 2"])
        story.answer(200)
        story.polls(until: story.seconds + 30, every: 2, scans)
        #expect(story.take("send") == [])
    }

    @Test("a step that no longer applies is passed over")
    func aStepThatNoLongerAppliesIsPassedOver() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.poll([.scan("a", cancellable: true), .butler])
        story.look(at: [.scan("a", cancellable: false), .butler])
        #expect(story.take("send") == [])
        story.look(at: [.scan("a", cancellable: false), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("where the only step no longer applies nothing was asked, and that is said")
    func whereTheOnlyStepNoLongerAppliesNothingWasAskedAndThatIsSaid() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.poll([.some("a", .libraryRefreshItems, cancellable: true), .butler])
        story.look(at: [.some("a", .libraryRefreshItems, cancellable: false), .butler])
        #expect(story.take("send", "stop") == ["stop-ineffective a no-remedy by low"])
    }
}
