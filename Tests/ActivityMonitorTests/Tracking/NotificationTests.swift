// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("Notifications")
struct NotificationTests {
    /// A story whose first poll showed nothing but the butler.
    private static func quietStory(_ rules: Rule...) -> Story {
        var story = Story(
            MonitorSettings(generation: 1, servers: [ServerSettings(name: Story.server)], rules: rules))
        story.openStream()
        story.poll([.butler])
        story.at(1)
        _ = story.take()
        return story
    }

    @Test("what lives between two polls is told, with the time that it was seen")
    func shortLife() throws {
        var story = Self.quietStory()
        story.hear(.started, .scan("a", 0))
        story.after(0.2)
        story.hear(.ended, .scan("a", 100))
        story.at(10)
        story.poll([.butler])
        #expect(story.take() == ["started a", "finished a completed"])
        #expect(try story.last(.finished)[.ageMicroseconds] == "200000")
    }

    @Test("an end that is the first news tells a start and an end, and no length")
    func endAlone() throws {
        var story = Self.quietStory()
        story.hear(.ended, .scan("a", 42))
        story.hear(.ended, .scan("a", 42))
        story.hear(.updated, .scan("a", 40))
        #expect(story.take() == ["started a", "finished a ended"])
        #expect(
            try story.last(.finished).message == "Scanning Movies: ended at 42 % (library.update.section, section 2)")
        story.at(10)
        story.poll([.butler])
        #expect(story.take().isEmpty)
    }

    @Test("news without values of what nobody knows says nothing", arguments: ActivityNotification.Change.allCases)
    func withoutValues(_ change: ActivityNotification.Change) {
        var story = Self.quietStory()
        story.hear(change, "a")
        #expect(story.take().isEmpty)
        // The answer to a poll from before shows it, and the next one does not.
        story.poll([.butler, .scan("a")], sentAt: 0.5)
        story.at(10)
        story.poll([.butler])
        #expect(story.take() == ["started a", "finished a ended"])
    }

    @Test("an end without values ends with the last ones")
    func endWithoutValues() {
        var story = Self.quietStory()
        story.hear(.started, .scan("a", 100))
        story.after(1)
        story.hear(.ended, "a")
        #expect(story.take() == ["started a", "finished a completed"])
    }

    @Test("an answer from before an end does not bring it back, nor does a row that is never removed")
    func endOvertakesPoll() {
        var story = Self.quietStory()
        story.hear(.started, .scan("a"))
        story.at(11)
        story.hear(.ended, .scan("a"))
        story.at(12)
        story.poll([.butler, .scan("a")], sentAt: 10)
        for second in [20.0, 30, 2_000, 4_000] {
            story.at(second)
            story.poll([.butler, .scan("a")])
        }
        story.at(4_010)
        story.poll([.butler])
        story.hear(.updated, .scan("a"))
        #expect(story.take() == ["started a", "finished a ended"])
    }

    @Test("an answer from before a start does not end it")
    func startOvertakesPoll() {
        var story = Self.quietStory()
        story.at(11)
        story.hear(.started, .scan("a"))
        story.at(12)
        story.poll([.butler], sentAt: 10)
        #expect(story.take() == ["started a"])
        story.at(20)
        story.poll([.butler])
        #expect(story.take() == ["finished a ended"])
    }

    @Test(
        "what a poll has shown to be gone is not brought back by late news",
        arguments: ActivityNotification.Change.allCases)
    func pollOvertakesEnd(_ change: ActivityNotification.Change) {
        var story = Self.quietStory()
        story.hear(.started, .scan("a"))
        story.at(10)
        story.poll([.butler])
        #expect(story.take() == ["started a", "finished a ended"])
        story.hear(change, .scan("a", 100))
        story.at(20)
        story.poll([.butler])
        #expect(story.take().isEmpty)
    }

    @Test("a late start does not overwrite what is known, and an older row does not either")
    func olderValues() throws {
        var story = Self.quietStory()
        story.poll([.butler, .scan("a", 10)])
        story.after(2)
        story.hear(.started, .scan("a", 0, section: nil, title: "Scanning"))
        #expect(try story.activity("a").progress == 10)
        story.hear(.updated, .scan("a", 30))
        story.poll([.butler, .scan("a", 20)], sentAt: 2)
        #expect(try story.activity("a").progress == 30)
        // Received before the last row was asked for, and handed on late.
        story.at(10)
        story.poll([.butler, .scan("a", 50)])
        story.hear(.updated, .scan("a", 40), receivedAt: 9.5)
        #expect(try story.activity("a").progress == 50)
    }

    @Test(
        "the first sights of an epoch were running already, but for those whose start was told",
        arguments: [
            (ActivityNotification.Change.started, "started a"), (.updated, "started a already-running"),
        ])
    func beforeTheFirstSnapshot(_ change: ActivityNotification.Change, _ line: String) {
        var story = Story()
        story.openStream()
        story.hear(change, .scan("a"))
        #expect(story.take() == [line])
        story.at(1)
        story.poll([.scan("a")])
        #expect(story.take().isEmpty)
    }

    @Test("after a stream was closed, what is all gone is lost, and what was heard of since is not")
    func closedStream() {
        var story = Self.quietStory()
        story.poll([.butler, .scan("a")])
        story.at(11)
        story.closeStream()
        story.at(15)
        story.openStream()
        story.hear(.updated, .scan("b"))
        story.at(16)
        story.poll([.scan("b"), .credits("c")])
        #expect(
            story.take() == [
                "started a", "started b already-running", "lost a server-restarted", "lost butler server-restarted",
                "started c already-running",
            ])
    }

    @Test("two that are gone at once are lost, unless the end of one was told")
    func allGoneAtOnce() {
        var story = Story()
        story.poll([.scan("a"), .credits("b")])
        story.at(10)
        story.poll([])
        story.poll([.scan("c"), .credits("d")])
        story.at(19)
        story.hear(.ended, .scan("c"))
        story.at(20)
        story.poll([])
        #expect(
            story.take("lost", "finished") == [
                "lost a server-restarted", "lost b server-restarted", "finished c ended", "finished d ended",
            ])
    }

    @Test("a closed stream interrupts no evidence that polls make")
    func evidenceGoesOn() throws {
        var story = Self.quietStory()
        story.poll([.butler, .scan("a")])
        story.at(5)
        story.closeStream()
        story.at(11)
        story.poll([.butler, .scan("a")])
        #expect(try story.activity("a").ageMicroseconds == 10_000_000)
        #expect(try story.activity("a").stalledMicroseconds == 10_000_000)
    }

    @Test("after a restart of the daemon, a row whose end was told stays ended")
    func restart() {
        var story = Self.quietStory()
        story.hear(.started, .scan("a"))
        story.hear(.ended, .scan("a"))
        story.restart()
        story.poll([.butler, .scan("a")])
        story.after(10)
        story.poll([.butler])
        #expect(story.take("started a", "finished a", "lost") == ["started a", "finished a ended"])
    }

    @Test("starts that polls never saw count for a storm, and against a stop")
    func unseenStarts() {
        var story = Self.quietStory(
            Rule.stop("storm", type: "library.update.section", .startsAtLeast(3, within: .minutes(10))).notifying)
        for uuid in ["a", "b"] {
            story.hear(.started, .scan(uuid))
            story.hear(.ended, .scan(uuid))
        }
        story.poll([.butler, .scan("c")])
        #expect(story.take("rule-fired") == ["rule-fired c by storm"])
    }

    @Test("a server that makes up uuids leaves no more in the memory than what is bounded")
    func bounded() throws {
        let story = Self.quietStory()
        var monitor = story.monitor
        for number in 0..<40_000 {
            let activity = Activity.some("u\(number)", ActivityType("made.up.\(number)"))
            let change: ActivityNotification.Change = number < 30_000 ? .started : .ended
            let notification = ActivityNotification(id: activity.id, change: change, activity: activity)
            _ = monitor.handle(
                .notification(server: Story.server, receivedAt: story.now, notification), at: story.now)
        }
        let status = try #require(monitor.status(at: story.now).servers.first)
        #expect(status.activityCount == 20_000)
        let saved = try #require(monitor.savedState().servers[Story.server])
        #expect((500...1_000).contains(saved.starts.kindCount))
        #expect((1_000...8_192).contains(saved.ended?.count ?? 0))
    }

    @Test("news that was received before the last look takes no evidence back")
    func newsThatWasReceivedBeforeTheLastLookTakesNoEvidenceBack() throws {
        var story = Story()
        story.openStream()
        story.poll([.scan("a")])
        story.at(10)
        story.poll([.scan("a")])
        story.at(11)
        story.hear(.updated, .scan("a"), receivedAt: 8)
        story.at(12)
        story.fail()
        story.at(20)
        story.poll([.scan("a")])
        #expect(try story.activity("a").ageMicroseconds == 10_000_000)
    }

    @Test(
        "a row that was requested before the last news shows that nothing has changed only where it says the same",
        arguments: [(10.0, 0), (20, 10)] as [(Double, Int64)])
    func aRowThatWasRequestedBeforeTheLastNewsShowsThatNothingHasChangedOnlyWhereItSaysTheSame(
        progress: Double, stalled: Int64
    ) throws {
        var story = Story()
        story.openStream()
        story.poll([.scan("a", 10)])
        story.at(11)
        story.hear(.updated, .scan("a", 20))
        story.at(12)
        story.poll([.scan("a", progress)], sentAt: 10)
        story.at(20)
        story.poll([.scan("a", 20)])
        #expect(try story.activity("a").stalledMicroseconds == stalled * 1_000_000)
    }
}
