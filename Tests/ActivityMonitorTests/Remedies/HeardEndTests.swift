// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

@Suite("Stops and the ends that are heard of")
struct HeardEndTests {
    private static let rule = Rule.stop("long", type: "library.*", .runningFor(.seconds(10)))
    private static let scan = Activity.scan("a", cancellable: true)

    private static func waiting(_ activity: Activity = Self.scan) -> Story {
        var story = Story(Self.rule)
        story.openStream()
        story.poll([.butler, activity])
        story.after(10)
        story.poll([.butler, activity])
        _ = story.take()
        return story
    }

    @Test("no request goes out for what ended after the look that was to precede it")
    func beforeTheRequest() {
        var story = Self.waiting()
        story.after(1)
        story.hear(.ended, Self.scan)
        story.after(1)
        story.poll([.butler, Self.scan], sentAt: 10.5)
        #expect(story.take() == ["finished a ended", "stop-abandoned a ended by long"])
        #expect(story.requests.isEmpty)
    }

    @Test("a cancel is confirmed by the end that is heard of after its answer")
    func afterTheAnswer() {
        var story = Self.waiting()
        story.look(at: [.butler, Self.scan])
        story.after(0.5)
        story.answer(200)
        story.after(0.3)
        story.hear(.ended, Self.scan)
        #expect(
            story.take("finished", "stop") == [
                "stop-requested a by long cancel-activity 200 #1",
                "finished a ended-after-request by long cancel-activity",
                "stop-confirmed a by long cancel-activity #1",
            ])
    }

    @Test("a stop tells the last values that were heard of what it is about")
    func lastValues() throws {
        var story = Self.waiting()
        story.look(at: [.butler, Self.scan])
        story.after(0.5)
        story.hear(.ended, .scan("a", 60, title: "Scanning Films", cancellable: true))
        story.answer(200)
        for kind in [EventKind.stopRequested, .finished] {
            let event = try story.last(kind)
            #expect(event[.progress] == "60")
            #expect(event[.activityTitle] == "Scanning Films")
            #expect(event[.stalledMicroseconds] == "0")
        }
        story.after(1)
        story.poll([.butler])
        #expect(try story.last(.stopConfirmed)[.progress] == "60")
    }

    @Test("an end that was received before the answer is for a poll to confirm")
    func beforeTheAnswer() {
        var story = Self.waiting()
        story.look(at: [.butler, Self.scan])
        story.after(0.5)
        story.hear(.ended, Self.scan)
        story.answer(200)
        story.after(0.5)
        story.hear(.ended, Self.scan)
        #expect(story.take("stop-confirmed").isEmpty)
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop-confirmed") == ["stop-confirmed a by long cancel-activity #1"])
    }

    @Test("an end that was received before the answer and is heard of after it is for a poll to confirm, too")
    func receivedBeforeTheAnswer() {
        var story = Self.waiting()
        story.look(at: [.butler, Self.scan])
        story.after(0.5)
        story.answer(200)
        let received = story.seconds - 0.2
        story.after(0.3)
        story.hear(.ended, Self.scan, receivedAt: received)
        #expect(story.take("stop-confirmed").isEmpty)
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop-confirmed") == ["stop-confirmed a by long cancel-activity #1"])
    }

    @Test("a section's stop is confirmed by a poll that shows no scan of it, not by an end")
    func section() {
        let scan = Activity.scan("a")
        var story = Self.waiting(scan)
        story.look(at: [.butler, scan])
        story.after(0.5)
        story.answer(200)
        story.after(0.5)
        story.hear(.ended, scan)
        #expect(story.take("stop-confirmed").isEmpty)
        // A row that is still shown may be a scan that goes on.
        story.after(2)
        story.poll([.butler, scan])
        #expect(story.take("stop-confirmed").isEmpty)
        story.after(2)
        story.poll(snapshot: ActivitySnapshot(activities: [.butler], skippedRows: 1))
        #expect(story.take("stop-confirmed").isEmpty)
        story.after(2)
        story.poll([.butler])
        #expect(story.take("stop-confirmed") == ["stop-confirmed a by long stop-section-refresh #1"])
    }

    @Test("work that starts and ends unseen after a stop counts as starting again")
    func respawn() {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 100))
        story.reload { settings in
            settings.rules = [
                Rule.stop(
                    "long", type: "library.*", .runningFor(.seconds(10)), plan: StopPlan(cooldown: .seconds(60)))
            ]
        }
        story.openStream()
        story.poll([.butler])
        for round in 1...4 {
            let scan = Activity.scan("a\(round)", cancellable: true)
            if round > 1 {
                let unseen = Activity.scan("b\(round)")
                story.hear(.started, unseen)
                story.hear(.ended, unseen)
            }
            story.after(10)
            story.poll([.butler])
            guard round < 4 else { break }
            story.poll([.butler, scan])
            story.after(10)
            story.poll([.butler, scan])
            story.look(at: [.butler, scan])
            story.after(0.5)
            story.answer(200)
            story.after(0.5)
            story.hear(.ended, scan)
            story.after(100)
            story.poll([.butler])
        }
        #expect(story.count(.stopConfirmed) == 3)
        #expect(story.count(.breakerTripped) == 1)
    }
}
