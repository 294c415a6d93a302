// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The times of the week at which conditions on windows hold, by the clock on the wall.
struct WeekTimes {
    /// The minutes of a day, and of a week.
    private static let (day, week) = (1_440, 10_080)

    /// Whether there is no such time.
    let isNever: Bool

    /// The times at which one window of each `during` is open and no window of any `not-during`.
    init(during: [[TimeWindow]], notDuring: [[TimeWindow]]) {
        var edges: Set<Int> = [0]
        for window in Set((during + notDuring).joined()) {
            for start in stride(from: 0, to: Self.week, by: Self.day) {
                // A window that closes at 24:00 closes at 00:00 of the next day.
                edges.formUnion([start + window.from, (start + window.to) % Self.week])
            }
        }
        // What is open changes at the edges alone.
        self.isNever = !edges.contains { minute in
            let time = Self.time(at: minute)
            return during.allSatisfy { $0.contains { $0.contains(time) } }
                && !notDuring.joined().contains { $0.contains(time) }
        }
    }

    /// The times at which the conditions of a rule on windows hold, and nothing else holds them back.
    init(_ conditions: [Condition], outside windows: [TimeWindow] = []) {
        var (during, notDuring) = ([[TimeWindow]](), [windows])
        for condition in conditions {
            switch condition.hours {
            // A list without a window is one with a mistake in it, which has been reported.
            case .whileOpen(let windows)? where !windows.isEmpty: during.append(windows)
            case .whileClosed(let windows)?: notDuring.append(windows)
            default: continue
            }
        }
        self.init(during: during, notDuring: notDuring)
    }

    /// The local time at a minute of the week.
    private static func time(at minute: Int) -> LocalTime {
        LocalTime(weekday: Weekday.allCases[minute / Self.day], secondOfDay: minute % Self.day * 60)
    }
}
