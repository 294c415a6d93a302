// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// A session that the server only goes on listing is no reason to act.
@Suite struct SessionWatchTests {
    private static func session(_ key: String, _ seconds: Int?, _ state: PlaybackSession.State = .playing)
        -> PlaybackSession
    {
        PlaybackSession(key: key, state: state, isTranscoding: false, playhead: seconds.map { .seconds($0) })
    }

    @Test("a healthy scan is not stopped for a ghost whose playhead stands still")
    func aHealthyScanIsNotStoppedForAGhostWhosePlayheadStandsStill() {
        var story = Story(.stop("play", .streamsAtLeast(1), hold: .minutes(2)))
        for second in stride(from: 0.0, through: 600, by: 10) {
            story.at(second)
            story.feed(.sessions(server: Story.server, [Self.session("7", 90)]))
            story.poll([.scan("a"), .butler])
        }
        #expect(story.requests.isEmpty)
        #expect(story.count(.ruleUndecided) == 1)
    }

    @Test(
        "a session that played until it was called stopped is a ghost, although its playhead has moved since the last list"
    )
    func aSessionThatPlayedUntilItWasCalledStoppedIsAGhost() {
        var watch = SessionWatch()
        #expect(watch.read([Self.session("7", 10)], at: Story.instant(10)).streams == 1...1)
        watch.hear(PlaybackNotification(key: "7", state: .stopped), receivedAt: Story.instant(15))
        #expect(watch.read([Self.session("7", 15)], at: Story.instant(20)).streams == 0...1)
        #expect(watch.read([Self.session("7", 15)], at: Story.instant(30)).streams == 0...1)
        #expect(watch.read([Self.session("7", 16)], at: Story.instant(40)).streams == 1...1)
    }

    @Test("a healthy scan is not stopped for a session that a notification calls stopped")
    func aHealthyScanIsNotStoppedForASessionThatANotificationCallsStopped() {
        var story = Story(.stop("play", .streamsAtLeast(1)))
        story.feed(
            .playback(
                server: Story.server, receivedAt: Story.instant(0), PlaybackNotification(key: "7", state: .stopped)))
        for second in stride(from: 0.0, through: 50, by: 10) {
            story.at(second)
            story.feed(.sessions(server: Story.server, [Self.session("7", 90)]))
            story.poll([.scan("a"), .butler])
        }
        #expect(story.requests.isEmpty)
    }

    @Test("a playhead that moves is a stream")
    func aPlayheadThatMovesIsAStream() {
        var watch = SessionWatch()
        for second in 0..<200 {
            let count = watch.read([Self.session("7", second)], at: Story.instant(Double(second)))
            #expect(count.streams == 1...1)
        }
    }

    @Test("a playhead that stands still is a stream for less than a minute")
    func aPlayheadThatStandsStillIsAStreamForLessThanAMinute() {
        var watch = SessionWatch()
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(0)).streams == 1...1)
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(59)).streams == 1...1)
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(60)).streams == 0...1)
        #expect(watch.read([Self.session("7", 6)], at: Story.instant(70)).streams == 1...1)
    }

    @Test("a pause is no standstill")
    func aPauseIsNoStandstill() {
        var watch = SessionWatch()
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(0)).streams == 1...1)
        #expect(watch.read([Self.session("7", 5, .paused)], at: Story.instant(50)).streams == 0...0)
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(100)).streams == 1...1)
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(160)).streams == 0...1)
    }

    @Test("a session that was called stopped counts again when it moves or is said to play")
    func aSessionThatWasCalledStoppedCountsAgainWhenItMovesOrIsSaidToPlay() {
        var watch = SessionWatch()
        _ = watch.read([Self.session("7", 5)], at: Story.instant(0))
        watch.hear(PlaybackNotification(key: "7", state: .stopped), receivedAt: Story.instant(1))
        #expect(watch.read([Self.session("7", 5)], at: Story.instant(2)).streams == 0...1)
        #expect(watch.read([Self.session("7", 6)], at: Story.instant(3)).streams == 1...1)
        watch.hear(PlaybackNotification(key: "7", state: .stopped), receivedAt: Story.instant(4))
        watch.hear(PlaybackNotification(key: "7", state: .playing), receivedAt: Story.instant(5))
        #expect(watch.read([Self.session("7", 6)], at: Story.instant(6)).streams == 1...1)
    }

    @Test("a session without a playhead is taken at its word")
    func aSessionWithoutAPlayheadIsTakenAtItsWord() {
        var watch = SessionWatch()
        for second in [0.0, 100, 200] {
            #expect(watch.read([Self.session("7", nil)], at: Story.instant(second)).streams == 1...1)
        }
    }

    @Test("a row that cannot be read may be a transcode")
    func aRowThatCannotBeReadMayBeATranscode() {
        let count = SessionCount([PlaybackSession(key: "", state: .unknown, isTranscoding: false)])
        #expect(count.streams == 0...1)
        #expect(count.transcodes == 0...1)
    }
}
