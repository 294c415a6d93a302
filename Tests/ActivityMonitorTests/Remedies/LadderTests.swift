// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// From the decision to the end: request, verify, again, next step.
@Suite struct LadderTests {
    @Test func `A stuck scan is stopped through its section and confirmed when nothing of it is left`() throws {
        var story = Story(.stop(type: "library.update.section", .noProgressFor(.minutes(30))))
        story.polls(until: 1_790, [.scan("a"), .butler])
        #expect(story.take("stop", "send") == [])
        story.at(1_800)
        story.poll([.scan("a"), .butler])
        #expect(story.take() == [])
        #expect(story.pollsAskedFor == 1)
        story.after(0.1)
        story.poll([.scan("a"), .butler])
        #expect(story.take() == ["send stop-section-refresh 2"])
        story.after(0.1)
        story.answer(200)
        #expect(story.take() == ["stop-requested a by stuck stop-section-refresh 200 #1"])
        story.after(2)
        story.poll([.butler])
        #expect(
            story.take() == [
                "finished a ended-after-request by stuck stop-section-refresh",
                "stop-confirmed a by stuck stop-section-refresh #1",
            ])
        #expect(try story.last(.stopConfirmed).message.contains("ended within 2 s of our request"))
    }
}
