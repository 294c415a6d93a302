// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

/// Which of several a plan picks is asked again before a request, as it may be another one by then.
@Suite struct PickAgainTests {
    private static func rule(_ victims: Victims) -> Rule {
        .stop("low", .progressBelow(50), plan: StopPlan(victims: victims))
    }

    @Test("what has become the oldest in the meantime is spared with it")
    func whatHasBecomeTheOldestInTheMeantimeIsSparedWithIt() {
        var story = Story(Self.rule(.allButOldest))
        story.poll([.scan("a", cancellable: true), .butler])
        story.after(10)
        story.poll([.scan("a", cancellable: true), .scan("b", cancellable: true), .butler])
        #expect(story.pollsAskedFor == 1)
        story.after(1)
        story.poll([.scan("b", cancellable: true), .butler])
        #expect(story.requests.isEmpty)
        #expect(story.take("stop") == ["stop-abandoned b changed by low"])
    }

    @Test("what is still picked is stopped")
    func whatIsStillPickedIsStopped() {
        var story = Story(Self.rule(.allButOldest))
        story.poll([.scan("a", cancellable: true), .butler])
        story.after(10)
        story.decide(on: [.scan("a", cancellable: true), .scan("b", cancellable: true), .butler])
        #expect(story.take("send") == ["send cancel-activity b"])
    }
}
