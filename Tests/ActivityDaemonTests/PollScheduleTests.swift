// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityDaemon

/// Times in seconds after the first poll; the configured interval is 10 s.
@Suite("When a server is polled next")
struct PollScheduleTests {
    /// A step of a poller's life.
    enum Step: CustomStringConvertible, Sendable {
        /// A poll goes out at this second and is answered.
        case good(Double)
        /// A poll goes out at the first second and fails at the second.
        case bad(Double, PollFailure.Kind, until: Double, retryAfter: Duration? = nil)
        /// Something is wanted from now on.
        case wish(@Sendable (inout PollWishes) -> Void, String)
        /// At the first second, the poller is told to wait until the second.
        case wait(Double, until: Double)
        /// At this second, the next poll is due.
        case due(Double)

        var description: String {
            switch self {
            case .good(let at): "good at \(at)"
            case .bad(let at, let kind, let until, _): "\(kind) at \(at) to \(until)"
            case .wish(_, let name): name
            case .wait(let at, let until): "at \(at) until \(until)"
            case .due(let at): "due at \(at)"
            }
        }
    }

    /// One story with its name.
    struct Story: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var steps: @Sendable () -> [Step]

        init(_ name: String, _ steps: @escaping @Sendable () -> [Step]) {
            self.testDescription = name
            self.steps = steps
        }
    }

    private static let pollNow = Step.wish({ $0.pollIsWanted = true }, "poll now")
    private static let newToken = Step.wish({ $0.tokenWasReplaced = true }, "token replaced")
    private static let sessions = Step.wish({ $0.sessionsHaveChanged = true }, "sessions changed")

    private static func interval(_ seconds: Int) -> Step {
        .wish({ $0.interval = .seconds(seconds) }, "every \(seconds) s")
    }

    private static let stories: [Story] = [
        Story("the first poll is due at once") { [.due(0)] },
        Story("polls lie on the grid, late ones too") {
            [.good(0), .wait(0.1, until: 10), .due(10), .good(10.2), .wait(10.3, until: 20), .due(20.7)]
        },
        Story("a point that has come while the poller slept is not taken for one that is past") {
            [.good(0), .wait(1, until: 10), .due(19)]
        },
        Story("points that are past when the poll ends are not made up for") { [.good(0), .wait(25, until: 30)] },
        Story("a stretched interval leaves points out") {
            [Self.interval(60), .good(0), .wait(1, until: 60), Self.interval(10), .wait(21, until: 30)]
        },
        Story("a short interval counts from the last poll, and no point of the grid is left out") {
            [
                Self.interval(4), .good(0), .wait(1, until: 4), .due(4), .good(4), .wait(4, until: 8), .good(8),
                .wait(8, until: 10),
            ]
        },
        Story("a wanted poll is due at once, and moves no point") {
            [.good(0), Self.pollNow, .due(3), .good(3), .wait(3, until: 10)]
        },
        Story("changed sessions are read two seconds after the last poll") {
            [.good(0), Self.sessions, .wait(0.5, until: 2), .due(2), .good(2), .wait(2, until: 10)]
        },
        Story("changed sessions delay no point of the grid") {
            [.good(0), .good(9), Self.sessions, .wait(9, until: 10)]
        },
        Story("failures wait 1, 2, 4, … and at most 60 s, whatever the grid") {
            var steps: [Step] = []
            var now = 0.0
            for wait in [1.0, 2, 4, 8, 16, 32, 60, 60] {
                steps += [.bad(now, .unreachable, until: now), .wait(now, until: now + wait), .due(now + wait)]
                now += wait
            }
            return steps
        },
        Story("the wait counts from the failure, not from the request") {
            [.bad(0, .timedOut, until: 10), .wait(10, until: 11)]
        },
        Story("a good poll forgets the failures, and the grid is as it was") {
            [
                .bad(0, .status, until: 0), .bad(1, .status, until: 1), .wait(1, until: 3), .good(3),
                .wait(3, until: 10),
                .bad(10, .status, until: 10), .wait(10, until: 11),
            ]
        },
        Story("Retry-After counts up to a minute, and not where the own wait is longer") {
            [
                .bad(0, .status, until: 0, retryAfter: .seconds(20)), .wait(0, until: 20),
                .bad(20, .status, until: 20, retryAfter: .hours(2)), .wait(20, until: 80),
                .bad(80, .status, until: 80, retryAfter: .seconds(1)), .wait(80, until: 84),
            ]
        },
        Story("a wanted poll ends a wait after a failure, but not within a second of the last request") {
            [
                .bad(0, .unreachable, until: 0), .bad(1, .unreachable, until: 1), .bad(3, .unreachable, until: 3),
                Self.pollNow, .wait(3, until: 4), .due(4),
            ]
        },
        Story("after a refused token nothing but another token ends the minute") {
            [.bad(0, .unauthorized, until: 2), Self.pollNow, .wait(2, until: 62), Self.newToken, .due(3)]
        },
        Story("a refused token counts as no failure for the wait after the next one") {
            [.bad(0, .unauthorized, until: 0), .due(60), .bad(60, .unreachable, until: 60), .wait(60, until: 61)]
        },
    ]

    private static func instant(_ seconds: Double) -> Instant {
        Instant(nanoseconds: 1_000_000_000_000 + Int64(seconds * 1_000_000_000))
    }

    @Test("follows from what happened", arguments: Self.stories)
    func story(_ story: Story) {
        var schedule = PollSchedule()
        var wishes = PollWishes(interval: .seconds(10), configuredInterval: .seconds(10))
        var generator = FixedGenerator()
        for step in story.steps() {
            switch step {
            case .good(let at):
                schedule.pollBegins(at: Self.instant(at))
                schedule.pollSucceeded()
                #expect(!schedule.lastPollFailed && !schedule.isRefused, "\(step)")
            case .bad(let at, let kind, let end, let retryAfter):
                schedule.pollBegins(at: Self.instant(at))
                schedule.pollFailed(kind, retryAfter: retryAfter, at: Self.instant(end), using: &generator)
                #expect(schedule.lastPollFailed && schedule.isRefused == (kind == .unauthorized), "\(step)")
            case .wish(let change, _):
                change(&wishes)
                continue
            case .wait(let at, let until):
                #expect(schedule.wait(at: Self.instant(at), for: wishes) == Self.instant(until), "\(step)")
                continue
            case .due(let at):
                #expect(schedule.wait(at: Self.instant(at), for: wishes) == nil, "\(step)")
                continue
            }
            // The poll has done what was wanted.
            (wishes.pollIsWanted, wishes.sessionsHaveChanged, wishes.tokenWasReplaced) = (false, false, false)
        }
    }

    @Test("the wait after a failure is drawn from its upper half")
    func jitter() {
        for (value, wait) in [(UInt64.min, Duration.seconds(2)), (.max, .seconds(4))] {
            var schedule = PollSchedule()
            var generator = FixedGenerator(value: value)
            let now = Self.instant(0)
            for _ in 0..<3 {
                schedule.pollBegins(at: now)
                schedule.pollFailed(.unreachable, retryAfter: nil, at: now, using: &generator)
            }
            let wishes = PollWishes(interval: .seconds(10), configuredInterval: .seconds(10))
            #expect(schedule.wait(at: now, for: wishes) == now.advanced(by: wait))
        }
    }
}
