// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What the status says of each rule on each activity: the same as what the rule then does.
@Suite struct ExplanationTests {
    private static let stuck = Rule.stop("stuck", .noProgressFor(.minutes(30)))

    private func explanation(_ story: Story, of uuid: String = "a", rule: Int = 0) throws -> RuleExplanation {
        let rules = try #require(try story.activity(uuid).rules)
        if story.settings.journal.showsTitles {
            #expect(try story.judgements(of: uuid) == rules, "another program judges in the same way")
        }
        return rules[rule]
    }

    @Test("a rule that waits says how long it still needs, and then that it is due")
    func aRuleThatWaitsSaysHowLongItStillNeedsAndThenThatItIsDue() throws {
        var story = Story(Self.stuck)
        story.polls(until: 600, [.scan("a"), .butler])
        let waiting = try self.explanation(story)
        #expect(waiting.truth == .no)
        #expect(waiting.conditions.map(\.value) == ["10m"])
        #expect(waiting.conditions.map(\.threshold) == ["30m"])
        #expect(waiting.remainingMicroseconds == 1_200_000_000)
        #expect(waiting.steps.map(\.remedy) == ["stop-section-refresh"])
        #expect(waiting.obstacle == nil)

        story.polls(until: 1_800, [.scan("a"), .butler])
        #expect(story.take("stop") == [])
        let due = try self.explanation(story)
        #expect(due.truth == .yes)
        #expect(due.remainingMicroseconds == 0)
        #expect(due.obstacle == "under-way")
    }

    @Test("what is unknown has its reason, and no time at which the rule would act")
    func whatIsUnknownHasItsReasonAndNoTimeAtWhichTheRuleWouldAct() throws {
        var story = Story(Self.stuck)
        story.polls(until: 600, [.scan("a", nil)])
        let explanation = try self.explanation(story)
        guard case .unknown(let why) = explanation.truth else {
            Issue.record("\(explanation.truth) is known")
            return
        }
        #expect(why.contains("gives no progress"))
        #expect(explanation.conditions[0].truth == explanation.truth)
        #expect(explanation.remainingMicroseconds == nil)
    }

    @Test("for shows how long all has held")
    func forShowsHowLongAllHasHeld() throws {
        var story = Story(.stop("low", .progressBelow(50), hold: .seconds(60)))
        story.polls(until: 20, [.scan("a")])
        let explanation = try self.explanation(story)
        #expect(explanation.hold == Predicate(condition: "for", value: "20s", threshold: "1m", truth: .no))
        #expect(explanation.remainingMicroseconds == 40_000_000)
    }

    @Test("a condition that time does not bring about leaves the time open")
    func aConditionThatTimeDoesNotBringAboutLeavesTheTimeOpen() throws {
        var story = Story(.stop("both", .runningFor(.seconds(60)), .progressBelow(5)))
        story.polls(until: 20, [.scan("a", 10)])
        #expect(try self.explanation(story).remainingMicroseconds == nil)
        story.after(10)
        story.poll([.scan("a", 4)])
        #expect(try self.explanation(story).remainingMicroseconds == 30_000_000)
    }

    @Test("each part of the match and of the exceptions is judged")
    func eachPartOfTheMatchAndOfTheExceptionsIsJudged() throws {
        let match = ActivityMatch(types: [Glob("library.*")], sections: ["Movies"], cancellable: false)
        let rule = Rule.stop(
            "films", .runningFor(.hours(1)), match: match,
            exceptions: [ActivityMatch(titles: [Glob("*weekly*", ignoringCase: true)])])
        var story = Story(rule)
        story.poll([.scan("a", section: "2", cancellable: nil)])
        let explanation = try self.explanation(story)
        #expect(explanation.match.map(\.condition) == ["type", "section", "cancellable"])
        #expect(explanation.match.map(\.truth.word) == ["true", "unknown", "unknown"])
        #expect(explanation.match[0].threshold == "library.*")
        #expect(explanation.exceptions.map { $0.map(\.truth.word) } == [["false"]])
        #expect(explanation.isAbout.word == "unknown")
        #expect(explanation.remainingMicroseconds == nil)
    }

    @Test("a rule that is not about it shows why, and nothing more")
    func aRuleThatIsNotAboutItShowsWhyAndNothingMore() throws {
        var story = Story(Self.stuck, .stop("guide", type: "provider.epg.load", .runningFor(.hours(1))))
        story.poll([.some("a", .providerGuideLoad)])
        let wildcard = try self.explanation(story)
        let spelledOut = try self.explanation(story, rule: 1)
        for explanation in [wildcard, spelledOut] {
            #expect(explanation.isAbout == .no)
            #expect(explanation.conditions.isEmpty && explanation.steps.isEmpty)
            #expect(explanation.match.first?.condition == "protected")
        }
    }

    @Test("titles stay hidden")
    func titlesStayHidden() throws {
        let rule = Rule.stop(
            "films", .runningFor(.hours(1)), match: ActivityMatch(titles: [Glob("*", ignoringCase: true)]))
        var story = Story(rule, journal: JournalSettings(showsTitles: false))
        story.poll([.scan("a", title: "A Secret"), .scan("b", title: "A Secret")])
        let explanation = try self.explanation(story)
        #expect(explanation.match.map(\.value) == ["(hidden)"])
        #expect(explanation.steps.first?.alsoEnds.map(\.name) == ["library.update.section"])
    }

    @Test("a step names what else it would end, and what of it forbids the step")
    func aStepNamesWhatElseItWouldEndAndWhatOfItForbidsTheStep() throws {
        let match = ActivityMatch(
            types: [Glob("library.update.section")], titles: [Glob("scanning*", ignoringCase: true)])
        var story = Story(.stop("scans", .runningFor(.hours(1)), match: match))
        story.poll([
            .scan("a"), .scan("b", title: "Scanning Films"), .scan("c", title: "Weekly"), .scan("d", section: "3"),
        ])
        let step = try #require(try self.explanation(story).steps.first)
        #expect(step.words == "stop the scan of section 2")
        #expect(step.alsoEnds.map(\.uuid) == ["b", "c"])
        #expect(step.alsoEndsCount == 2)
        #expect(step.spares == ["Weekly"])
    }

    @Test(
        "what forbids to act is named",
        arguments: [
            (true, SafetySettings(), "paused"),
            (false, SafetySettings(notDuring: [TimeWindow(name: "always", from: 0, to: 1_440)]), "not-during"),
        ])
    func whatForbidsToActIsNamed(isPaused: Bool, safety: SafetySettings, reason: String) throws {
        var story = Story(.stop("low", .progressBelow(50)), safety: safety)
        if isPaused { story.feed(.pause(true)) }
        story.poll([.scan("a")])
        #expect(try self.explanation(story).obstacle == reason)
    }

    @Test("a rule that gave up on it says so")
    func aRuleThatGaveUpOnItSaysSo() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.poll([.some("a", .libraryRefreshItems)])
        story.look(at: [.some("a", .libraryRefreshItems)])
        #expect(story.take("stop") == ["stop-ineffective a no-remedy by low"])
        let explanation = try self.explanation(story)
        #expect(explanation.obstacle == "gave-up")
        #expect(explanation.steps.isEmpty)
    }

    @Test("where ages cannot be told apart nobody is picked, and that is what it says")
    func whereAgesCannotBeToldApartNobodyIsPickedAndThatIsWhatItSays() throws {
        var story = Story(.stop("two", .duplicatesAtLeast(2), plan: StopPlan(victims: .oldest)))
        story.poll([.scan("a"), .scan("b")])
        #expect(try self.explanation(story).obstacle == "victims")
    }

    @Test("who plays counts as it did for the last poll")
    func whoPlaysCountsAsItDidForTheLastPoll() throws {
        var story = Story(.stop("busy", .streamsAtLeast(1)).observing)
        story.feed(.sessions(server: Story.server, [PlaybackSession(key: "1", state: .playing, isTranscoding: false)]))
        story.poll([.scan("a")])
        #expect(story.take("would") != [])
        #expect(try self.explanation(story).truth == .yes)
    }

    @Test("of very many judgements the first are told")
    func ofVeryManyJudgementsTheFirstAreTold() throws {
        let scans = (0..<200).map { Activity.scan("scan-\(1_000 + $0)", 10) }
        var story = Story(Self.stuck, .stop("long", .runningFor(.hours(1))))
        story.poll(scans)
        let activities = story.monitor.status(at: story.now).servers[0].activities
        #expect(activities.count { $0.rules != nil } == 150)
        let last = ActivityID("scan-1199")
        #expect(activities.last?.uuid == last.rawValue)
        #expect(activities.last?.rules == nil)
        let explanation = try #require(story.monitor.explanation(of: last, on: Story.server))
        #expect(explanation.map(\.rule) == ["stuck", "long"])
        #expect(explanation[0].steps.first?.alsoEnds.count == 199)
    }

    @Test("a request may end besides what somebody agreed to, and nothing else")
    func aRequestMayEndBesidesWhatSomebodyAgreedToAndNothingElse() {
        let one = ActivityMatch(uuids: [ActivityID("a")])
        var plan = StopPlan()
        plan.agreed = [ActivityID("b")]
        for (others, sent) in [(["b"], ["send stop-section-refresh 2"]), (["b", "c"], [])] {
            var story = Story(.stop("one", .runningFor(.zero), match: one, plan: plan))
            story.decide(on: [.scan("a")] + others.map { .scan($0) })
            #expect(story.take("send") == sent)
        }
    }
}
