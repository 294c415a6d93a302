// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A run of the server ends, and what was known is lost, never finished.
@Suite struct EpochTests {
    @Test func `Another identity ends the epoch`() {
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

    @Test func `The same identity again changes nothing`() {
        var story = Story()
        story.poll([.scan("a")])
        _ = story.take()
        story.identify()
        story.poll([.scan("a")])
        #expect(story.take() == [])
    }

    @Test func `What an incomplete answer shows after a failure does not hide that all that was known before is gone`()
    {
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

    @Test func `What was heard of before a stream ended does not hide that the server restarted while a poll was open`()
    {
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

    @Test func `What an answer showed that was on its way when the stream ended may have gone with the server`() {
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

    @Test func `The same where nothing else was known`() {
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

    @Test(arguments: [true, false])
    func `After a failure, none of the known uuids left is a restart; the permanent row alone tells it from an end`(
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

    @Test func `One activity that goes while all was well has ended, also when it was the only one`() {
        var story = Story()
        story.poll([.scan("a", 100)])
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["finished a completed"])
    }

    @Test func `Two or more that all go at once are a restart`() {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.poll([])
        #expect(story.take("finished", "lost") == ["lost a server-restarted", "lost butler server-restarted"])
        story.after(10)
        story.poll([.scan("b")])
        #expect(story.take() == ["started b"])
    }

    @Test func `A failure counts until the next complete snapshot, and no longer`() {
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

    @Test func `Whatever appears later than the first snapshot has started`() {
        var story = Story()
        story.poll([.scan("a")])
        story.after(10)
        story.poll([.scan("a"), .scan("b")])
        #expect(story.take() == ["started a already-running", "started b"])
    }

    @Test func `What the saved state knew and the first complete snapshot does not show is lost`() {
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

    @Test func `What an incomplete snapshot showed after a restart has ended when the next complete one does not`() {
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

    @Test func `Another identity after a restart sets aside what was saved`() {
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

    @Test func `Rules judge the snapshot that begins an epoch`() {
        var story = Story(.stop("low", .progressBelow(50)).notifying)
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.poll([.scan("b"), .scan("c")])
        #expect(story.take("rule") == ["rule-fired a by low", "rule-fired b by low", "rule-fired c by low"])
    }

    @Test func `A server that leaves the configuration loses what was known of it`() {
        var story = Story(servers: ["home", "away"])
        story.poll([.scan("a")], server: "away")
        story.reload { $0.servers.removeLast() }
        #expect(story.take("lost") == ["lost a no-longer-watched"])
    }
}
