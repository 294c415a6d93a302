// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A scan names its section about a second after it starts: until then it may be of any.
@Suite struct UnnamedScanTests {
    private static let rule = Rule.stop("low", .progressBelow(50))
    private static let unnamed = [Activity.scan("a", section: nil), .butler]

    @Test("a rule that holds at first sight waits for the section")
    func aRuleThatHoldsAtFirstSightWaitsForTheSection() {
        var story = Story(Self.rule)
        story.poll(Self.unnamed)
        #expect(story.take("stop", "send") == [])
        story.look(at: Self.unnamed)
        #expect(story.take("stop", "send") == [])
        story.look(at: [.scan("a"), .butler])
        #expect(story.take("stop", "send") == ["send stop-section-refresh 2"])
    }

    @Test("one that names no section for as long as a verification lasts is left until it does")
    func oneThatNamesNoSectionForAsLongAsAVerificationLastsIsLeftUntilItDoes() {
        var story = Story(Self.rule)
        story.poll(Self.unnamed)
        story.after(2)
        story.polls(until: 60, every: 2, Self.unnamed)
        #expect(story.take("stop", "send") == [])
        story.after(2)
        story.polls(until: 66, every: 2, Self.unnamed)
        #expect(story.take("stop", "send") == ["stop-abandoned a section-not-named by low"])
    }

    @Test("one that no remedy of the rule can ever stop is not waited for")
    func oneThatNoRemedyOfTheRuleCanEverStopIsNotWaitedFor() {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(remedies: [.cancelActivity])))
        story.poll(Self.unnamed)
        #expect(story.take("stop", "send") == ["stop-ineffective a no-remedy by low"])
    }

    @Test("while it names no section any cooldown of its type on that server binds it")
    func whileItNamesNoSectionAnyCooldownOfItsTypeOnThatServerBindsIt() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.after(0.5)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        _ = story.take()
        story.after(10)
        story.decide(on: [.scan("b", 0, section: nil, cancellable: true), .butler])
        #expect(story.take("send") == [])
        story.after(1)
        story.decide(on: [.scan("b", 0, section: "3", cancellable: true), .butler])
        #expect(story.take("send") == ["send cancel-activity b"])
    }

    @Test("while it names no section it is left to a decision about any section")
    func whileItNamesNoSectionItIsLeftToADecisionAboutAnySection() {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        story.after(0.5)
        story.poll([.scan("a"), .scan("b", 0, section: nil, cancellable: true), .butler])
        story.after(0.5)
        story.poll([.scan("a"), .scan("b", 0, section: nil, cancellable: true), .butler])
        #expect(!story.take("send").contains("send cancel-activity b"))
    }

    @Test(
        "one that names another section than the stopped one did not end after the request",
        arguments: [("2", "ended-after-request"), ("3", "ended")])
    func oneThatNamesAnotherSectionThanTheStoppedOneDidNotEndAfterTheRequest(
        section: String, outcome: String
    ) throws {
        for restarts in [false, true] {
            var story = Story(Self.rule)
            story.decide(on: [.scan("a"), .scan("b", 60, section: nil), .butler])
            story.after(0.5)
            story.answer(200)
            if restarts { story.restart() }
            story.after(1)
            story.poll([.scan("b", 60, section: section), .butler])
            story.after(1)
            story.poll([.butler])
            #expect(try story.last(.finished)[.activityUUID] == "b")
            #expect(try story.last(.finished)[.outcome] == outcome)
        }
    }

    @Test("one that was cancelled before it named another section did end after a request")
    func oneThatWasCancelledBeforeItNamedAnotherSectionDidEndAfterARequest() throws {
        var story = Story(
            .stop("slow", .progressBelow(5), plan: StopPlan(verifyWithin: .minutes(5), cooldown: .minutes(1))),
            .stop("low", .progressBelow(50), match: ActivityMatch(sections: ["2"])),
            safety: SafetySettings())
        story.decide(on: [.scan("b", 0, section: nil, cancellable: true), .butler])
        story.after(0.5)
        story.answer(200)
        story.after(1)
        story.poll([.scan("b", 0, section: "3", cancellable: true), .butler])
        story.after(1)
        story.poll([.butler])
        #expect(try story.last(.finished)[.remedy] == "cancel-activity")
    }
}
