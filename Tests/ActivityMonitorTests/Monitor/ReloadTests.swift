// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// A reload keeps what did not change.
@Suite struct ReloadTests {
    private static let rule = Rule.stop("low", .progressBelow(50), hold: .seconds(60)).notifying

    @Test("a rule that did not change keeps its clock and its words")
    func aRuleThatDidNotChangeKeepsItsClockAndItsWords() {
        var story = Story(Self.rule)
        story.polls(until: 50, [.scan("a")])
        #expect(story.take("rule") == ["rule-pending a by low"])
        story.reload {
            $0.rules[0].summary = "Other words"
            $0.rules[0].file = "/elsewhere.toml"
            $0.journal.progressInterval = .seconds(1)
            $0.rules.append(.stop("another", .progressAbove(90)))
        }
        story.after(10)
        story.poll([.scan("a")])
        #expect(story.take("rule") == ["rule-fired a by low"])
    }

    @Test("one that changed in anything starts again", arguments: 0..<10)
    func oneThatChangedInAnythingStartsAgain(change: Int) {
        var story = Story(Self.rule)
        story.polls(until: 50, [.scan("a")])
        _ = story.take()
        story.reload {
            switch change {
            case 0: $0.rules[0].conditions = [.progressBelow(51)]
            case 1: $0.rules[0].conditions.append(.runningFor(.zero))
            case 2: $0.rules[0].hold = .seconds(61)
            case 3: $0.rules[0].scope = .kind
            case 4: $0.rules[0].match.titles = [Glob("*", ignoringCase: true)]
            case 5: $0.rules[0].exceptions = [ActivityMatch(users: [9])]
            case 6: $0.rules[0].conduct = .observe(StopPlan())
            case 7: $0.rules[0].conduct = .enforce(StopMandate(arming: StopPlan()))
            case 8: $0.safety.protectedTypes.insert(.libraryRefreshItems)
            default: $0.rules[0].name = "renamed"
            }
        }
        story.after(10)
        story.polls(until: 110, [.scan("a")])
        let name = change == 9 ? "renamed" : "low"
        #expect(story.take("rule", "would", "send") == ["rule-pending a by \(name)"])
    }

    @Test("each setting of a plan is part of a rule's identity", arguments: 0..<6)
    func eachSettingOfAPlanIsPartOfARulesIdentity(change: Int) {
        var plan = StopPlan()
        switch change {
        case 0: plan.attempts = 3
        case 1: plan.cooldown = .minutes(31)
        case 2: plan.verifyWithin = .seconds(61)
        case 3: plan.maximumPerHour = 4
        case 4: plan.remedies = [.cancelActivity]
        default: plan.victims = .oldest
        }
        let (rule, changed) = (Rule.stop("low", .progressBelow(50)), Rule.stop("low", .progressBelow(50), plan: plan))
        let safety = SafetySettings()
        #expect(rule.identity(under: safety) != changed.identity(under: safety))
        #expect(rule.identity(under: safety) != rule.observing.identity(under: safety))
        #expect(changed.identity(under: safety) == changed.identity(under: safety))
    }

    @Test("a request on its way while its rule is removed still is told, and nothing more is sent")
    func aRequestOnItsWayWhileItsRuleIsRemovedStillIsToldAndNothingMoreIsSent() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.reload { $0.rules = [] }
        #expect(story.take("stop") == [])
        story.after(1)
        story.poll([.scan("a"), .butler])
        story.answer(200)
        #expect(
            story.take("stop") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a rule-changed by low stop-section-refresh #1",
            ])
        story.polls(until: story.seconds + 100, [.scan("a"), .butler])
        #expect(story.take("stop", "send") == [])
    }

    @Test("a request on its way while its server is removed still is told")
    func aRequestOnItsWayWhileItsServerIsRemovedStillIsTold() {
        var story = Story(.stop("low", .progressBelow(50)), servers: ["home", "away"])
        story.poll([.scan("a")], server: "away")
        story.after(1)
        story.poll([.scan("a")], server: "away")
        story.reload { $0.servers.removeLast() }
        _ = story.take()
        story.answer(200)
        #expect(
            story.take() == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a no-longer-watched by low stop-section-refresh #1",
            ])
    }

    @Test("a verification whose rule was changed is given up and its cooldown holds")
    func aVerificationWhoseRuleWasChangedIsGivenUpAndItsCooldownHolds() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.reload { $0.rules[0].conditions = [.progressBelow(49)] }
        #expect(story.take("stop-abandoned") == ["stop-abandoned a rule-changed by low stop-section-refresh #1"])
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.requests.count == 1)
    }

    @Test("evidence and activities stay")
    func evidenceAndActivitiesStay() throws {
        var story = Story(Self.rule)
        story.polls(until: 50, [.scan("a")])
        story.reload { $0.rules = [] }
        story.after(10)
        story.poll([.scan("a")])
        #expect(try story.activity("a").ageMicroseconds == 60_000_000)
        #expect(story.take("started") == ["started a already-running"])
    }

    @Test("a configuration is told with its number")
    func aConfigurationIsToldWithItsNumber() throws {
        var story = Story(Self.rule)
        #expect(try story.last(.configurationLoaded).message == "Configuration 1 in force: 1 server, 1 rule, 0 armed")
        story.reload { $0.rules.append(.stop("one", .progressBelow(1))) }
        let event = try story.last(.configurationLoaded)
        #expect(event.message == "Configuration 2 in force: 1 server, 2 rules, 1 armed")
        #expect(event[.configurationGeneration] == "2")
    }

    @Test("a monitor without a configuration ignores all else")
    func aMonitorWithoutAConfigurationIgnoresAllElse() {
        var monitor = Monitor()
        let output = monitor.handle(
            .poll(
                server: "home", sentAt: Instant(nanoseconds: 0), .snapshot(ActivitySnapshot(activities: [.scan("a")]))),
            at: Instant(nanoseconds: 1))
        #expect(output == Output())
        #expect(monitor.nextDeadline() == nil)
        #expect(monitor.status(at: Instant(nanoseconds: 1)).servers.isEmpty)
    }
}
