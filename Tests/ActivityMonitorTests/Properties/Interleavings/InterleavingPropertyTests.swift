// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Polls and notifications give one truth, however they interleave: each activity that one of them shows has exactly one
/// `started`, and exactly one `finished` or `lost`.
///
/// `PROPERTY_HISTORIES` says how many histories are tried (`make soak`: 100,000), `PROPERTY_SEED` at which seed to start.
@Suite struct InterleavingPropertyTests {
    @Test("however polls and notifications interleave, they give one truth")
    func howeverPollsAndNotificationsInterleaveTheyGiveOneTruth() {
        let first = PropertyTests.seeds.lowerBound
        // One of these takes a small part of the time of the other histories.
        let seeds = PropertyTests.isCountGiven ? PropertyTests.seeds : first..<first + 400
        if seeds.count == 1 {
            for line in InterleavingHistory<Monitor>.run(seed: first, keepsLog: true).log { print(line) }
        }
        var check = InterleavingCheck()
        for seed in seeds {
            check.add(seed: seed, on: Monitor.self)
            if check.violations.count >= 8 { break }
        }
        for violation in check.violations { Issue.record("\(violation)") }
        print(check)
        #expect(check.notifications > check.histories || seeds.count < 100, "\(check)")
        #expect(check.finished > check.lost || seeds.count < 100, "\(check)")
    }

    @Test("a monitor that takes an answer for what was there when it came does not")
    func aMonitorThatTakesAnAnswerForWhatWasThereWhenItCameDoesNot() {
        #expect(Self.fails(LatePollMutant.self))
    }

    @Test("a monitor that forgets what has ended does not")
    func aMonitorThatForgetsWhatHasEndedDoesNot() {
        #expect(Self.fails(AmnesicMutant.self))
    }

    @Test("a monitor that hears only the first of each activity does not")
    func aMonitorThatHearsOnlyTheFirstOfEachActivityDoesNot() {
        #expect(Self.fails(HardOfHearingMutant.self))
    }

    private static func fails<Mutant: MonitorUnderTest>(_: Mutant.Type) -> Bool {
        (1...UInt64(1_000)).contains { seed in
            var check = InterleavingCheck()
            check.add(seed: seed, on: Mutant.self)
            return !check.violations.isEmpty
        }
    }
}

/// Takes each answer for what was there when it arrived, not when it was asked for.
private struct LatePollMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }

    mutating func handle(_ input: Input, at now: Instant) -> Output {
        guard case .poll(let server, _, let result) = input else { return self.monitor.handle(input, at: now) }
        return self.monitor.handle(.poll(server: server, sentAt: now, result), at: now)
    }
}

/// Forgets what has ended as soon as it has.
private struct AmnesicMutant: MonitorMutant {
    var monitor: Monitor
    private var settings: MonitorSettings?
    init(_ monitor: Monitor) { self.monitor = monitor }

    mutating func handle(_ input: Input, at now: Instant) -> Output {
        if case .configure(let settings) = input { self.settings = settings }
        let output = self.monitor.handle(input, at: now)
        guard case .notification(_, _, let notification) = input, notification.change == .ended,
            let settings = self.settings
        else {
            return output
        }
        var state = self.monitor.savedState()
        for name in state.servers.keys { state.servers[name]?.ended = nil }
        self.monitor = Monitor(restoring: state, isSameBoot: true)
        _ = self.monitor.handle(.configure(settings), at: now)
        return output
    }
}

/// Hears the first notification of each activity, and no other.
private struct HardOfHearingMutant: MonitorMutant {
    var monitor: Monitor
    private var heard: Set<ActivityID> = []
    init(_ monitor: Monitor) { self.monitor = monitor }

    mutating func handle(_ input: Input, at now: Instant) -> Output {
        guard case .notification(_, _, let notification) = input else { return self.monitor.handle(input, at: now) }
        // What it hears of first is told without an end: it never waits for a poll to show what it was told.
        guard self.heard.insert(notification.id).inserted, notification.change != .ended else { return Output() }
        return self.monitor.handle(input, at: now)
    }
}
