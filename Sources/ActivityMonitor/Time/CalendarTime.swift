// SPDX-License-Identifier: Apache-2.0

/// A date and a time of day as calendars and clocks show them.
package struct CalendarTime: Hashable, Sendable {
    /// The year, such as 2026.
    package var year: Int
    /// The month, from 1.
    package var month: Int
    /// The day of the month, from 1.
    package var day: Int
    /// The hour, from 0.
    package var hour = 0
    /// The minute, from 0.
    package var minute = 0
    /// The second, from 0.
    package var second = 0

    /// A date and a time of day; without one, midnight.
    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// `2026-11-22 20:15:03`
    package var text: String { self.text(separator: " ") }

    /// The same with something else between date and time.
    package func text(separator: String) -> String {
        let date = [Self.digits(self.year, 4), Self.digits(self.month, 2), Self.digits(self.day, 2)]
        let time = [self.hour, self.minute, self.second].map { Self.digits($0, 2) }
        return date.joined(separator: "-") + separator + time.joined(separator: ":")
    }

    /// A number with zeros before it.
    package static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// The clocks of a time zone. The shell supplies them, because the core reads no zone.
package struct TimeZoneRules: Sendable {
    /// The time that the clocks show so many seconds after the beginning of 1970, UTC.
    package var time: @Sendable (_ seconds: Int64) -> CalendarTime
    /// The seconds after the beginning of 1970, UTC, at which the clocks show a time. They show some times twice, then it is
    /// one of both; they skip some, then it is a moment close by.
    package var seconds: @Sendable (_ time: CalendarTime) -> Int64

    /// Clocks that go by these functions.
    package init(
        time: @escaping @Sendable (_ seconds: Int64) -> CalendarTime,
        seconds: @escaping @Sendable (_ time: CalendarTime) -> Int64
    ) {
        self.time = time
        self.seconds = seconds
    }
}
