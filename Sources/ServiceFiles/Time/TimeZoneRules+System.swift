// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Glibc

extension TimeZoneRules {
    /// The zone of the process, `TZ` or `/etc/localtime`: tzset(3), localtime(3), mktime(3).
    package static let local = TimeZoneRules(
        time: { seconds in
            var moment = time_t(seconds)
            var parts = unsafe tm()
            unsafe localtime_r(&moment, &parts)
            return unsafe CalendarTime(parts)
        },
        seconds: { time in
            var parts = unsafe time.parts
            // The zone knows whether it is summer.
            unsafe parts.tm_isdst = -1
            return Int64(unsafe mktime(&parts))
        })

    /// Universal time: gmtime(3), timegm(3).
    package static let utc = TimeZoneRules(
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
