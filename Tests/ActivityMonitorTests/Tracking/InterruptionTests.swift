// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What was seen before a failed poll or a restart, and is handled after it.
@Suite struct InterruptionTests {
    @Test("news from before a failed poll that is handled after it adds nothing to the age")
    func newsFromBeforeAFailedPollThatIsHandledAfterItAddsNothingToTheAge() throws {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.at(10)
        story.fail()
        story.at(11)
        story.hear(.updated, .scan("a"), receivedAt: 5)
        story.at(60)
        story.poll([.scan("a"), .butler])
        story.at(60.5)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 500_000)
    }

    @Test("news of a start from before a failed poll begins no span across the failure")
    func newsOfAStartFromBeforeAFailedPollBeginsNoSpanAcrossTheFailure() throws {
        var story = Story()
        story.poll([.butler])
        story.at(10)
        story.fail()
        story.at(11)
        story.hear(.started, .scan("a"), receivedAt: 5)
        story.at(60)
        story.poll([.scan("a"), .butler])
        story.at(70)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 10_000_000)
    }

    @Test("news that came after the failed poll was sent begins a span of its own")
    func newsThatCameAfterTheFailedPollWasSentBeginsASpanOfItsOwn() throws {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.at(20)
        story.fail(sentAt: 10)
        story.hear(.updated, .scan("a"), receivedAt: 12)
        story.at(30)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 18_000_000)
    }

    @Test("news from before a restart of the daemon adds nothing after it")
    func newsFromBeforeARestartOfTheDaemonAddsNothingAfterIt() throws {
        var story = Story()
        story.polls(until: 10, [.scan("a"), .butler])
        story.after(2)
        story.restart(after: 5)
        story.hear(.updated, .scan("a"), receivedAt: 11)
        story.at(20)
        story.poll([.scan("a"), .butler])
        story.at(30)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 20_000_000)
    }
}
