// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("Polling beside a stream")
struct StretchTests {
    private static let rule = Rule.stop("scan", type: "library.*", .runningFor(.seconds(60))).observing

    private static func idleStory(_ interval: Duration = .seconds(10), stream: Bool = true) -> Story {
        var story = Story(Self.rule, interval: interval)
        if stream { story.openStream() }
        story.poll([.butler])
        return story
    }

    private static func interval(_ story: Story) -> Duration? { story.monitor.pollInterval(of: Story.server) }

    @Test(
        "an idle server is polled six times as rarely, and once an hour at least",
        arguments: [(1, 6), (10, 60), (300, 1_800), (900, 3_600), (1_000, 3_000), (3_600, 3_600)])
    func stretched(_ configured: Int, _ interval: Int) {
        let story = Self.idleStory(.seconds(configured))
        #expect(Self.interval(story) == .seconds(interval))
    }

    @Test("without a stream nothing is stretched")
    func withoutStream() {
        #expect(Self.interval(Self.idleStory(stream: false)) == .seconds(10))
        var story = Self.idleStory()
        story.closeStream()
        #expect(Self.interval(story) == .seconds(10))
        story.openStream()
        // What was missed is for a poll to show.
        #expect(Self.interval(story) == .seconds(10))
        story.poll([.butler])
        #expect(Self.interval(story) == .seconds(60))
        story.after(60)
        story.fail()
        #expect(Self.interval(story) == .seconds(10))
    }

    @Test("as soon as a rule is about something, or may be, the configured interval holds")
    func matched() {
        var story = Self.idleStory()
        story.after(5)
        story.hear(.started, .credits("a"))
        #expect(Self.interval(story) == .seconds(60))
        story.hear(.started, .scan("b"))
        #expect(Self.interval(story) == .seconds(10))
        story.hear(.ended, .scan("b"))
        // Nothing but a poll stretches it again.
        #expect(Self.interval(story) == .seconds(10))
        story.after(5)
        story.poll([.butler, .credits("a")])
        #expect(Self.interval(story) == .seconds(60))
        story.reload { $0.rules = [Rule.stop("credits", type: "media.generate.credits", .runningFor(.seconds(60)))] }
        #expect(Self.interval(story) == .seconds(10))
        story.poll([.butler, .credits("a")])
        #expect(Self.interval(story) == .seconds(10))
    }

    /// What came instead of news that can be understood.
    enum Riddle: CaseIterable {
        case unclear, withoutValues, late
    }

    @Test(
        "after something that cannot be understood, six polls without any pass before the interval is stretched again",
        arguments: Riddle.allCases)
    func unclear(riddle: Riddle) {
        var story = Self.idleStory()
        story.hear(.ended, "z")
        story.hear(.ended, .credits("y"))
        story.hear(.updated, .credits("y"))
        #expect(Self.interval(story) == .seconds(60))
        func tell(_ story: inout Story) {
            switch riddle {
            case .unclear: story.feed(.stream(server: Story.server, .unclear))
            case .withoutValues: story.hear(.started, "a")
            case .late:
                story.poll([.butler, .credits("b")])
                story.poll([.butler])
                story.hear(.updated, .credits("b"))
            }
        }
        tell(&story)
        #expect(Self.interval(story) == .seconds(10))
        story.polls(until: 40, [.butler])
        tell(&story)
        for _ in 1...5 {
            story.after(10)
            story.poll([.butler])
            #expect(Self.interval(story) == .seconds(10))
        }
        story.after(10)
        story.poll([.butler])
        #expect(Self.interval(story) == .seconds(60))
    }

    @Test("what cannot be kept is for polls to show")
    func tooMuch() throws {
        var server = ServerMonitor(settings: ServerSettings(name: Story.server))
        server.tracker.sizeLimit = 2_000
        var tracker = server.tracker
        func hear(_ change: ActivityNotification.Change, _ activity: Activity) -> [TrackingChange] {
            tracker.hear(
                ActivityNotification(id: activity.id, change: change, activity: activity),
                receivedAt: Instant(nanoseconds: 1), limit: .seconds(60), key: TextHash.Key(1, 2))
        }
        #expect(hear(.started, .credits("a")).count == 1)
        #expect(hear(.started, .scan("b", title: String(repeating: "x", count: 1_500))).isEmpty)
        #expect(tracker.activities.keys.map(\.rawValue) == ["a"])
        var large = Activity.credits("a", 7)
        large.title = String(repeating: "x", count: 1_900)
        #expect(hear(.updated, large).isEmpty)
        large.title = "x"
        #expect(hear(.updated, large).count == 1)
        #expect(tracker.size == large.approximateSize)
        // What is not shown any more goes first where lists are incomplete.
        let rows = (0..<6).map { Activity.credits("c\($0)") }
        let changes = tracker.observe(
            ActivitySnapshot(activities: rows, skippedRows: 1), sentAt: Instant(nanoseconds: 2), limit: .seconds(60),
            kindLimit: .seconds(60), key: TextHash.Key(1, 2))
        #expect(tracker.activities[ActivityID("a")] == nil)
        let lost: [String] = changes.compactMap {
            if case .lost(let one, .notShown) = $0 { one.activity.id.rawValue } else { nil }
        }
        #expect(lost == ["a"])
        #expect(tracker.size <= 2_000 && tracker.activities.count == 6)
        #expect(hear(.ended, rows[0]).count == 1)
        #expect(tracker.size == rows.dropFirst().reduce(0) { $0 + $1.approximateSize })
    }

    @Test("what counts between two stretched polls is evidence, and what a machine slept through is not")
    func evidence() throws {
        var story = Self.idleStory()
        story.hear(.started, .credits("a"))
        story.poll([.butler, .credits("a")])
        story.after(60)
        story.poll([.butler, .credits("a")])
        story.after(60)
        story.poll([.butler, .credits("a")])
        #expect(try story.activity("a").ageMicroseconds == 120_000_000)
        // A scan starts, and the machine sleeps for longer than the configured interval allows for.
        story.after(5)
        story.hear(.started, .scan("b"))
        story.after(150)
        story.poll([.butler, .credits("a"), .scan("b")])
        #expect(try story.activity("a").ageMicroseconds == 120_000_000)
        #expect(try story.activity("b").ageMicroseconds == 0)
    }

    @Test(
        "a scan that goes silent fires at the same instant with a stream as without one",
        arguments: [1, 10, 30, 300], [30.0, 61.3, 299.9, 1_207.2])
    func silence(_ interval: Int, _ lastSign: Double) throws {
        let instants = [false, true].map { Self.firing(interval: interval, lastSign: lastSign, stream: $0) }
        #expect(instants[0] != nil)
        #expect(instants[0] == instants[1])
    }

    /// When a rule fires about a scan that starts at 17.5 s, moves every 7 s and is silent from some second on.
    private static func firing(interval: Int, lastSign: Double, stream: Bool) -> Double? {
        let rule = Rule.stop("silent", type: "library.*", .noProgressFor(.minutes(30))).notifying
        var story = Story(rule, interval: .seconds(interval))
        if stream { story.openStream() }
        let signs = Array(sequence(first: 17.5) { $0 + 7 < lastSign ? $0 + 7 : nil }) + [max(lastSign, 18)]
        var polledAt: Double?
        for second in 0...5_000 {
            for (number, sign) in signs.enumerated() where stream && Int(sign) + 1 == second {
                story.at(sign)
                story.hear(number == 0 ? .started : .updated, .scan("a", Double(min(99, number))))
            }
            story.at(Double(second))
            let wanted = story.monitor.pollInterval(of: Story.server) ?? .zero
            let isDue = polledAt.map { Duration.seconds(Double(second) - $0) >= wanted } ?? true
            guard second.isMultiple(of: interval), isDue else { continue }
            polledAt = Double(second)
            let moves = signs.count { $0 <= Double(second) }
            story.poll(moves == 0 ? [.butler] : [.butler, .scan("a", Double(min(99, moves - 1)))])
            if story.count(.ruleFired) > 0 { return Double(second) }
        }
        return nil
    }

    @Test("a kind that a list has not shown begins anew, however rarely lists are asked for", arguments: [false, true])
    func kindThatWasGone(stream: Bool) {
        let rule = Rule.stop(
            "credits", type: "media.generate.credits", .runningFor(.minutes(2)), hold: .seconds(5), scope: .kind)
        var story = Story(rule.notifying)
        if stream { story.openStream() }
        story.polls(until: 101, [.butler, .credits("a")])
        if stream { story.hear(.ended, .credits("a")) }
        story.polls(until: 231, every: stream ? 60 : 10, [.butler])
        story.after(60)
        story.poll([.butler, .credits("b")])
        story.after(10)
        story.poll([.butler, .credits("b")])
        #expect(story.count(.ruleFired) == 0)
    }

    @Test("the status says whether notifications come")
    func status() throws {
        var story = Story()
        #expect(try story.status().stream.state == "starting")
        story.openStream()
        story.at(3)
        #expect(try story.status().stream == StreamStatus(state: "open", ageMicroseconds: 3_000_000))
        story.closeStream()
        story.at(5)
        story.closeStream()
        let expected = StreamStatus(
            state: "closed", ageMicroseconds: 2_000_000, reason: "unreachable", explanation: "the stream ended")
        #expect(try story.status().stream == expected)
        story.feed(.stream(server: Story.server, .unwanted))
        #expect(try story.status().stream == StreamStatus(state: "unwanted"))
    }
}
