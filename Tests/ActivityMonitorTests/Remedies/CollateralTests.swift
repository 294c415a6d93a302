// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What else a request would end.
@Suite struct CollateralTests {
    private static let titled = ActivityMatch(
        types: [Glob("library.update.section")], titles: [Glob("scanning*", ignoringCase: true)])

    private func story(_ rule: Rule) -> Story { Story(rule) }

    @Test("others that the rule matches are named and end as collateral")
    func othersThatTheRuleMatchesAreNamedAndEndAsCollateral() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .scan("b", 60, title: "Scanning Films"), .butler])
        story.answer(200)
        #expect(try story.last(.stopRequested).message.contains("; it also ends Scanning Films"))
        story.after(1)
        story.poll([.butler])
        #expect(
            story.take("finished", "stop-confirmed") == [
                "finished a ended-after-request by low stop-section-refresh",
                "finished b ended-after-request collateral by low stop-section-refresh",
                "stop-confirmed a by low stop-section-refresh #1",
            ])
    }

    @Test(
        "a step that would end what the rule must spare is refused",
        arguments: [
            (Rule.stop("low", .progressBelow(50), match: titled), "not matched"),
            (
                .stop(
                    "low", .progressBelow(50), exceptions: [ActivityMatch(titles: [Glob("Weekly", ignoringCase: true)])]
                ),
                "exempt"
            ),
        ])
    func aStepThatWouldEndWhatTheRuleMustSpareIsRefused(rule: Rule, why: String) throws {
        var story = Story(rule)
        story.decide(on: [.scan("a"), .scan("b", 60, title: "Weekly", user: nil), .butler])
        #expect(story.requests.isEmpty)
        #expect(story.take("stop") == ["stop-ineffective a would-stop-spared by low"], "\(why)")
        #expect(try story.last(.stopIneffective).message.contains("Weekly"))
        story.polls(until: story.seconds + 4_000, [.scan("a"), .scan("b", 60, title: "Weekly", user: nil), .butler])
        #expect(story.take("stop") == [])
    }

    @Test(
        "a step that would end what may be exempt waits, and is taken once that is known",
        arguments: [[Activity.scan("b", 60)], []])
    func aStepThatWouldEndWhatMayBeExemptWaits(known: [Activity]) {
        var story = Story(.stop("low", .progressBelow(50), exceptions: [ActivityMatch(users: [7])]))
        let unknown: [Activity] = [.scan("a"), .scan("b", 60, user: nil), .butler]
        story.polls(until: 62, every: 2, unknown)
        #expect(story.take("stop", "send") == ["stop-abandoned a not-shown by low"])
        story.after(10)
        story.polls(until: 300, unknown)
        #expect(story.take("stop", "send") == [], "it says so once")
        story.after(10)
        story.decide(on: [.scan("a")] + known + [.butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a step that would end what contradictory rows show waits for rows that agree")
    func aStepThatWouldEndWhatContradictoryRowsShowWaitsForRowsThatAgree() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.poll([.scan("b", 60), .butler])
        let contradictory = ActivitySnapshot(activities: [.scan("a"), .butler], contradictory: [ActivityID("b")])
        for _ in 0..<20 {
            story.after(2)
            story.poll(snapshot: contradictory)
        }
        #expect(story.take("stop", "send") == [])
        story.after(2)
        story.poll([.scan("a"), .scan("b", 60), .butler])
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("what is spared comes before the request also when it appears after the decision")
    func whatIsSparedComesBeforeTheRequestAlsoWhenItAppearsAfterTheDecision() {
        var story = Story(.stop("low", .progressBelow(50), match: Self.titled))
        story.poll([.scan("a"), .butler])
        story.look(at: [.scan("a"), .scan("b", 60, title: "Weekly"), .butler])
        #expect(story.requests.isEmpty)
    }

    @Test("work of another section or another type is no collateral")
    func workOfAnotherSectionOrAnotherTypeIsNoCollateral() {
        var story = Story(.stop("low", .progressBelow(50), match: Self.titled))
        story.decide(on: [
            .scan("a"), .scan("b", 60, section: "3", title: "Weekly"), .some("c", .libraryRefreshItems, 60), .butler,
        ])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a scan that has not named its section is waited for, and then the stop is given up")
    func aScanThatHasNotNamedItsSectionIsWaitedForAndThenTheStopIsGivenUp() {
        let unnamed = [Activity.scan("a"), .scan("b", 60, section: nil, title: "Weekly"), .butler]
        var story = Story(.stop("low", .progressBelow(50), match: Self.titled))
        story.decide(on: unnamed)
        story.polls(until: 50, every: 2, unnamed)
        #expect(story.take("send", "stop") == [])
        var other = story
        other.after(1)
        other.poll([.scan("a"), .scan("b", 60, section: "3", title: "Weekly"), .butler])
        #expect(other.take("send") == ["send stop-section-refresh 2"])
        story.polls(until: 70, every: 2, unnamed)
        #expect(story.take("send", "stop") == ["stop-abandoned a section-not-named by low"])
    }

    @Test("an incomplete snapshot may hide what is to be spared")
    func anIncompleteSnapshotMayHideWhatIsToBeSpared() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.poll([.scan("a"), .butler])
        for _ in 0..<10 {
            story.after(2)
            story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .butler], skippedRows: 1))
        }
        #expect(story.take("send", "stop") == [])
        story.after(2)
        story.poll([.scan("a"), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a task stop ends all activities of its types, and the butler's row is not counted")
    func aTaskStopEndsAllActivitiesOfItsTypesAndTheButlersRowIsNotCounted() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.credits("a"), .credits("b", 60), .some("c", .generateIntros, 60), .butler])
        story.answer(200)
        story.after(1)
        story.poll([.some("c", .generateIntros, 60), .butler])
        #expect(
            story.take("send", "finished", "stop-confirmed") == [
                "send stop-butler-task ButlerTaskGenerateCreditsMarkers",
                "finished a ended-after-request by low stop-butler-task",
                "finished b ended-after-request collateral by low stop-butler-task",
                "stop-confirmed a by low stop-butler-task #1",
            ])
    }

    @Test("a cancel ends one activity and needs nobody's leave")
    func aCancelEndsOneActivityAndNeedsNobodysLeave() {
        var story = Story(.stop("low", .progressBelow(50), match: Self.titled))
        story.decide(on: [.scan("a", cancellable: true), .scan("b", 60, title: "Weekly"), .butler])
        #expect(story.take("send") == ["send cancel-activity a"])
    }

    @Test("an end after a request is never called completed")
    func anEndAfterARequestIsNeverCalledCompleted() {
        var story = Story(.stop("low", .runningFor(.zero)))
        story.decide(on: [.scan("a", 100), .butler])
        story.answer(500)
        story.after(1)
        story.poll([.butler])
        #expect(story.take("finished") == ["finished a ended-after-request by low stop-section-refresh"])
    }
}
