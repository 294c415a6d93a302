// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What each answer to a request means for the ladder.
@Suite struct AnswerTests {
    /// What a step is tried on: with the step that would follow it taken away.
    enum Step: String, CaseIterable, Sendable {
        case cancel, section, task

        var activity: Activity {
            switch self {
            case .cancel: .some("a", .libraryRefreshItems, cancellable: true)
            case .section: .scan("a")
            case .task: .credits("a")
            }
        }

        var remedy: String {
            switch self {
            case .cancel: "cancel-activity"
            case .section: "stop-section-refresh"
            case .task: "stop-butler-task"
            }
        }
    }

    /// What follows an answer while the activity goes on, without the line of the request itself.
    private func consequence(of outcome: RequestOutcome, on step: Step) -> [String] {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        story.decide(on: [step.activity, .butler])
        _ = story.take()
        story.verify([step.activity, .butler], after: outcome)
        return story.take("stop", "auth").filter { !$0.hasPrefix("stop-requested") }
    }

    @Test("what may have been heard is verified", arguments: Step.allCases, [200, 202, 204, 429, 500, 502, 503])
    func whatMayHaveBeenHeardIsVerified(step: Step, status: Int) {
        #expect(self.consequence(of: .answered(status: status), on: step) == ["stop-ineffective a not-honoured by low"])
    }

    @Test("no answer is verified like one", arguments: Step.allCases)
    func noAnswerIsVerifiedLikeOne(step: Step) {
        #expect(self.consequence(of: .noAnswer, on: step) == ["stop-ineffective a not-honoured by low"])
    }

    @Test(
        "a step that does not apply ends at once",
        arguments: [
            (Step.cancel, 400, "no-remedy"), (.cancel, 403, "no-remedy"), (.cancel, 405, "no-remedy"),
            (.cancel, 301, "no-remedy"),
            (.section, 400, "no-remedy"), (.section, 404, "no-remedy"), (.section, 405, "no-remedy"),
            (.task, 400, "not-a-butler-task"), (.task, 404, "not-a-butler-task"), (.task, 405, "not-a-butler-task"),
            (.section, 401, "not-permitted"), (.section, 403, "not-permitted"), (.section, 498, "not-permitted"),
            (.task, 401, "not-permitted"), (.task, 403, "not-permitted"),
        ])
    func aStepThatDoesNotApplyEndsAtOnce(step: Step, status: Int, reason: String) {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 2)))
        story.decide(on: [step.activity, .butler])
        story.answer(status)
        #expect(
            story.take("stop") == [
                "stop-requested a by low \(step.remedy) \(status) #1", "stop-ineffective a \(reason) by low",
            ])
    }

    @Test("a cancel that the server refuses goes on to the next step")
    func aCancelThatTheServerRefusesGoesOnToTheNextStep() {
        var story = Story(.stop("low", .progressBelow(50)))
        let scan = [Activity.scan("a", cancellable: true), .butler]
        story.decide(on: scan)
        story.answer(400)
        story.look(at: scan)
        #expect(story.take("send") == ["send cancel-activity a", "send stop-section-refresh 2"])
    }

    @Test("a refused token gives up the cancel", arguments: [401, 498])
    func aRefusedTokenGivesUpTheCancel(status: Int) {
        #expect(
            self.consequence(of: .answered(status: status), on: .cancel)
                == ["stop-abandoned a authentication-refused by low"])
    }

    @Test("a stop that is given up while its request is on its way names that request", arguments: [false, true])
    func aStopThatIsGivenUpWhileItsRequestIsOnItsWayNamesThatRequest(isRuleGone: Bool) {
        var story = Story(
            .stop("low", .progressBelow(50), plan: StopPlan(verifyWithin: .seconds(10), attempts: 1)))
        let rows: [Activity] = [.scan("a", cancellable: true), .scan("b", cancellable: true)]
        story.decide(on: [rows[0]])
        story.verify([rows[0]], for: 12)
        story.look(at: rows)
        #expect(story.take("send") == ["send cancel-activity a", "send stop-section-refresh 2"])
        if isRuleGone {
            story.reload { $0.rules = [] }
        } else {
            story.fail()
            story.after(1)
            story.poll([])
        }
        story.answer(200)
        let reason = isRuleGone ? "rule-changed" : "server-restarted"
        #expect(
            story.take("stop-requested", "stop-abandoned") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a \(reason) by low stop-section-refresh #1",
            ])
    }

    @Test("404 on a uuid is confirmed by looking, and not before")
    func answer404OnAUuidIsConfirmedByLookingAndNotBefore() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.some("a", .libraryRefreshItems, cancellable: true), .butler])
        story.answer(404)
        #expect(story.take("stop-confirmed") == [])
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop-confirmed") == ["stop-confirmed a by low cancel-activity #1"])
        #expect(self.consequence(of: .answered(status: 404), on: .cancel) == ["stop-ineffective a not-honoured by low"])
    }

    @Test("what ends after a request that did not apply is not confirmed as ours")
    func whatEndsAfterARequestThatDidNotApplyIsNotConfirmedAsOurs() {
        var story = Story(.stop("low", .progressBelow(50)))
        let scan = [Activity.scan("a", cancellable: true), .butler]
        story.decide(on: scan)
        story.answer(400)
        story.look(at: [.butler])
        #expect(story.take("stop-confirmed", "stop-abandoned") == ["stop-abandoned a ended by low"])
    }

    @Test("a token that is not an administrator's stops enforcement for ten minutes, or until it changes")
    func aTokenThatIsNotAnAdministratorsStopsEnforcementForTenMinutesOrUntilItChanges() throws {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(cooldown: .minutes(1))))
        story.decide(on: [.scan("a"), .butler])
        story.answer(403)
        #expect(try story.status().enforcementHeldBack == "not-permitted")
        story.after(100)
        story.polls(until: story.seconds + 100, [.scan("a"), .scan("b", cancellable: true), .butler])
        #expect(story.requests.count == 1)
        #expect(story.take("would-stop") == ["would-stop a not-permitted by low", "would-stop b not-permitted by low"])
        story.reload()
        story.polls(until: story.seconds + 100, [.scan("a"), .scan("b", cancellable: true), .butler])
        #expect(story.requests.count == 1)
        story.feed(.tokenChanged(server: Story.server))
        story.decide(on: [.scan("a"), .scan("b", cancellable: true), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2", "send cancel-activity b"])
        #expect(try story.status().enforcementHeldBack == nil)
    }

    @Test("without an answer the identity must be read again before the retry")
    func withoutAnAnswerTheIdentityMustBeReadAgainBeforeTheRetry() {
        var story = Story(.stop("low", .progressBelow(50)))
        let scan = [Activity.scan("a"), .butler]
        story.decide(on: scan)
        story.verify(scan, after: .noAnswer)
        story.look(at: scan)
        #expect(story.requests.count == 1)
        story.identify()
        story.look(at: scan)
        #expect(story.requests.count == 2)
        #expect(story.take("stop-requested") == ["stop-requested a by low stop-section-refresh #1"])
    }

    @Test("a request that was not sent is not told, and what ends then ended by itself")
    func aRequestThatWasNotSentIsNotToldAndWhatEndsThenEndedByItself() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.answer(.notSent(reason: "no room on the disk"))
        story.after(1)
        story.poll([.butler])
        #expect(
            story.take("stop", "finished") == ["stop-abandoned a not-sent by low", "finished a ended"])
    }

    @Test("what one rule asked to end did not complete because another rule's request was not sent")
    func whatOneRuleAskedToEndDidNotCompleteBecauseAnotherRulesRequestWasNotSent() throws {
        let plan = StopPlan(attempts: 1, cooldown: .minutes(1))
        var story = Story(
            .stop("first", .progressBelow(50), plan: plan), .stop("second", .progressBelow(40), plan: plan))
        let scan = [Activity.scan("a", 10), .butler]
        story.decide(on: scan)
        story.verify(scan, after: .answered(status: 200))
        #expect(story.take("stop-ineffective") == ["stop-ineffective a not-honoured by first"])
        story.after(100)
        story.decide(on: scan)
        #expect(story.requests.count == 2)
        story.answer(.notSent(reason: "no room on the disk"))
        story.after(1)
        story.poll([.scan("a", 100), .butler])
        story.after(1)
        story.poll([.butler])
        let finished = try story.last(.finished)
        #expect(finished[.outcome] == "ended-after-request")
        #expect(finished[.rule] == "first")
    }

    @Test("a request that nobody knows changes nothing")
    func aRequestThatNobodyKnowsChangesNothing() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        _ = story.take()
        story.feed(.requestFinished(id: 999, .answered(status: 200)))
        story.feed(.requestFinished(id: story.requests[0].id, .answered(status: 200)))
        story.feed(.requestFinished(id: story.requests[0].id, .answered(status: 500)))
        #expect(story.take() == ["stop-requested a by low stop-section-refresh 200 #1"])
    }
}
