// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Glibc

/// A time of the calendar, for people: nothing is ever decided by it.
package struct WallTime: Hashable, Sendable {
    /// Microseconds since the beginning of 1970, UTC: the unit of the journal's `__REALTIME_TIMESTAMP`.
    package var microseconds: Int64

    /// So many microseconds after the beginning of 1970, UTC.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// What `CLOCK_REALTIME` shows.
    package static var now: WallTime {
        WallTime(microseconds: BootClock.nanoseconds(of: CLOCK_REALTIME) / 1000)
    }

    /// Reads the time zone of the process, `TZ` or `/etc/localtime`: tzset(3).
    package static func readTimeZone() {
        tzset()
    }

    /// The local time as `2026-11-22 20:15:03`.
    package var localText: String {
        var seconds = time_t(self.microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        return unsafe Self.text(parts, separator: " ")
    }

    /// The local day of the week and time of day.
    package var local: LocalTime {
        var seconds = time_t(self.microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let (day, hour, minute, second) = unsafe (parts.tm_wday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        // Sunday is 0 in struct tm, and the last of the week's days here.
        let weekday = Weekday.allCases[(Int(day) + 6) % 7]
        return LocalTime(weekday: weekday, secondOfDay: Int(hour) * 3_600 + Int(minute) * 60 + Int(second))
    }

    /// The time as RFC 3339 has it, in UTC: `2026-11-22T19:15:03Z`.
    package var text: String {
        var seconds = time_t(self.microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        return unsafe Self.text(parts, separator: "T") + "Z"
    }

    private static func text(_ parts: tm, separator: String) -> String {
        let (year, month, day) = unsafe (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
        let date = [Self.digits(year, 4), Self.digits(month, 2), Self.digits(day, 2)].joined(separator: "-")
        let time = [Self.digits(hour, 2), Self.digits(minute, 2), Self.digits(second, 2)].joined(separator: ":")
        return date + separator + time
    }

    private static func digits(_ number: Int32, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
