// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A request that a person sends with the tool is not ours to verify, but the end after it is told as what it is.
@Suite struct ManualRequestTests {
    private static let section = Remedy.stopSectionRefresh(SectionID("2"))

    private static func request(_ uuid: String, _ remedy: Remedy = Self.section, isWithdrawn: Bool = false) -> Input {
        .manualRequest(
            server: Story.server,
            ManualRequest(remedy: remedy, victim: ActivityID(uuid), isWithdrawn: isWithdrawn))
    }

    @Test("what ends after a person's request is told so, and so is what else the request covers")
    func whatEndsAfterAPersonsRequestIsToldSo() {
        var story = Story()
        story.poll([.scan("a"), .scan("b"), .some("c", ActivityType("library.refresh.items")), .butler])
        _ = story.take()
        story.feed(Self.request("a"))
        story.after(10)
        story.poll([.butler])
        #expect(
            story.take("finished") == [
                "finished a ended-after-request by plex-activityctl stop-section-refresh",
                "finished b ended-after-request collateral by plex-activityctl stop-section-refresh",
                "finished c ended",
            ])
    }

    @Test("a request that was not sent after all leaves no trace")
    func aRequestThatWasNotSentLeavesNoTrace() {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.feed(Self.request("a"))
        story.feed(Self.request("a", isWithdrawn: true))
        _ = story.take()
        story.after(10)
        story.poll([.butler])
        #expect(story.take("finished") == ["finished a ended"])
    }

    @Test("a person's request does not replace the request of a rule")
    func aPersonsRequestDoesNotReplaceTheRequestOfARule() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.feed(Self.request("a"))
        story.feed(Self.request("a", isWithdrawn: true))
        story.answer(200)
        _ = story.take()
        story.after(2)
        story.poll([.butler])
        #expect(story.take("finished") == ["finished a ended-after-request by low stop-section-refresh"])
    }

    @Test("what a person stopped teaches no usual duration")
    func whatAPersonStoppedTeachesNoUsualDuration() {
        var story = Story(.stop("slow", .slowerThanUsual(2), .runningFor(.seconds(30))))
        story.poll([.butler])
        for run in 0..<6 {
            story.after(10)
            story.poll([.scan("a\(run)"), .butler])
            story.after(10)
            story.poll([.scan("a\(run)"), .butler])
            story.feed(Self.request("a\(run)"))
            story.after(10)
            story.poll([.butler])
        }
        for second in stride(from: 0.0, to: 200, by: 10) {
            story.after(second == 0 ? 0 : 10)
            story.poll([.scan("b"), .butler])
        }
        #expect(story.requests.isEmpty)
        #expect(story.count(.ruleUndecided) == 1)
    }
}
