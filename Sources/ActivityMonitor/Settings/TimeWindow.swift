// SPDX-License-Identifier: Apache-2.0

/// A named window of local time: a `[window.NAME]` table.
///
/// Only the local time counts, also on nights when the clock changes: a skipped hour is missing from the window, and a
/// repeated hour counts twice.
package struct TimeWindow: Hashable, Sendable {
    /// Its unique name.
    package var name: String
    /// The minute of the day at which it opens, from 0 to 1,439.
    package var from: Int
    /// The minute of the day at which it closes, from 0 to 1,440. In a window over midnight, it is `from` or earlier.
    package var to: Int
    /// The days on which it opens.
    package var days: Set<Weekday>

    /// A window that opens on these days.
    package init(name: String, from: Int, to: Int, days: Set<Weekday> = Set(Weekday.allCases)) {
        self.name = name
        self.from = from
        self.to = to
        self.days = days
    }

    /// Whether the window is open at a time. A window over midnight belongs to the day on which it opens.
    package func contains(_ time: LocalTime) -> Bool {
        let minute = time.secondOfDay / 60
        if self.from < self.to {
            return self.days.contains(time.weekday) && (self.from..<self.to).contains(minute)
        }
        if minute >= self.from { return self.days.contains(time.weekday) }
        return minute < self.to && self.days.contains(time.weekday.previous)
    }
}
