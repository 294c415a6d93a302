// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc

extension LocalTime {
    /// The local time now, in the time zone of the process.
    static var now: LocalTime {
        var seconds = time_t()
        unsafe time(&seconds)
        return LocalTime(secondsSince1970: Int64(seconds))
    }

    /// The local time of a moment, in seconds since 1970-01-01 UTC, in the time zone of the process.
    init(secondsSince1970: Int64) {
        var seconds = time_t(secondsSince1970)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let (day, hour, minute, second) = unsafe (parts.tm_wday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        // Sunday is 0 in struct tm; here it is the last day of the week.
        let weekday = Weekday.allCases[(Int(day) + 6) % 7]
        self.init(weekday: weekday, secondOfDay: Int(hour) * 3_600 + Int(minute) * 60 + Int(second))
    }
}
