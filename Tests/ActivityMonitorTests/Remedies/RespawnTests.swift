// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Work that starts again after each stop trips the breaker of its rule, however fast it is.
@Suite struct RespawnTests {
    private static func plan(attempts: Int = 1) -> StopPlan {
        StopPlan(verifyWithin: .seconds(10), attempts: attempts, cooldown: .minutes(1))
    }

    /// Stops work five times, each time followed at once by the next.
    private func stop(_ story: inout Story, _ work: (String) -> Activity) {
        story.poll([.butler])
        for round in 1...5 {
            story.after(90)
            story.decide(on: [work("a\(round)"), .butler])
            guard !story.open.isEmpty else { return }
            story.verify([work("a\(round + 1)"), .butler], for: 14)
        }
    }

    @Test("a scan that is back at once trips the breaker at the third stop")
    func aScanThatIsBackAtOnceTripsTheBreakerAtTheThirdStop() {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        self.stop(&story) { .scan($0) }
        #expect(story.requests.count == 3)
        #expect(
            story.take("breaker", "stop-abandoned").suffix(2) == [
                "stop-abandoned a3 replaced by low stop-section-refresh #1", "breaker-tripped a4 respawn by low",
            ])
    }

    @Test("a task whose work is back at once trips it as well")
    func aTaskWhoseWorkIsBackAtOnceTripsItAsWell() {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        self.stop(&story) { .credits($0) }
        #expect(story.requests.count == 3)
        #expect(story.take("breaker") == ["breaker-tripped a4 respawn by low"])
    }

    @Test("a rule whose clocks belong to the kind is no exception")
    func aRuleWhoseClocksBelongToTheKindIsNoException() {
        var story = Story(.stop("low", .progressBelow(50), scope: .kind, plan: Self.plan()))
        story.poll([.butler])
        for round in stride(from: 1, through: 9, by: 2) {
            story.after(90)
            story.decide(on: [.scan("a\(round)"), .butler])
            guard !story.open.isEmpty else { break }
            story.verify([.scan("a\(round + 1)"), .butler], for: 14)
        }
        #expect(story.requests.count == 3)
        #expect(story.take("breaker") == ["breaker-tripped a6 respawn by low"])
    }

    @Test("work that is there again before the stopped one is gone counts")
    func workThatIsThereAgainBeforeTheStoppedOneIsGoneCounts() {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        func work(_ uuid: Int) -> Activity { .some("a\(uuid)", .libraryRefreshItems, cancellable: true) }
        story.poll([.butler])
        for round in 1...5 {
            story.after(90)
            story.decide(on: [work(round), .butler])
            guard !story.open.isEmpty else { break }
            story.after(0.5)
            story.answer(200)
            story.after(2)
            story.poll([work(round), work(round + 1), .butler])
            story.after(2)
            story.poll([work(round + 1), .butler])
        }
        #expect(story.requests.count == 3)
        #expect(
            story.take("breaker", "stop-confirmed").suffix(2) == [
                "stop-confirmed a3 by low cancel-activity #1", "breaker-tripped a4 respawn by low",
            ])
    }

    @Test("stops that are confirmed and stops that are replaced at once count together")
    func stopsThatAreConfirmedAndStopsThatAreReplacedAtOnceCountTogether() {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        story.poll([.butler])
        for round in 1...5 {
            story.after(90)
            story.decide(on: [.scan("a\(round)"), .butler])
            guard !story.open.isEmpty else { break }
            if round == 2 {
                story.verify([.butler], for: 2)
            } else {
                story.verify([.scan("a\(round + 1)"), .butler], for: 14)
            }
        }
        #expect(story.requests.count == 3)
        #expect(story.count(.breakerTripped) == 1)
    }

    @Test("other work that the request covers is no new start")
    func otherWorkThatTheRequestCoversIsNoNewStart() {
        var story = Story(.stop("low", type: "library.*", .progressBelow(50), plan: Self.plan()))
        story.poll([.butler])
        for round in 1...5 {
            story.after(2_400)
            story.decide(on: [.scan("a\(round)"), .butler])
            story.verify([.scan("b\(round)", section: nil), .butler], for: 14)
        }
        #expect(story.requests.count == 5)
        #expect(story.count(.breakerTripped) == 0)
    }

    @Test("the breaker trips on the work as it was last seen", arguments: [false, true])
    func theBreakerTripsOnTheWorkAsItWasLastSeen(isGone: Bool) throws {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        func work(_ uuid: String, _ progress: Double = 10) -> Activity {
            .some(uuid, .libraryRefreshItems, progress, cancellable: true)
        }
        story.poll([.butler])
        for round in 1...3 {
            let (stopped, next) = ("a\(round)", "b\(round)")
            story.after(90)
            story.decide(on: [work(stopped), .butler])
            story.after(0.5)
            story.answer(200)
            story.after(2)
            story.poll([work(stopped), work(next), .butler])
            story.after(2)
            story.poll([work(stopped), work(next, 20), .butler])
            if isGone { story.hear(.ended, work(next, 20)) }
            story.after(2)
            story.poll(isGone ? [.butler] : [work(next, 20), .butler])
        }
        let tripped = try story.last(.breakerTripped)
        #expect(tripped[.activityUUID] == "b3")
        #expect(tripped[.progress] == "20")
        #expect(tripped[.ageMicroseconds] == (isGone ? "2000000" : "4000000"))
    }

    /// What becomes of the daemon and of the next work before a poll shows it.
    enum Meanwhile: CaseIterable {
        case itGoesOn, theDaemonIsKilled, itEndsUntold
    }

    @Test("work whose start was told in time counts when the next poll comes late", arguments: Meanwhile.allCases)
    func workWhoseStartWasToldInTimeCountsWhenTheNextPollComesLate(meanwhile: Meanwhile) {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        story.poll([.butler])
        for round in 1...5 {
            story.decide(on: [.scan("a\(round)"), .butler])
            guard !story.open.isEmpty else { break }
            story.verify([.butler], for: 2)
            story.after(60)
            story.hear(.started, .scan("a\(round + 1)"))
            switch meanwhile {
            case .itGoesOn: break
            case .theDaemonIsKilled: story.restart()
            case .itEndsUntold:
                story.after(60)
                story.poll([.butler])
            }
            story.after(1_790)
        }
        #expect(story.requests.count == 3)
        #expect(story.count(.breakerTripped) == 1)
    }

    @Test("the first of several returns between two polls counts")
    func theFirstOfSeveralReturnsBetweenTwoPollsCounts() {
        var story = Story(.stop("low", .progressBelow(50), plan: Self.plan()))
        story.poll([.butler])
        for round in 1...3 {
            story.decide(on: [.scan("a\(round)"), .butler])
            story.verify([.butler], for: 2)
            story.after(60)
            story.hear(.started, .scan("b\(round)"))
            story.after(1_800)
            story.hear(.started, .scan("c\(round)"))
            story.after(1)
            story.poll([.scan("b\(round)", 60), .butler])
            story.after(100)
        }
        #expect(story.count(.breakerTripped) == 1)
    }
}
