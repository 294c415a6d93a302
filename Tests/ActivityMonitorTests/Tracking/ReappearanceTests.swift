// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A uuid that comes back after lists without it is the same work.
@Suite struct ReappearanceTests {
    @Test("its age and its standstill come back with it, and nothing of the gap")
    func itsAgeAndItsStandstillComeBackWithItAndNothingOfTheGap() throws {
        var story = Story()
        story.poll([.butler])
        story.after(10)
        story.polls(until: 40, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 30_000_000)
        #expect(try story.activity("a").stalledMicroseconds == 30_000_000)
        let started = try story.last(.started)
        #expect(started[.reason] == "reappeared")
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 40_000_000)
    }

    @Test("what a rule gave up on is not tried again")
    func whatARuleGaveUpOnIsNotTriedAgain() {
        var story = Story(.stop("now", .runningFor(.zero), plan: StopPlan(remedies: [.cancelActivity])))
        story.decide(on: [.scan("a"), .butler])
        #expect(story.count(.stopIneffective) == 1)
        story.after(10)
        story.poll([.butler])
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.count(.stopIneffective) == 1)
    }

    @Test("what a rule gave up on is not tried again after a restart in the gap")
    func whatARuleGaveUpOnIsNotTriedAgainAfterARestartInTheGap() {
        var story = Story(.stop("now", .runningFor(.zero), plan: StopPlan(remedies: [.cancelActivity])))
        story.decide(on: [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        story.restart()
        story.poll([.butler])
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.count(.stopIneffective) == 1)
    }

    @Test("news that shows it again after a restart also tells its values", arguments: [100.0, 60])
    func newsThatShowsItAgainAfterARestartAlsoTellsItsValues(progress: Double) throws {
        var story = Story()
        story.hear(.started, .scan("a", 0))
        story.after(30)
        story.poll([.butler])
        story.restart()
        story.hear(.updated, .scan("a", progress))
        #expect(try story.last(.started)[.progress] == "\(Int(progress))")
        story.after(10)
        story.poll([.butler])
        #expect(try story.last(.finished)[.progress] == "\(Int(progress))")
        #expect(try story.last(.finished)[.outcome] == (progress == 100 ? "completed" : "ended"))
    }

    @Test("a start that is told again after a restart does not tell older values")
    func aStartThatIsToldAgainAfterARestartDoesNotTellOlderValues() throws {
        var story = Story()
        story.poll([.scan("a", 60), .butler])
        story.after(10)
        story.poll([.butler])
        story.restart()
        story.hear(.started, .scan("a", 0))
        #expect(try story.last(.started)[.progress] == "60")
    }

    @Test("a flickering uuid is one start")
    func aFlickeringUuidIsOneStart() {
        var story = Story(.stop("storm", .startsAtLeast(3, within: .minutes(10))).notifying)
        story.poll([.butler])
        for _ in 0..<10 {
            story.after(10)
            story.poll([.scan("a"), .butler])
            story.after(10)
            story.poll([.butler])
        }
        #expect(story.count(.ruleFired) == 0)
    }

    @Test("a uuid that flickers is not the younger duplicate")
    func aUuidThatFlickersIsNotTheYoungerDuplicate() {
        var story = Story(
            .stop(
                "duplicates", .duplicatesAtLeast(2),
                plan: StopPlan(remedies: [.cancelActivity], victims: .newest)))
        story.poll([.scan("old", cancellable: true), .butler])
        story.after(10)
        story.poll([.butler])
        story.after(10)
        story.poll([.scan("young", cancellable: true), .butler])
        story.after(10)
        story.decide(on: [.scan("old", cancellable: true), .scan("young", cancellable: true), .butler])
        #expect(story.requests.map(\.remedy) == [.cancelActivity(ActivityID("young"))])
    }

    @Test("fragments of a run teach no history")
    func fragmentsOfARunTeachNoHistory() throws {
        var story = Story(.stop("slow", .slowerThanUsual(3), .runningFor(.seconds(1))).notifying)
        story.poll([.butler])
        for _ in 0..<8 {
            story.after(10)
            story.poll([.scan("a"), .butler])
            story.after(10)
            story.poll([.scan("a"), .butler])
            story.after(10)
            story.poll([.butler])
        }
        story.after(10)
        story.polls(until: 900, [.scan("b"), .butler])
        #expect(story.count(.ruleFired) == 0)
        let usual = try #require(story.monitor.savedState().servers[Story.server]).history.usualRuns
        #expect(usual.map(\.count).reduce(0, +) <= 1, "only the last fragment may still be a whole run")
    }

    @Test("a rule that would have acted says so once of a uuid that flickers")
    func aRuleThatWouldHaveActedSaysSoOnceOfAUuidThatFlickers() {
        var story = Story(Rule.stop("now", .runningFor(.zero)).observing)
        for _ in 0..<10 {
            story.after(10)
            story.poll([.scan("a"), .butler])
            story.after(10)
            story.poll([.butler])
        }
        #expect(story.count(.wouldStop) == 1)
    }

    @Test("a uuid is remembered for an hour")
    func aUuidIsRememberedForAnHour() throws {
        var story = Story()
        story.polls(until: 20, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        story.after(3_700)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 0)
        #expect(try story.last(.started)[.reason] == nil)
    }

    @Test("no more is remembered than there is room for")
    func noMoreIsRememberedThanThereIsRoomFor() throws {
        var story = Story()
        for number in 0..<20 {
            story.after(10)
            story.poll((0..<200).map { .scan("\(number)-\($0)") } + [.butler])
        }
        let past = try #require(story.monitor.savedState().servers[Story.server]?.past)
        #expect(past.count <= 1_000)
    }

    @Test("one that only news told before is not younger than what the list without it showed first")
    func oneThatOnlyNewsToldBeforeIsNotYoungerThanWhatTheListWithoutItShowedFirst() {
        var story = Story(
            .stop("duplicates", .duplicatesAtLeast(2), plan: StopPlan(remedies: [.cancelActivity], victims: .newest)))
        story.hear(.updated, .scan("a", cancellable: true))
        story.after(10)
        story.poll([.scan("b", cancellable: true), .butler])
        story.after(10)
        story.decide(on: [.scan("a", cancellable: true), .scan("b", cancellable: true), .butler])
        #expect(story.requests.isEmpty)
    }

    @Test("a start that only news told counts when it was told, not when a list shows that it is gone")
    func aStartThatOnlyNewsToldCountsWhenItWasTold() {
        var story = Story(.stop("storm", .startsAtLeast(2, within: .minutes(1))).notifying)
        story.poll([.butler])
        story.after(1)
        story.hear(.started, .scan("a"))
        story.at(55)
        story.poll([.butler])
        story.at(70)
        story.poll([.scan("b"), .butler])
        #expect(story.take("rule-fired") == [])
        story.hear(.started, .scan("c"))
        story.after(5)
        story.poll([.scan("b"), .butler])
        #expect(story.take("rule-fired") == ["rule-fired b by storm"])
    }
}
