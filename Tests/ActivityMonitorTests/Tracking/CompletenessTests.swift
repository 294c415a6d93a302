// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Only a complete snapshot proves that something is not there.
@Suite struct CompletenessTests {
    @Test(
        "an incomplete snapshot ends nothing",
        arguments: [
            ActivitySnapshot(activities: [.butler], skippedRows: 1),
            ActivitySnapshot(activities: [.butler], duplicateRows: 1),
            ActivitySnapshot(activities: [.butler], declaredSize: 2),
            ActivitySnapshot(activities: [.butler], declaredSize: -1),
            ActivitySnapshot(activities: [.butler], contradictory: [ActivityID("x")]),
        ])
    func anIncompleteSnapshotEndsNothing(snapshot: ActivitySnapshot) {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.after(10)
        story.poll(snapshot: snapshot)
        #expect(story.take("finished", "lost") == [])
        story.after(10)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], declaredSize: 1))
        #expect(story.take("finished", "lost") == ["finished a ended"])
    }

    @Test("rows that contradict each other show presence and nothing else")
    func rowsThatContradictEachOtherShowPresenceAndNothingElse() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(1))).notifying)
        story.polls(until: 50, [.scan("a"), .butler])
        story.after(10)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], contradictory: [ActivityID("a")], rowCount: 3))
        #expect(try story.activity("a").ageMicroseconds == 60_000_000)
        #expect(try story.activity("a").stalledMicroseconds == 50_000_000)
        #expect(story.take("rule", "finished", "lost", "progress") == [])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule") == [])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule") == ["rule-fired a by stuck"])
    }

    @Test("a uuid first seen in rows that contradict each other is not known")
    func aUuidFirstSeenInRowsThatContradictEachOtherIsNotKnown() throws {
        var story = Story()
        story.poll(snapshot: ActivitySnapshot(activities: [], contradictory: [ActivityID("a")], rowCount: 2))
        #expect(story.take() == [])
        #expect(try story.status().activities.isEmpty)
    }

    @Test("the same answer again is a good observation")
    func theSameAnswerAgainIsAGoodObservation() throws {
        var story = Story()
        story.polls(until: 40, [.scan("a")])
        #expect(try story.activity("a").ageMicroseconds == 40_000_000)
    }
}
