// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// The cooldown is looked at before each request and belongs to the installation.
@Suite struct CooldownTests {
    private static let stuck = [Activity.scan("a"), .butler]

    private static func rule(_ cooldown: Duration = .minutes(30)) -> Rule {
        .stop("low", .progressBelow(50), plan: StopPlan(cooldown: cooldown))
    }

    @Test("a cooldown that starts after the decision forbids its request")
    func aCooldownThatStartsAfterTheDecisionForbidsItsRequest() {
        var story = Story(Self.rule(), .stop("high", .progressAbove(50)))
        let a = Activity.scan("a", cancellable: true)
        func poll(_ other: Activity, skipping rows: Int) {
            story.after(1)
            story.poll(snapshot: ActivitySnapshot(activities: [a, other, .butler], skippedRows: rows))
        }
        // The second scan waits for a whole list, and names the section of the first one by then.
        poll(.scan("b", 60, section: "3"), skipping: 1)
        poll(.scan("b", 60, section: "3"), skipping: 1)
        #expect(story.take("send") == ["send cancel-activity a"])
        story.answer(200)
        story.after(1)
        story.hear(.ended, a)
        #expect(story.count(.stopConfirmed) == 1)
        story.after(1)
        story.poll([.scan("b", 60, section: "2"), .butler])
        #expect(story.take("send", "stop-abandoned") == ["stop-abandoned b cooldown by high"])
    }

    @Test("a cooldown that starts with a late answer holds for the entry that has come back")
    func aCooldownThatStartsWithALateAnswerHoldsForTheEntryThatHasComeBack() {
        var story = Story(Self.rule(.minutes(1)))
        story.decide(on: Self.stuck)
        story.reload { $0.servers = [] }
        story.reload { $0.servers = [ServerSettings(name: "home")] }
        story.identify()
        story.at(62)
        story.poll(Self.stuck)
        // The answer to the request of the entry that was removed: its stop is settled now.
        story.at(62.2)
        story.answer(200)
        story.at(62.5)
        story.poll(Self.stuck)
        #expect(story.requests.count == 1)
        story.after(30)
        story.decide(on: Self.stuck)
        #expect(story.requests.count == 1)
        story.after(31)
        story.decide(on: Self.stuck)
        #expect(story.requests.count == 2)
    }

    @Test("work of a kind that another entry of the server is stopping is left to it")
    func workOfAKindThatAnotherEntryOfTheServerIsStoppingIsLeftToIt() {
        func work(_ uuid: String) -> Activity { .some(uuid, .libraryRefreshItems, cancellable: true) }
        var story = Story(Self.rule(), servers: ["one", "two"], identified: false)
        story.identify("machine-home", server: "two")
        story.poll([work("a"), .butler], server: "two")
        story.after(0.5)
        story.poll([work("a"), .butler], server: "two")
        #expect(story.requests.count == 1)
        story.identify("machine-home", server: "one")
        for _ in 0..<3 {
            story.after(1)
            story.poll([work("a"), work("c"), .butler], server: "one")
        }
        #expect(story.requests.count == 1, "the other entry waits for its answer")
        story.answer(200)
        story.after(1)
        story.poll([work("c"), .butler], server: "two")
        #expect(story.count(.stopConfirmed) == 1)
        for _ in 0..<3 {
            story.after(1)
            story.poll([work("c"), .butler], server: "one")
        }
        #expect(story.requests.count == 1, "the cooldown of the other entry holds")
    }

    @Test(
        "a cooldown holds over a restart that renames the entry and changes the rule", arguments: [true, false],
        [true, false])
    func aCooldownHoldsOverARestartThatRenamesTheEntryAndChangesTheRule(
        isAnswered: Bool, reboots: Bool
    ) {
        var story = Story(Self.rule())
        story.decide(on: Self.stuck)
        if isAnswered {
            story.after(1)
            story.answer(200)
        }
        story.restart(afterBoot: reboots ? 5 : nil, identified: false) {
            $0.servers = [ServerSettings(name: "attic")]
            $0.rules[0].conditions = [.progressBelow(49)]
        }
        #expect(
            story.take("stop-abandoned") == ["stop-abandoned a rule-changed by low stop-section-refresh #1"],
            "the end of what was under way is told")
        story.identify("machine-home", server: "attic")
        for _ in 0..<3 {
            story.after(1)
            story.poll(Self.stuck, server: "attic")
        }
        #expect(story.requests.count == 1)
    }

    @Test("a cooldown that has run since before holds over such a restart")
    func aCooldownThatHasRunSinceBeforeHoldsOverSuchARestart() {
        var story = Story(Self.rule())
        story.decide(on: Self.stuck)
        story.after(1)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        story.restart(identified: false) {
            $0.servers = [ServerSettings(name: "attic")]
            $0.rules[0].conditions = [.progressBelow(49)]
        }
        story.identify("machine-home", server: "attic")
        for _ in 0..<3 {
            story.after(1)
            story.poll([.scan("b"), .butler], server: "attic")
        }
        #expect(story.requests.count == 1)
    }
}
