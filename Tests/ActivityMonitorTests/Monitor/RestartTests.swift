// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// The daemon restarts in the middle of a stop, on the same boot or another one.
@Suite struct RestartTests {
    private static let rule = Rule.stop("low", .progressBelow(50))
    private static let stuck = [Activity.scan("a"), .butler]

    @Test("looking again goes on with looking again", arguments: [nil, 3.0] as [Double?])
    func lookingAgainGoesOnWithLookingAgain(afterBoot: Double?) {
        var story = Story(Self.rule)
        story.poll(Self.stuck)
        story.restart(afterBoot: afterBoot)
        story.after(1)
        story.poll(Self.stuck)
        #expect(story.take("send") == ["send stop-section-refresh 2"])
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(2))
    }

    @Test(
        "a request that was on its way or being verified is verified, never sent again blindly",
        arguments: [nil, 3.0] as [Double?], [true, false])
    func aRequestThatWasOnItsWayOrBeingVerifiedIsVerifiedNeverSentAgainBlindly(
        afterBoot: Double?, answered: Bool
    ) {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        if answered { story.answer(200) }
        story.restart(afterBoot: afterBoot)
        story.after(1)
        _ = story.take()
        story.polls(until: story.seconds + 58, every: 2, Self.stuck)
        #expect(story.take("send", "stop") == [])
        story.after(2)
        story.poll(Self.stuck)
        #expect(story.take("send") == [])
        story.look(at: Self.stuck)
        #expect(story.take("send") == ["send stop-section-refresh 2"])
        story.answer(200)
        #expect(story.take("stop") == ["stop-requested a by low stop-section-refresh 200 #2"])
        #expect(Set(story.requests.map(\.id)).count == 2)
    }

    @Test("what ended in the meantime is lost and not confirmed", arguments: [true, false])
    func whatEndedInTheMeantimeIsLostAndNotConfirmed(answered: Bool) {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        if answered { story.answer(200) }
        story.restart()
        story.after(1)
        _ = story.take()
        story.poll([.butler])
        #expect(
            story.take() == [
                "lost a daemon-restarted", "stop-abandoned a daemon-restarted by low stop-section-refresh #1",
            ])
        story.after(10)
        story.decide(on: [.scan("b"), .butler])
        #expect(story.take("send") == [], "the cooldown holds")
    }

    @Test("what ends later is confirmed")
    func whatEndsLaterIsConfirmed() throws {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.restart()
        story.after(1)
        story.poll(Self.stuck)
        story.after(2)
        _ = story.take()
        story.poll([.butler])
        #expect(
            story.take() == [
                "finished a ended-after-request by low stop-section-refresh",
                "stop-confirmed a by low stop-section-refresh #1",
            ])
        #expect(try story.last(.stopConfirmed).message.contains("ended after our request"))
    }

    @Test("what ends after a crash with a request on its way is not said to have ended of it")
    func whatEndsAfterACrashWithARequestOnItsWayIsNotSaidToHaveEndedOfIt() throws {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.restart()
        story.after(1)
        story.poll(Self.stuck)
        story.restart()
        story.after(1)
        story.poll(Self.stuck)
        story.after(2)
        story.poll([.butler])
        #expect(
            try story.last(.stopConfirmed).message.contains(
                "ended after our request, which may not have been sent"))
        #expect(try story.last(.finished).message.contains("which may not have been sent"))
    }

    @Test("what goes on after a crash with a request on its way is not said to have ignored it")
    func whatGoesOnAfterACrashWithARequestOnItsWayIsNotSaidToHaveIgnoredIt() throws {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        story.decide(on: Self.stuck)
        story.restart()
        story.after(1)
        story.polls(until: story.seconds + 60, every: 2, Self.stuck)
        let message = try story.last(.stopIneffective).message
        #expect(!message.contains("was asked"))
        #expect(message.contains("before it knew whether its request was sent"))
    }

    @Test("what ends after a request that was answered before the restart ended after our request")
    func whatEndsAfterARequestThatWasAnsweredBeforeTheRestartEndedAfterOurRequest() throws {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.answer(200)
        story.restart()
        story.after(1)
        story.poll(Self.stuck)
        story.after(2)
        story.poll([.butler])
        #expect(try !story.last(.stopConfirmed).message.contains("may not"))
        #expect(try !story.last(.finished).message.contains("may not"))
    }

    @Test("what had ended before the answer goes on being verified")
    func whatHadEndedBeforeTheAnswerGoesOnBeingVerified() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.after(1)
        story.poll([.butler])
        story.restart()
        story.after(1)
        _ = story.take()
        story.poll([.butler])
        #expect(story.take() == ["lost a daemon-restarted", "stop-confirmed a by low stop-section-refresh #1"])
        story.after(10)
        story.decide(on: [.scan("b"), .butler])
        #expect(story.take("send") == [], "the cooldown holds")
    }

    @Test("a stop whose rule was changed meanwhile is given up, and its cooldown holds")
    func aStopWhoseRuleWasChangedMeanwhileIsGivenUpAndItsCooldownHolds() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.restart { $0.rules[0].conditions = [.progressBelow(49)] }
        #expect(story.take("stop") == ["stop-abandoned a rule-changed by low stop-section-refresh #1"])
        story.after(1)
        story.decide(on: Self.stuck)
        #expect(story.take("send") == [])
    }

    @Test("cooldowns run on over a restart and run again in full after a reboot")
    func cooldownsRunOnOverARestartAndRunAgainInFullAfterAReboot() {
        for reboots in [true, false] {
            var story = Story(Self.rule)
            story.decide(on: Self.stuck)
            story.answer(200)
            story.after(1)
            story.poll([.butler])
            story.after(1_700)
            story.restart(after: 10, afterBoot: reboots ? 5 : nil)
            story.after(120)
            story.poll([.butler])
            story.decide(on: [.scan("b"), .butler])
            #expect(story.requests.count == (reboots ? 1 : 2))
            guard reboots else { continue }
            story.after(1_700)
            story.decide(on: [.scan("b"), .butler])
            #expect(story.requests.count == 2)
        }
    }

    @Test("budgets run on over a restart and run again in full after a reboot")
    func budgetsRunOnOverARestartAndRunAgainInFullAfterAReboot() throws {
        for reboots in [true, false] {
            var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
            story.decide(on: Self.stuck)
            story.answer(200)
            story.after(1)
            story.poll([.butler])
            story.after(3_500)
            story.restart(after: 10, afterBoot: reboots ? 5 : nil)
            story.after(120)
            story.poll([.butler])
            story.decide(on: [.scan("b", section: "3"), .butler])
            #expect(story.requests.count == (reboots ? 1 : 2))
            #expect(story.count(.breakerTripped) == (reboots ? 1 : 0))
        }
    }

    @Test("what has been said is not said again")
    func whatHasBeenSaidIsNotSaidAgain() {
        var story = Story(Self.rule.observing, .stop("still", .runningFor(.zero), .progressAbove(90), hold: .zero))
        story.polls(until: 100, [.scan("a"), .scan("n", nil), .butler])
        #expect(
            story.take("would", "rule") == [
                "would-stop a by low stop-section-refresh", "rule-undecided n by low", "rule-undecided n by still",
            ])
        story.restart()
        story.after(1)
        story.polls(until: story.seconds + 100, [.scan("a"), .scan("n", nil), .butler])
        #expect(story.take("would", "rule") == [])
    }

    @Test("a request's number is never used twice")
    func aRequestsNumberIsNeverUsedTwice() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.restart()
        story.after(1)
        story.decide(on: Self.stuck + [.scan("b", section: "3")])
        #expect(story.requests.map(\.id) == [1, 2])
    }

    @Test("a state that was never configured is kept as it was")
    func aStateThatWasNeverConfiguredIsKeptAsItWas() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        let state = story.monitor.savedState()
        #expect(Monitor(restoring: state, isSameBoot: true).savedState() == state)
        #expect(Monitor(restoring: state, isSameBoot: false).savedState() == state)
        #expect(Monitor().savedState() == SavedState())
    }

    @Test("what was saved of a server that is not configured any more is lost")
    func whatWasSavedOfAServerThatIsNotConfiguredAnyMoreIsLost() {
        var story = Story(Self.rule, servers: ["home", "away"])
        story.poll([.scan("a")], server: "away")
        _ = story.take()
        story.restart { $0.servers.removeLast() }
        #expect(story.take() == ["stop-abandoned a no-longer-watched by low", "lost a no-longer-watched"])
    }
}
