// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What cannot be told just when a rule fires is waited for, given up after a while, and tried again when it can be told.
@Suite struct WaitingTests {
    private static let rule = Rule.stop("low", .progressBelow(50))
    private static let stuck = [Activity.scan("a"), .butler]
    private static let holed = ActivitySnapshot(activities: stuck, skippedRows: 1)

    private static func poll(_ story: inout Story, for seconds: Double, _ snapshot: ActivitySnapshot) {
        let end = story.seconds + seconds
        while story.seconds < end {
            story.after(2)
            story.poll(snapshot: snapshot)
        }
    }

    private static func poll(_ story: inout Story, for seconds: Double, _ activities: [Activity]) {
        self.poll(&story, for: seconds, ActivitySnapshot(activities: activities))
    }

    @Test("a row that cannot be read for a while does not make the rule give up for ever")
    func aRowThatCannotBeReadForAWhileDoesNotMakeTheRuleGiveUpForEver() {
        var story = Story(Self.rule)
        story.poll(Self.stuck)
        Self.poll(&story, for: 70, Self.holed)
        #expect(story.take("stop", "send") == ["stop-abandoned a not-shown by low"])
        Self.poll(&story, for: 300, Self.holed)
        #expect(story.take("stop", "send") == [], "it says so once")
        Self.poll(&story, for: 4, Self.stuck)
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("a scan that names its section late is waited for, and stopped then")
    func aScanThatNamesItsSectionLateIsWaitedForAndStoppedThen() {
        var story = Story(Self.rule)
        let unnamed = [Activity.scan("a", section: nil), .butler]
        story.poll(unnamed)
        Self.poll(&story, for: 70, unnamed)
        #expect(story.take("stop", "send") == ["stop-abandoned a section-not-named by low"])
        Self.poll(&story, for: 300, unnamed)
        #expect(story.take("stop", "send") == [])
        Self.poll(&story, for: 4, Self.stuck)
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("a scan of a section that nobody knows beside it is waited for")
    func aScanOfASectionThatNobodyKnowsBesideItIsWaitedFor() {
        var story = Story(.stop("low", .progressBelow(50), match: ActivityMatch(sections: ["2"])))
        let both = Self.stuck + [.scan("b", section: nil)]
        story.poll(Self.stuck)
        Self.poll(&story, for: 70, both)
        #expect(story.take("stop", "send") == ["stop-abandoned a section-not-named by low"])
        Self.poll(&story, for: 4, Self.stuck + [.scan("b", section: "3")])
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("an identity that cannot be read is waited for as long as a verification lasts")
    func anIdentityThatCannotBeReadIsWaitedForAsLongAsAVerificationLasts() {
        var story = Story(Self.rule)
        story.poll(Self.stuck)
        story.after(1)
        story.fail()
        Self.poll(&story, for: 70, Self.stuck)
        #expect(story.take("stop", "send") == ["stop-abandoned a identity-not-read by low"])
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(10))
        Self.poll(&story, for: 100, Self.stuck)
        #expect(story.take("stop", "send") == [])
        story.identify()
        Self.poll(&story, for: 4, Self.stuck)
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("it also ends where every second poll fails")
    func itAlsoEndsWhereEverySecondPollFails() {
        var story = Story(Self.rule)
        story.poll(Self.stuck)
        for _ in 0..<60 {
            story.after(1)
            story.fail()
            story.after(1)
            story.poll(Self.stuck)
        }
        #expect(story.take("stop", "send") == ["stop-abandoned a identity-not-read by low"])
    }

    @Test("an identity that cannot be read and then one list with a hole is no reason to give up for ever")
    func anIdentityThatCannotBeReadAndThenOneListWithAHoleIsNoReasonToGiveUpForEver() {
        var story = Story(Self.rule)
        story.poll(Self.stuck)
        story.after(1)
        story.fail()
        Self.poll(&story, for: 58, Self.stuck)
        story.identify()
        Self.poll(&story, for: 6, Self.holed)
        #expect(story.take("stop-ineffective", "send") == [])
        Self.poll(&story, for: 4, Self.stuck)
        #expect(story.take("stop-ineffective", "send") == ["send stop-section-refresh 2"])
    }

    @Test("before a retry an identity that cannot be read ends the stop, and the cooldown holds")
    func beforeARetryAnIdentityThatCannotBeReadEndsTheStopAndTheCooldownHolds() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.verify(Self.stuck, after: .noAnswer)
        Self.poll(&story, for: 70, Self.stuck)
        #expect(
            story.take("stop-abandoned") == ["stop-abandoned a identity-not-read by low stop-section-refresh #1"])
        story.identify()
        Self.poll(&story, for: 60, Self.stuck)
        #expect(story.requests.count == 1)
    }

    @Test("a refusal that was seen is final")
    func aRefusalThatWasSeenIsFinal() {
        var story = Story(
            .stop(
                "low", .progressBelow(50), match: ActivityMatch(types: [Glob("library.update.section")], users: [1])))
        let both = Self.stuck + [.scan("b", user: 7)]
        story.poll(both)
        Self.poll(&story, for: 4, both)
        #expect(story.take("stop", "send") == ["stop-ineffective a would-stop-spared by low"])
        Self.poll(&story, for: 100, Self.stuck)
        #expect(story.take("stop", "send") == [])
    }

    @Test("a rule that observes does not claim that it would spare what it cannot see")
    func aRuleThatObservesDoesNotClaimThatItWouldSpareWhatItCannotSee() throws {
        var story = Story(Self.rule.observing)
        Self.poll(&story, for: 70, Self.holed)
        #expect(try story.last(.wouldStop)[.reason] == "not-shown")
    }

    @Test(
        "a value that is unknown at every third poll leads to few words, whatever `for` is", arguments: [2.0, 4, 8, 20])
    func aValueThatIsUnknownAtEveryThirdPollLeadsToFewWords(hold: Double) {
        for cycle in [3, 4, 6] {
            var story = Story(
                .stop("low", .progressBelow(60), hold: .seconds(hold), plan: StopPlan(verifyWithin: .seconds(5))),
                interval: .seconds(2))
            for poll in 0..<1_800 {
                story.poll([.scan("a", poll % cycle == cycle - 1 ? nil : 50), .butler])
                story.after(2)
            }
            #expect(story.count(.stopAbandoned) <= 1)
        }
    }

    @Test("what was given up for lack of facts is told again once a condition has stopped holding")
    func whatWasGivenUpForLackOfFactsIsToldAgainOnceAConditionHasStoppedHolding() {
        var story = Story(Self.rule)
        for progress in [60.0, nil] as [Double?] {
            story.poll(Self.stuck)
            Self.poll(&story, for: 70, Self.holed)
            story.after(2)
            story.poll([.scan("a", progress), .butler])
            story.after(2)
        }
        story.poll(Self.stuck)
        Self.poll(&story, for: 70, Self.holed)
        #expect(story.count(.stopAbandoned) == 2)
    }

    @Test("sessions that cannot be read at every third poll lead to one word an hour", arguments: [false, true])
    func sessionsThatCannotBeReadAtEveryThirdPollLeadToOneWordAnHour(holds: Bool) {
        let rule = Rule.stop("busy", .streamsAtLeast(1), hold: holds ? .seconds(20) : .zero)
        for conduct in [rule, rule.observing] {
            var story = Story(conduct)
            for poll in 0..<360 {
                let sessions = [
                    PlaybackSession(key: "7", state: .playing, isTranscoding: false, playhead: .seconds(poll * 10))
                ]
                story.feed(.sessions(server: Story.server, poll % 3 == 2 ? nil : sessions))
                story.poll([.some("a", .generateCredits), .butler])
                story.after(10)
            }
            #expect(story.count(.wouldStop) + story.count(.stopAbandoned) <= 1)
        }
    }
}
