// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What is told of activities that are gone, or that an earlier list has hidden.
@Suite struct DisappearanceTests {
    private static let rule = Rule.stop("long", type: "library.update.section", .runningFor(.seconds(10)))

    @Test("our own section stop that empties the server is confirmed")
    func ourOwnSectionStopThatEmptiesTheServerIsConfirmed() {
        var story = Story(Self.rule)
        story.polls(until: 10, [.scan("a"), .scan("b")])
        story.look(at: [.scan("a"), .scan("b")])
        story.after(0.5)
        story.answer(200)
        story.after(2)
        story.poll([])
        #expect(story.count(.stopConfirmed) == 1)
        #expect(story.count(.finished) == 2)
        #expect(story.count(.lost) == 0)
    }

    @Test("our own section stop explains it also between two attempts", arguments: [1, 2])
    func ourOwnSectionStopExplainsItAlsoBetweenTwoAttempts(attempts: Int) {
        let plan = StopPlan(verifyWithin: .seconds(10), attempts: attempts)
        var story = Story(.stop("long", type: "library.update.section", .runningFor(.seconds(10)), plan: plan))
        let rows: [Activity] = [.scan("a", cancellable: false), .scan("b", cancellable: false)]
        story.polls(until: 10, rows)
        story.look(at: rows)
        for attempt in 1...attempts {
            if attempt > 1 { story.look(at: rows) }
            story.verify(rows, for: attempt == attempts ? 4 : 12)
        }
        story.after(1)
        story.poll([.scan("c", section: nil)])
        #expect(story.count(.finished) == 2)
        #expect(story.count(.lost) == 0)
    }

    @Test("our own section stop explains it also while the rule looks again")
    func ourOwnSectionStopExplainsItAlsoWhileTheRuleLooksAgain() {
        let plan = StopPlan(verifyWithin: .seconds(10), attempts: 2)
        var story = Story(.stop("long", type: "library.update.section", .runningFor(.seconds(10)), plan: plan))
        let rows: [Activity] = [.scan("a"), .scan("b")]
        story.polls(until: 10, rows)
        story.look(at: rows)
        story.verify(rows, for: 10)
        #expect(story.requests.count == 1)
        story.after(4)
        story.poll([])
        #expect(story.count(.lost) == 0)
        #expect(story.take("stop-confirmed").count == 1)
    }

    @Test("our own section stop does not explain that other work is gone too")
    func ourOwnSectionStopDoesNotExplainThatOtherWorkIsGoneToo() {
        var story = Story(Self.rule)
        let rows: [Activity] = [.scan("a"), .scan("b"), .some("c", .generateCredits)]
        story.polls(until: 5, rows)
        story.at(10)
        story.poll(rows)
        story.look(at: rows)
        story.after(0.5)
        story.answer(200)
        story.after(2)
        story.poll([])
        #expect(story.count(.stopConfirmed) == 0)
        #expect(story.count(.lost) == 3)
    }

    @Test("a stream that was open all the time shows that the server has not restarted")
    func aStreamThatWasOpenAllTheTimeShowsThatTheServerHasNotRestarted() {
        var story = Story()
        story.openStream()
        story.after(1)
        story.poll([.scan("a"), .scan("b")])
        story.after(10)
        story.poll([])
        #expect(story.count(.finished) == 2)
        #expect(story.count(.lost) == 0)
    }

    @Test("a stream that was open all the time shows it also where no list was complete before")
    func aStreamThatWasOpenAllTheTimeShowsItAlsoWhereNoListWasCompleteBefore() {
        for isHeard in [false, true] {
            var story = Story()
            if isHeard { story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .scan("b")], skippedRows: 1)) }
            story.openStream()
            story.after(1)
            if isHeard {
                story.hear(.updated, .scan("a"))
                story.hear(.updated, .scan("b"))
            } else {
                story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .scan("b")], skippedRows: 1))
            }
            story.after(10)
            story.poll([])
            #expect(story.count(.finished) == 2)
            #expect(story.count(.lost) == 0)
        }
    }

    @Test("a stream that was opened since or has ended shows nothing of a restart", arguments: [true, false])
    func aStreamThatWasOpenedSinceOrHasEndedShowsNothingOfARestart(isOpenedSince: Bool) {
        var story = Story()
        if !isOpenedSince { story.openStream() }
        story.after(1)
        story.poll([.scan("a"), .scan("b")])
        story.after(5)
        if isOpenedSince { story.openStream() } else { story.closeStream() }
        story.after(5)
        story.poll([])
        #expect(story.count(.lost) == 2)
    }

    @Test("what belongs to the old server is told under its identity")
    func whatBelongsToTheOldServerIsToldUnderItsIdentity() throws {
        var story = Story(Self.rule)
        story.polls(until: 10, [.scan("a"), .butler])
        story.identify("machine-other")
        #expect(try story.last(.lost)[.serverID] == "machine-home")
        #expect(try story.last(.stopAbandoned)[.serverID] == "machine-home")
        story.after(1)
        story.poll([.scan("b"), .butler])
        #expect(try story.last(.started)[.serverID] == "machine-other")
    }

    @Test("what an incomplete first list hid was already running")
    func whatAnIncompleteFirstListHidWasAlreadyRunning() throws {
        var story = Story()
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        story.after(10)
        story.poll([.butler, .scan("a")])
        #expect(try story.last(.started)[.reason] == "already-running")
        story.after(10)
        story.poll([.butler, .scan("a"), .scan("b")])
        #expect(try story.last(.started)[.reason] == nil)
    }

    @Test("what an incomplete first list after a restart of the server hid was already running")
    func whatAnIncompleteFirstListAfterARestartOfTheServerHidWasAlreadyRunning() throws {
        var story = Story()
        story.poll([.butler, .scan("a")])
        story.after(10)
        story.fail()
        story.after(10)
        story.poll([])
        story.after(10)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        story.after(10)
        story.poll([.butler, .scan("c")])
        #expect(try story.last(.started)[.reason] == nil, "the empty list was complete")
    }

    @Test("a start that was told before the first whole list is a start")
    func aStartThatWasToldBeforeTheFirstWholeListIsAStart() throws {
        var story = Story()
        story.openStream()
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        story.after(2)
        story.hear(.started, .scan("a"))
        #expect(try story.last(.started)[.reason] == nil)
    }

    @Test("what another token does not show has not ended")
    func whatAnotherTokenDoesNotShowHasNotEnded() throws {
        var story = Story()
        story.polls(until: 20, [.scan("a"), .butler])
        story.feed(.tokenChanged(server: Story.server))
        story.after(10)
        story.poll([.scan("a")])
        #expect(story.count(.finished) == 0)
        #expect(try story.last(.lost)[.reason] == "token-changed")
        story.after(10)
        story.poll([])
        #expect(story.count(.finished) == 1, "what the new token did show ends as ever")
    }

    @Test("what is gone after a restart is not said to have ended")
    func whatIsGoneAfterARestartIsNotSaidToHaveEnded() throws {
        var story = Story()
        story.polls(until: 20, [.scan("a"), .butler])
        story.restart()
        story.poll([.scan("a")])
        let lost = try story.last(.lost)
        #expect(lost[.reason] == "daemon-restarted")
        #expect(!lost.message.contains("ended"))
    }
}
