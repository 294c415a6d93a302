// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import FoundationEssentials
private import Glibc

/// A time of the calendar, for people. No decision is made by it.
package struct WallTime: Hashable, Sendable {
    /// Microseconds since the beginning of 1970, UTC: the unit of the journal's `__REALTIME_TIMESTAMP`.
    package var microseconds: Int64

    /// A time that is so many microseconds after the beginning of 1970, UTC.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A time that is so many seconds after the beginning of 1970, UTC; the last time that there is, where it is too late.
    package init(seconds: Int64) {
        let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        self.init(microseconds: overflow ? .max : microseconds)
    }

    /// The time that RFC 3339 writes as this text, with any offset from UTC; nil for any other text.
    ///
    /// Nil also for times after the year 2254: their microseconds are not exact in the Double that comes between.
    package init?(text: String) {
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        let microseconds = date.timeIntervalSince1970 * 1_000_000
        guard abs(microseconds) < 0x1p53 else { return nil }
        self.microseconds = Int64(microseconds)
    }

    /// The time that `CLOCK_REALTIME` shows.
    package static var now: WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Reads the time zone of the process, `TZ` or `/etc/localtime`: tzset(3).
    package static func readTimeZone() {
        tzset()
    }

    /// How long ago it was at another time; never negative, although clocks are set.
    package func age(at other: WallTime) -> Duration {
        .microseconds(max(0, other.microseconds - self.microseconds))
    }

    /// Whole seconds since the beginning of 1970, UTC.
    package var seconds: Int64 { self.microseconds / 1_000_000 }

    /// The local time as `2026-11-22 20:15:03`.
    package var localText: String { TimeZoneRules.local.time(self.seconds).text }

    /// The time as RFC 3339 has it, in UTC: `2026-11-22T19:15:03Z`.
    package var text: String { TimeZoneRules.utc.time(self.seconds).text(separator: "T") + "Z" }

    /// The local day of the week and time of day.
    ///
    /// Reads the time zone again first: localtime_r(3) keeps the first one, and the clock of a machine may get another
    /// zone while the service runs. Without a change, that is one stat(2) of `/etc/localtime`.
    package var local: LocalTime {
        Self.readTimeZone()
        var seconds = time_t(self.seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let (day, hour, minute, second) = unsafe (parts.tm_wday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        // Sunday is 0 in struct tm, and the last of the week's days here.
        let weekday = Weekday.allCases[(Int(day) + 6) % 7]
        return LocalTime(weekday: weekday, secondOfDay: Int(hour) * 3_600 + Int(minute) * 60 + Int(second))
    }
}
