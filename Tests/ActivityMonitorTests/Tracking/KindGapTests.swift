// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Over a gap above the limit, only a uuid that lists showed on both sides carries the clocks of a kind.
@Suite struct KindGapTests {
    private static let rule = Rule.stop(
        "endless", type: "media.generate.credits", .runningFor(.minutes(2)), scope: .kind
    ).notifying

    /// A story in which lists have shown credits for 90 s.
    private func shown() -> Story {
        var story = Story(Self.rule)
        story.polls(until: 90, [.credits("a"), .butler])
        return story
    }

    @Test("a uuid that only a notification told carries no clock over a gap")
    func aUuidThatOnlyANotificationToldCarriesNoClockOverAGap() {
        var story = self.shown()
        story.at(130)
        story.hear(.started, .credits("b"))
        story.at(160)
        story.polls(until: 270, [.credits("b"), .butler])
        #expect(story.take("rule-fired") == [])
        story.after(10)
        story.poll([.credits("b"), .butler])
        #expect(story.take("rule-fired") == ["rule-fired b by endless"])
    }

    @Test("a uuid that a list with a hole leaves out carries no clock over a gap")
    func aUuidThatAListWithAHoleLeavesOutCarriesNoClockOverAGap() {
        var story = self.shown()
        story.at(160)
        story.poll(snapshot: ActivitySnapshot(activities: [.credits("b"), .butler], skippedRows: 1))
        story.after(10)
        story.polls(until: 270, [.credits("b"), .butler])
        #expect(story.take("rule-fired") == [])
    }

    @Test("a uuid that only a notification told before a crash carries no clock over a gap")
    func aUuidThatOnlyANotificationToldBeforeACrashCarriesNoClockOverAGap() {
        var story = self.shown()
        story.at(130)
        story.hear(.started, .credits("b"))
        story.restart(after: 30)
        story.polls(until: 270, [.credits("b"), .butler])
        #expect(story.take("rule-fired") == [])
    }

    @Test("a uuid that lists show before and after a gap carries the clock over it")
    func aUuidThatListsShowBeforeAndAfterAGapCarriesTheClockOverIt() {
        var story = self.shown()
        story.at(160)
        story.polls(until: 190, [.credits("a"), .butler])
        #expect(story.take("rule-fired") == ["rule-fired a by endless"])
    }
}
