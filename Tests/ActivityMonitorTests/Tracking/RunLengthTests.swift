// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What counts as the length of a run, and what as a start of this moment.
@Suite struct RunLengthTests {
    private static let kind = WorkKind(of: .scan("a"))

    /// A server whose first snapshot has been seen, watched by a rule that asks for history.
    private func watched() -> Story {
        var story = Story(.stop("slow", .runningFor(.minutes(2)), .slowerThanUsual(2)))
        story.polls(until: 20, [.butler])
        return story
    }

    /// The runs of the scan's kind that are remembered.
    private func runs(_ story: Story) throws -> RunHistory {
        try #require(story.monitor.savedState().servers[Story.server]).history
    }

    /// How many starts of the scan's kind are remembered.
    private func starts(_ story: Story) throws -> Int {
        let saved = try #require(story.monitor.savedState().servers[Story.server])
        return saved.starts.count(of: Self.kind, within: .days(1), at: story.now)
    }

    @Test("a run that was seen from its start to its end is remembered")
    func aRunThatWasSeenFromItsStartToItsEndIsRemembered() throws {
        var story = self.watched()
        story.after(10)
        story.polls(until: story.seconds + 300, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        #expect(try self.runs(story).runs.map(\.microseconds) == [[300_000_000]])
        #expect(try self.starts(story) == 1)
    }

    @Test("a run of which an outage hides a part is not")
    func aRunOfWhichAnOutageHidesAPartIsNot() throws {
        var story = self.watched()
        story.after(10)
        story.polls(until: story.seconds + 60, [.scan("a"), .butler])
        story.after(10)
        story.fail()
        story.after(3_000)
        story.polls(until: story.seconds + 60, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        #expect(story.take("finished").count == 1)
        #expect(try self.runs(story).runs == [])
    }

    @Test("a run over a restart of the service is not")
    func aRunOverARestartOfTheServiceIsNot() throws {
        var story = self.watched()
        story.after(10)
        story.polls(until: story.seconds + 60, [.scan("a"), .butler])
        story.restart(after: 600)
        story.polls(until: story.seconds + 60, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        #expect(story.take("finished").count == 1)
        #expect(try self.runs(story).runs == [])
    }

    @Test("what an outage may have hidden has not started when it is seen", arguments: [true, false])
    func whatAnOutageMayHaveHiddenHasNotStartedWhenItIsSeen(fails: Bool) throws {
        var story = self.watched()
        story.after(10)
        if fails {
            story.fail()
        } else {
            story.poll(snapshot: ActivitySnapshot(activities: [.butler], declaredSize: 2))
        }
        story.after(10)
        story.polls(until: story.seconds + 60, [.scan("a"), .butler])
        story.after(10)
        story.poll([.butler])
        #expect(story.take("started").contains("started a"))
        #expect(try self.runs(story).runs == [])
        #expect(try self.starts(story) == 0)
    }

    @Test("what is shorter than the time between two polls counts as long as that")
    func whatIsShorterThanTheTimeBetweenTwoPollsCountsAsLongAsThat() throws {
        var story = self.watched()
        for number in 0..<5 {
            story.after(10)
            story.poll([.scan("short-\(number)"), .butler])
            story.after(10)
            story.poll([.butler])
        }
        #expect(try self.runs(story).usual(Self.kind) == .seconds(10))
    }

    @Test("a run is held against runs, also where the rule's clocks belong to the kind")
    func aRunIsHeldAgainstRunsAlsoWhereTheRulesClocksBelongToTheKind() throws {
        var story = Story(
            .stop("slow", .runningFor(.minutes(2)), .slowerThanUsual(2), scope: .kind))
        story.polls(until: 20, [.butler])
        for number in 0..<12 {
            story.after(10)
            story.polls(until: story.seconds + 50, [.scan("item-\(number)"), .butler])
        }
        #expect(story.requests == [])
        story.after(10)
        story.polls(until: story.seconds + 140, [.scan("slow"), .butler])
        #expect(story.requests.count == 1)
    }
}
