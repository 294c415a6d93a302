// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Rows that contradict each other say nothing of whether the work goes on.
@Suite struct ContradictionTests {
    @Test("a kind is not stuck while one of it cannot be read")
    func aKindIsNotStuckWhileOneOfItCannotBeRead() {
        var story = Story(.stop("stuck", .noProgressFor(.seconds(30)), scope: .kind))
        story.polls(until: 20, [.scan("a"), .scan("b"), .butler])
        story.after(10)
        story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .butler], contradictory: [ActivityID("b")]))
        #expect(story.pollsAskedFor == 0)
        story.after(10)
        story.poll([.scan("a"), .scan("b"), .butler])
        #expect(story.pollsAskedFor == 1)
    }

    @Test("what cannot be read is no duplicate")
    func whatCannotBeReadIsNoDuplicate() {
        var story = Story(.stop("twice", .duplicatesAtLeast(2), .progressAbove(20)))
        story.poll([.scan("a"), .scan("b"), .butler])
        story.after(10)
        story.poll(
            snapshot: ActivitySnapshot(activities: [.scan("a", 30), .butler], contradictory: [ActivityID("b")]))
        #expect(story.pollsAskedFor == 0)
        story.after(10)
        story.poll([.scan("a", 30), .scan("b"), .butler])
        #expect(story.pollsAskedFor == 1)
    }
}
