// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import Testing

@testable import ActivityMonitor

/// What a poll costs grows no faster than n log n in its rows.
@Suite(.serialized) struct GrowthTests {
    static let rules: [(String, Rule)] = [
        ("no-progress-for of a kind", .stop("kind", .noProgressFor(.hours(1)), scope: .kind)),
        ("running-for that holds", Rule.stop("long", .runningFor(.zero), scope: .kind).notifying),
        ("duplicates", .stop("many", .duplicatesAtLeast(30_000))),
        ("starts", .stop("storm", .startsAtLeast(30_000, within: .hours(1)))),
        ("slower than usual", .stop("slow", .slowerThanUsual(3))),
    ]

    /// How much processor time the polls of so many rows take.
    private static func time(_ rule: Rule, rows: Int, kinds: Int) -> Double {
        var monitor = Monitor()
        let settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home")], rules: [rule])
        _ = monitor.handle(.configure(settings), at: Instant(nanoseconds: 0))
        let before = self.processorTime()
        for poll in 0..<4 {
            let activities = (0..<rows).map { index in
                Activity.scan("\(poll / 2)-\(index)", Double(poll), section: String(index % kinds))
            }
            let instant = Instant(nanoseconds: Int64(poll + 1) * 10_000_000_000)
            _ = monitor.handle(
                .poll(server: "home", sentAt: instant, .snapshot(ActivitySnapshot(activities: activities))),
                at: instant)
        }
        return self.processorTime() - before
    }

    private static func processorTime() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test(
        "four times as many rows cost less than twelve times as much", arguments: GrowthTests.rules.indices,
        [1, 1_000_000])
    func fourTimesAsManyRowsCostLessThanTwelveTimesAsMuch(index: Int, kinds: Int) {
        let (name, rule) = Self.rules[index]
        // The fastest of some: what else runs on the machine only slows it down. Quadratic work costs 16 times as much,
        // however often it is measured.
        var (few, many) = (Double.infinity, Double.infinity)
        for _ in 0..<8 {
            few = min(few, Self.time(rule, rows: 300, kinds: kinds))
            many = min(many, Self.time(rule, rows: 1_200, kinds: kinds))
            if many < 12 * max(few, 0.000_001) { return }
        }
        Issue.record("\(name): \(few) s for 300, \(many) s for 1,200")
    }
}
