// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// A date and a time of day.
struct CalendarTime: Hashable, Sendable {
    /// The year, such as 2026.
    var year: Int
    /// The month, from 1.
    var month: Int
    /// The day of the month, from 1.
    var day: Int
    /// The hour, from 0.
    var hour = 0
    /// The minute, from 0.
    var minute = 0
    /// The second, from 0.
    var second = 0

    /// `2026-11-22 20:15:03`
    var text: String {
        let date = [Self.digits(self.year, 4), Self.digits(self.month, 2), Self.digits(self.day, 2)]
        let time = [self.hour, self.minute, self.second].map { Self.digits($0, 2) }
        return date.joined(separator: "-") + " " + time.joined(separator: ":")
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// The conversions of a time zone.
struct TimeZoneRules: Sendable {
    /// The local time of a moment, in seconds since 1970-01-01 UTC.
    var time: @Sendable (_ seconds: Int64) -> CalendarTime
    /// The moment of a local time, in seconds since 1970-01-01 UTC. A time that occurs twice gives one of its moments,
    /// and a time that is skipped gives a near moment.
    var seconds: @Sendable (_ time: CalendarTime) -> Int64

    /// The zone of the process, `TZ` or `/etc/localtime`: tzset(3), localtime(3), mktime(3).
    static let local = TimeZoneRules(
        time: { seconds in
            var moment = time_t(seconds)
            var parts = unsafe tm()
            unsafe localtime_r(&moment, &parts)
            return unsafe CalendarTime(parts)
        },
        seconds: { time in
            var parts = unsafe time.parts
            // -1: mktime(3) finds out whether summer time applies.
            unsafe parts.tm_isdst = -1
            return Int64(unsafe mktime(&parts))
        })

    /// Universal time: gmtime(3), timegm(3).
    static let utc = TimeZoneRules(
        time: { seconds in
            var moment = time_t(seconds)
            var parts = unsafe tm()
            unsafe gmtime_r(&moment, &parts)
            return unsafe CalendarTime(parts)
        },
        seconds: { time in
            var parts = unsafe time.parts
            return Int64(unsafe timegm(&parts))
        })
}

extension CalendarTime {
    /// A time from the C library, which counts years from 1900 and months from 0.
    fileprivate init(_ parts: tm) {
        let date = unsafe (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        let time = unsafe (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
        self.init(
            year: date.0, month: date.1, day: date.2, hour: time.0, minute: time.1, second: time.2)
    }

    fileprivate var parts: tm {
        var parts = unsafe tm()
        unsafe parts.tm_year = Int32(self.year - 1900)
        unsafe parts.tm_mon = Int32(self.month - 1)
        unsafe parts.tm_mday = Int32(self.day)
        unsafe parts.tm_hour = Int32(self.hour)
        unsafe parts.tm_min = Int32(self.minute)
        unsafe parts.tm_sec = Int32(self.second)
        return unsafe parts
    }
}
