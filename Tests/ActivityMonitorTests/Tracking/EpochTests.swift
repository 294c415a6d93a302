// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A run of the server ends, and what was known is lost, never finished.
@Suite struct EpochTests {
    @Test("another identity ends the epoch")
    func anotherIdentityEndsTheEpoch() {
        var story = Story()
        story.poll([.scan("a")])
        _ = story.take()
        story.at(1)
        story.identify("another")
        #expect(story.take() == ["lost a identity-changed"])
        story.at(2)
        story.poll([.scan("a")], sentAt: 0.5)
        #expect(story.take() == [])
        story.poll([.scan("a")])
        #expect(story.take() == ["started a already-running"])
    }

    @Test("the same identity again changes nothing")
    func theSameIdentityAgainChangesNothing() {
        var story = Story()
        story.poll([.scan("a")])
        _ = story.take()
        story.identify()
        story.poll([.scan("a")])
        #expect(story.take() == [])
    }

    @Test("what an incomplete answer shows after a failure does not hide that all that was known before is gone")
    func whatAnIncompleteAnswerShowsAfterAFailureDoesNotHideThatAllThatWasKnownBeforeIsGone() {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.at(10)
        story.fail()
        story.at(20)
        story.poll(snapshot: ActivitySnapshot(activities: [.scan("b"), .credits("c")], skippedRows: 1))
        story.at(25)
        story.fail()
        story.at(30)
        _ = story.take()
        story.poll([.scan("b")])
        #expect(
            story.take("lost", "finished") == [
                "lost a server-restarted", "lost butler server-restarted", "lost c server-restarted",
            ])
    }

    @Test("what was heard of before a stream ended does not hide that the server restarted while a poll was open")
    func whatWasHeardOfBeforeAStreamEndedDoesNotHideThatTheServerRestartedWhileAPollWasOpen() {
        var story = Story()
        story.openStream()
        story.poll([.scan("a"), .butler])
        story.at(11)
        story.hear(.started, .scan("b"))
        story.at(12)
        story.closeStream()
        story.at(14)
        _ = story.take()
        story.poll([.scan("c")], sentAt: 10)
        #expect(
            story.take() == ["lost a server-restarted", "lost butler server-restarted", "started c already-running"])
        story.at(20)
        story.poll([.scan("c")])
        #expect(story.take() == ["lost b server-restarted"])
    }

    @Test("what an answer showed that was on its way when the stream ended may have gone with the server")
    func whatAnAnswerShowedThatWasOnItsWayWhenTheStreamEndedMayHaveGoneWithTheServer() {
        var story = Story()
        story.openStream()
        story.poll([.scan("a"), .butler])
        story.at(12)
        story.closeStream()
        story.at(14)
        story.poll([.scan("a"), .credits("b"), .butler], sentAt: 10)
        story.at(20)
        _ = story.take()
        story.poll([.scan("c")])
        #expect(
            story.take() == [
                "lost a server-restarted", "lost b server-restarted", "lost butler server-restarted",
                "started c already-running",
            ])
    }

    @Test("the same where nothing else was known")
    func theSameWhereNothingElseWasKnown() {
        var story = Story()
        story.openStream()
        story.poll([])
        story.at(12)
        story.closeStream()
        story.at(14)
        story.poll([.scan("a")], sentAt: 10)
        story.at(20)
        _ = story.take()
        story.poll([])
        #expect(story.take() == ["lost a server-restarted"])
    }

    @Test(
        "after a failure, none of the known uuids left is a restart; the permanent row alone tells it from an end",
        arguments: [true, false])
    func afterAFailureNoneOfTheKnownUuidsLeftIsARestartThePermanentRowAloneTellsItFromAnEnd(
        butlerStays: Bool
    ) {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.fail()
        story.after(10)
        _ = story.take()
        story.poll(butlerStays ? [.butler] : [.scan("b")])
        #expect(
            story.take("lost", "finished", "started")
                == (butlerStays
                    ? ["finished a ended"]
                    : ["lost a server-restarted", "lost butler server-restarted", "started b already-running"]))
    }

    @Test("one activity that goes while all was well has ended, also when it was the only one")
    func oneActivityThatGoesWhileAllWasWellHasEndedAlsoWhenItWasTheOnlyOne() {
        var story = Story()
        story.poll([.scan("a", 100)])
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["finished a completed"])
    }

    @Test("two or more that all go at once are a restart")
    func twoOrMoreThatAllGoAtOnceAreARestart() {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["lost a server-restarted", "lost butler server-restarted"])
        story.after(10)
        story.poll([.scan("b")])
        #expect(story.take() == ["started b"])
    }

    @Test("a failure counts until the next complete snapshot, and no longer")
    func aFailureCountsUntilTheNextCompleteSnapshotAndNoLonger() {
        var story = Story()
        story.poll([.scan("a")])
        story.after(10)
        story.fail()
        story.after(10)
        story.poll(snapshot: ActivitySnapshot(activities: [.scan("a")], skippedRows: 1))
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["lost a server-restarted"])
        story.poll([.scan("b")])
        story.after(10)
        story.fail()
        story.after(10)
        story.poll([.scan("b")])
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["finished b ended"])
    }

    @Test("whatever appears later than the first snapshot has started")
    func whateverAppearsLaterThanTheFirstSnapshotHasStarted() {
        var story = Story()
        story.poll([.scan("a")])
        story.after(10)
        story.poll([.scan("a"), .scan("b")])
        #expect(story.take() == ["started a already-running", "started b"])
    }

    @Test("what the saved state knew and the first complete snapshot does not show is lost")
    func whatTheSavedStateKnewAndTheFirstCompleteSnapshotDoesNotShowIsLost() {
        var story = Story()
        story.poll([.scan("a"), .scan("b"), .butler])
        _ = story.take()
        story.restart()
        story.after(1)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        #expect(story.take() == [])
        story.after(10)
        story.poll([.scan("b"), .scan("c"), .butler])
        // The incomplete list may have hidden it.
        #expect(story.take() == ["lost a daemon-restarted", "started c already-running"])
        story.after(10)
        story.poll([.scan("c"), .butler])
        #expect(story.take() == ["finished b ended"])
    }

    @Test("what an incomplete snapshot showed after a restart has ended when the next complete one does not")
    func whatAnIncompleteSnapshotShowedAfterARestartHasEndedWhenTheNextCompleteOneDoesNot() {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.restart()
        story.after(1)
        _ = story.take()
        story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .scan("n"), .butler], skippedRows: 1))
        story.after(10)
        story.poll([.butler])
        #expect(story.take() == ["started n already-running", "finished a ended", "finished n ended"])
    }

    @Test("another identity after a restart sets aside what was saved")
    func anotherIdentityAfterARestartSetsAsideWhatWasSaved() {
        var story = Story(.stop("long", .runningFor(.minutes(1))).notifying)
        story.polls(until: 120, [.scan("a"), .butler])
        _ = story.take()
        story.restart(identified: false)
        story.identify("another")
        #expect(story.take() == ["lost a identity-changed", "lost butler identity-changed"])
        story.after(1)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule") == [])
    }

    @Test("rules judge the snapshot that begins an epoch")
    func rulesJudgeTheSnapshotThatBeginsAnEpoch() {
        var story = Story(.stop("low", .progressBelow(50)).notifying)
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.poll([.scan("b"), .scan("c")])
        #expect(story.take("rule") == ["rule-fired a by low", "rule-fired b by low", "rule-fired c by low"])
    }

    @Test("a server that leaves the configuration loses what was known of it")
    func aServerThatLeavesTheConfigurationLosesWhatWasKnownOfIt() {
        var story = Story(servers: ["home", "away"])
        story.poll([.scan("a")], server: "away")
        story.reload { $0.servers.removeLast() }
        #expect(story.take("lost") == ["lost a no-longer-watched"])
    }
}
