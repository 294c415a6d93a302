// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What a daemon that is killed knows when it starts again: what was saved when the monitor said that it must be.
@Suite struct CrashTests {
    /// Plays a story in lines of a transcript.
    private func play(_ lines: String...) throws -> TranscriptTelling {
        try TranscriptStage.play(lines.joined(separator: "\n"))
    }

    @Test("a reset for does not come back")
    func aResetForDoesNotComeBack() throws {
        let told = try self.play(
            "rule low type=library.* progress-below=50 for=2m mode=enforce",
            "t=5s start scan library.update.section section=2 progress=10",
            "t=1m55s change scan progress=60", "t=2m1s daemon crash down=3s", "t=2m3s change scan progress=10",
            "until 4m")
        #expect(told.requests.isEmpty)
    }

    @Test("a standstill that a change has ended does not come back")
    func aStandstillThatAChangeHasEndedDoesNotComeBack() throws {
        let told = try self.play(
            "rule stuck type=library.* no-progress-for=2m mode=enforce",
            "t=5s start scan library.update.section section=2 progress=10",
            "t=1m55s change scan progress=60", "t=2m1s daemon crash down=3s", "t=2m3s change scan progress=10",
            "until 3m50s")
        #expect(told.requests.isEmpty)
    }

    @Test("a standstill of a kind that a change has ended does not come back")
    func aStandstillOfAKindThatAChangeHasEndedDoesNotComeBack() throws {
        let told = try self.play(
            "rule stuck type=library.* no-progress-for=2m scope=kind mode=enforce",
            "t=5s start scan library.update.section section=2 progress=10",
            "t=1m55s change scan progress=60", "t=2m1s daemon crash down=3s", "t=2m3s change scan progress=10",
            "until 3m50s")
        #expect(told.requests.isEmpty)
    }

    @Test("an exception that holds for a moment is not forgotten")
    func anExceptionThatHoldsForAMomentIsNotForgotten() throws {
        let told = try self.play(
            "rule low type=library.* progress-below=50 for=2m except1.subtitle=Keep mode=enforce",
            "t=5s start scan library.update.section section=2 progress=10",
            "t=1m55s change scan subtitle=Keep", "t=2m1s daemon crash down=3s", "t=2m3s change scan subtitle=Other",
            "until 4m")
        #expect(told.requests.isEmpty)
    }

    @Test("a breaker that has tripped does not come back closed")
    func aBreakerThatHasTrippedDoesNotComeBackClosed() throws {
        let told = try self.play(
            "rule long type=library.* running-for=30s mode=enforce max-per-hour=1 cooldown=1s",
            "t=5s start one library.update.section section=1 progress=10",
            "t=1m start two library.update.section section=2 progress=10",
            "t=1m35s daemon crash down=3s", "until 10m")
        #expect(told.requests.count == 1)
        #expect(told.all(.breakerTripped).count == 1)
    }

    @Test("a daemon that is killed after a confirmed stop tells neither the end nor the stop again")
    func aDaemonThatIsKilledAfterAConfirmedStopTellsNeitherTheEndNorTheStopAgain() throws {
        let told = try self.play(
            "rule long type=library.* running-for=1m mode=enforce",
            "t=0 start butler butler title=Butler progress=100",
            "t=5s start scan library.update.section section=2 progress=10",
            "t=1m25s daemon crash down=3s", "until 3m")
        #expect(told.all(.stopConfirmed).count == 1)
        #expect(told.all(.finished).count == 1)
        #expect(told.all(.lost).isEmpty)
        #expect(told.all(.stopAbandoned).isEmpty)
    }

    @Test("a start is not told again")
    func aStartIsNotToldAgain() throws {
        let told = try self.play(
            "t=0 start butler butler title=Butler progress=100",
            "t=35s start scan library.update.section section=2 progress=10", "t=45s daemon crash down=3s", "until 2m")
        #expect(told.all(.started).count == 2)
    }

    @Test("clocks that only run on ask for nothing to be saved")
    func clocksThatOnlyRunOnAskForNothingToBeSaved() {
        var monitor = Monitor()
        let settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home")],
            rules: [.stop("long", .runningFor(.hours(1)), hold: .minutes(1))])
        _ = monitor.handle(.configure(settings), at: Instant(nanoseconds: 0))
        for second in stride(from: Int64(0), to: 600, by: 10) {
            let instant = Instant(nanoseconds: second * 1_000_000_000)
            let rows = [Activity.butler, .scan("a", Double(second / 10))]
            let output = monitor.handle(
                .poll(server: "home", sentAt: instant, .snapshot(ActivitySnapshot(activities: rows))), at: instant)
            #expect(output.mustBeSaved == (second == 0))
        }
    }
}

/// What goes on over a restart of the daemon, and what does not.
@Suite struct RestartEvidenceTests {
    @Test("the clock of a kind goes on when the item is another one by then")
    func theClockOfAKindGoesOnWhenTheItemIsAnotherOneByThen() throws {
        var story = Story(.stop("endless", type: "media.*", .runningFor(.minutes(10)), scope: .kind).notifying)
        story.polls(until: 590, [.credits("one"), .butler])
        story.restart(after: 3)
        story.poll([.credits("two"), .butler])
        story.after(10)
        story.poll([.credits("two"), .butler])
        #expect(story.count(.ruleFired) == 1)
    }

    @Test("the clock of a kind ends over a restart that is longer than the limit")
    func theClockOfAKindEndsOverARestartThatIsLongerThanTheLimit() throws {
        var story = Story(.stop("endless", type: "media.*", .runningFor(.minutes(10)), scope: .kind).notifying)
        story.polls(until: 590, [.credits("one"), .butler])
        story.restart(after: 61)
        story.polls(until: 720, [.credits("two"), .butler])
        #expect(story.count(.ruleFired) == 0)
    }

    @Test("the clock of a kind ends over a reboot when the item is another one by then")
    func theClockOfAKindEndsOverARebootWhenTheItemIsAnotherOneByThen() throws {
        var story = Story(.stop("endless", type: "media.*", .runningFor(.minutes(10)), scope: .kind).notifying)
        story.polls(until: 590, [.credits("one"), .butler])
        story.restart(afterBoot: 700)
        story.polls(until: 800, [.credits("two"), .butler])
        #expect(story.count(.ruleFired) == 0)
    }

    @Test("another key of text hashes makes no title another one")
    func anotherKeyOfTextHashesMakesNoTitleAnotherOne() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(2))).notifying)
        story.polls(until: 60, [.scan("a", nil), .butler])
        story.restart { $0.textHashKey = TextHash.Key(3, 4) }
        story.polls(until: 300, [.scan("a", nil), .butler])
        #expect(story.count(.progress) == 0)
        #expect(story.count(.ruleFired) == 0, "neither progress nor a text has ever changed")
        story.restart()
        story.polls(until: 600, [.scan("a", nil), .butler])
        #expect(story.count(.ruleFired) == 0)
    }

    @Test("over another key of text hashes nothing counts as standing still")
    func overAnotherKeyOfTextHashesNothingCountsAsStandingStill() throws {
        var story = Story()
        story.polls(until: 60, [.scan("a", 10), .butler])
        story.restart { $0.textHashKey = TextHash.Key(3, 4) }
        story.after(1)
        story.poll([.scan("a", 10), .butler])
        #expect(try story.activity("a").stalledMicroseconds == 0)
        #expect(try story.activity("a").ageMicroseconds == 60_000_000)
        story.restart()
        story.poll([.scan("a", 10, title: "Other"), .butler])
        #expect(story.count(.progress) == 1, "with the same key a change shows")
    }

    @Test("a second restart before the first poll still knows that nothing can be compared")
    func aSecondRestartBeforeTheFirstPollStillKnowsThatNothingCanBeCompared() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(2))).notifying)
        story.polls(until: 60, [.scan("a", nil), .butler])
        story.restart { $0.textHashKey = TextHash.Key(3, 4) }
        story.restart()
        story.polls(until: 400, [.scan("a", nil), .butler])
        #expect(story.count(.ruleFired) == 0)
    }
}
