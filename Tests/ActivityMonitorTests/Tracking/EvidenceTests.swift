// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Only time that was seen to pass counts.
@Suite struct EvidenceTests {
    /// The age of the one activity after polls and failures at these seconds; a negative one is a failure.
    private func age(_ steps: [Double], interval: Duration = .seconds(10)) throws -> Int64 {
        var story = Story(interval: interval)
        for step in steps {
            story.at(abs(step))
            if step < 0 { story.fail() } else { story.poll([.scan("a")]) }
        }
        return try story.activity("a").ageMicroseconds / 1_000_000
    }

    @Test(
        "a span counts between two good observations that are near enough, with no failure between them",
        arguments: [
            ([0.0], 0), ([0, 10, 20], 20), ([0, 60], 60), ([0, 61], 0), ([0, 61, 71], 10), ([0, 10, -15, 20], 10),
            ([0, 10, -15, 20, 30], 20), ([0, -1, -2, -3], 0), ([0, 3_600], 0), ([0, 5, 3_600, 3_605], 10),
        ] as [([Double], Int64)])
    func aSpanCountsBetweenTwoGoodObservationsThatAreNearEnoughWithNoFailureBetweenThem(
        steps: [Double], expected: Int64
    ) throws {
        #expect(try self.age(steps) == expected)
    }

    @Test(
        "the longest span is three polls, and a minute at least",
        arguments: [(Duration.seconds(30), 90.0, 91.0), (.minutes(5), 900, 901), (.seconds(1), 60, 61)])
    func theLongestSpanIsThreePollsAndAMinuteAtLeast(interval: Duration, near: Double, far: Double) throws {
        #expect(try self.age([0, near], interval: interval) == Int64(near))
        #expect(try self.age([0, far], interval: interval) == 0)
    }

    @Test(
        "no kind of failure is evidence",
        arguments: [PollFailure.Kind.unreachable, .timedOut, .unauthorized, .status, .unreadable])
    func noKindOfFailureIsEvidence(kind: PollFailure.Kind) throws {
        var story = Story()
        story.polls(until: 20, [.scan("a")])
        story.after(5)
        story.fail(kind)
        story.after(5)
        story.poll([.scan("a")])
        #expect(try story.activity("a").ageMicroseconds == 20_000_000)
        #expect(try story.activity("a").stalledMicroseconds == 20_000_000)
    }

    @Test(
        "ten minutes, five hours of 503 and again: an hour has not been seen, and without the outage it has",
        arguments: [true, false])
    func tenMinutesFiveHoursOf503AndAgainAnHourHasNotBeenSeenAndWithoutTheOutageItHas(
        hasOutage: Bool
    ) {
        var story = Story(.stop("long", type: "library.*", .runningFor(.hours(1))).notifying)
        story.polls(until: 600, [.scan("a"), .butler])
        if hasOutage {
            for second in stride(from: 610.0, to: 18_600, by: 60) {
                story.at(second)
                story.fail(.status, status: 503)
            }
            story.identify()
            story.at(18_610)
        } else {
            story.polls(until: 18_610, [.scan("a"), .butler])
        }
        story.polls(until: story.seconds + 2_990, [.scan("a"), .butler])
        #expect(story.take("rule", "lost", "finished") == (hasOutage ? [] : ["rule-fired a by long"]))
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule") == (hasOutage ? ["rule-fired a by long"] : []))
    }

    @Test("a poll that was overtaken changes nothing, and neither does one that a failure overtook")
    func aPollThatWasOvertakenChangesNothingAndNeitherDoesOneThatAFailureOvertook() throws {
        var story = Story()
        story.polls(until: 20, [.scan("a", 20)])
        _ = story.take()
        story.poll([], sentAt: 19)
        story.poll([.scan("a", 5)], sentAt: 15)
        #expect(story.take() == [])
        #expect(try story.activity("a").progress == 20)
        story.at(25)
        story.fail(sentAt: 24)
        story.poll([.scan("a", 30)], sentAt: 22)
        #expect(try story.activity("a").ageMicroseconds == 20_000_000)
        #expect(story.take() == ["server-unreachable unreachable"])
    }

    @Test("a restart of the daemon adds nothing and takes nothing", arguments: [nil, 40] as [Double?])
    func aRestartOfTheDaemonAddsNothingAndTakesNothing(afterBoot: Double?) throws {
        var story = Story(.stop("long", type: "library.*", .runningFor(.minutes(2)), hold: .minutes(1)).notifying)
        story.polls(until: 100, [.scan("a"), .butler])
        story.restart(after: 30, afterBoot: afterBoot)
        story.after(1)
        story.poll([.scan("a"), .butler])
        #expect(try story.activity("a").ageMicroseconds == 100_000_000)
        #expect(
            story.take("started", "lost", "finished") == [
                "started a already-running", "started butler already-running",
            ])
        story.after(30)
        story.polls(until: story.seconds + 30, [.scan("a"), .butler])
        #expect(story.take("rule") == ["rule-pending a by long"])
        story.restart(after: 30)
        story.after(1)
        story.polls(until: story.seconds + 20, [.scan("a"), .butler])
        #expect(story.take("rule") == [])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule") == ["rule-fired a by long"])
    }
}
