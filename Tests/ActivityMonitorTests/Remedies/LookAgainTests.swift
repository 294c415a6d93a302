// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Before every request a fresh poll must show that all that spoke for it still does.
@Suite struct LookAgainTests {
    private static let rule = Rule.stop("low", .progressBelow(50))

    @Test("nothing is sent on the poll that the decision was made on")
    func nothingIsSentOnThePollThatTheDecisionWasMadeOn() {
        var story = Story(Self.rule)
        story.poll([.scan("a")])
        #expect(story.take("send") == [])
        #expect(story.pollsAskedFor == 1)
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(2))
    }

    @Test("a poll that was sent before the decision does not count")
    func aPollThatWasSentBeforeTheDecisionDoesNotCount() {
        var story = Story(Self.rule)
        story.at(10)
        story.poll([.scan("a")], sentAt: 9)
        story.at(11)
        story.poll([.scan("a")], sentAt: 9.5)
        #expect(story.take("send") == [])
        story.poll([.scan("a")], sentAt: 10.5)
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a scan that ends and is followed by another of the same section is not touched")
    func aScanThatEndsAndIsFollowedByAnotherOfTheSameSectionIsNotTouched() {
        var story = Story(.stop("stuck", .noProgressFor(.minutes(30))))
        story.polls(until: 1_800, [.scan("a"), .butler])
        _ = story.take()
        story.after(0.5)
        story.poll([.scan("b"), .butler])
        #expect(story.take() == ["finished a ended", "started b", "stop-abandoned a ended by stuck"])
        story.polls(until: story.seconds + 600, every: 2, [.scan("b"), .butler])
        #expect(story.requests.isEmpty)
    }

    @Test(
        "a decision that the fresh poll does not bear out is given up",
        arguments: [Activity.scan("a", 60), .scan("a", title: "Other")])
    func aDecisionThatTheFreshPollDoesNotBearOutIsGivenUp(then: Activity) {
        var story = Story(
            .stop(
                "low", .progressBelow(50),
                match: ActivityMatch(types: [Glob("*")], titles: [Glob("scanning*", ignoringCase: true)])))
        story.poll([.scan("a")])
        story.look(at: [then])
        #expect(story.take("stop", "send") == ["stop-abandoned a changed by low"])
        #expect(story.requests.isEmpty)
    }

    @Test("what an incomplete snapshot does not show is waited for")
    func whatAnIncompleteSnapshotDoesNotShowIsWaitedFor() {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        story.after(1)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        story.after(1)
        #expect(story.take("stop", "send") == [])
        story.poll([.scan("a"), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a failed poll is no look")
    func aFailedPollIsNoLook() {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        story.after(1)
        story.fail()
        story.after(1)
        story.poll([.scan("a"), .butler])
        #expect(story.take("send") == [])
        story.identify()
        story.after(1)
        story.poll([.scan("a"), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("until the identity has been read nothing is decided")
    func untilTheIdentityHasBeenReadNothingIsDecided() {
        var story = Story(Self.rule, identified: false)
        story.polls(until: 100, [.scan("a")])
        #expect(story.pollsAskedFor == 0)
        story.identify()
        story.after(10)
        story.decide(on: [.scan("a")])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a retry looks again as well")
    func aRetryLooksAgainAsWell() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.verify([.scan("a"), .butler])
        #expect(story.requests.count == 1)
        story.look(at: [.scan("a", 60), .butler])
        #expect(
            story.take("stop") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a changed by low stop-section-refresh #1",
            ])
    }

    @Test("what forbids it in between ends it", arguments: ["pause", "reload", "token"])
    func whatForbidsItInBetweenEndsIt(what: String) {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        switch what {
        case "pause": story.feed(.pause(true))
        case "reload": story.reload { $0.rules[0].conditions = [.progressBelow(49)] }
        default: story.reload { $0.safety.protectedTypes.insert(.libraryUpdateSection) }
        }
        story.look(at: [.scan("a"), .butler])
        #expect(story.requests.isEmpty)
        #expect(
            story.take("stop") == ["stop-abandoned a \(what == "pause" ? "paused" : "rule-changed") by low"])
    }

    @Test("while nothing is being stopped the interval is the configured one")
    func whileNothingIsBeingStoppedTheIntervalIsTheConfiguredOne() {
        var story = Story(Self.rule, interval: .seconds(1))
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(1))
        story.poll([.scan("a"), .butler])
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(1))
        #expect(story.monitor.pollInterval(of: "elsewhere") == nil)
    }
}
