// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc

extension LocalTime {
    /// What the clock on the wall shows, in the time zone of the process.
    static var now: LocalTime {
        var seconds = time_t()
        unsafe time(&seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let (day, hour, minute, second) = unsafe (parts.tm_wday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        // Sunday is 0 in struct tm, and the last of the week's days here.
        let weekday = Weekday.allCases[(Int(day) + 6) % 7]
        return LocalTime(weekday: weekday, secondOfDay: Int(hour) * 3_600 + Int(minute) * 60 + Int(second))
    }
}
