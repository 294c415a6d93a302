// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import ServiceFiles

extension PageClock {
    /// The clocks of the process's zone, `TZ` or `/etc/localtime`.
    static let local = PageClock(
        local: { Moment(TimeZoneRules.local.time($0)) },
        seconds: { TimeZoneRules.local.seconds(CalendarTime($0)) },
        universal: { Moment(TimeZoneRules.utc.time($0)) })
}

extension PageClock.Moment {
    fileprivate init(_ time: CalendarTime) {
        self.init(
            year: time.year, month: time.month, day: time.day, hour: time.hour, minute: time.minute,
            second: time.second)
    }
}

extension CalendarTime {
    fileprivate init(_ moment: PageClock.Moment) {
        self.init(
            year: moment.year, month: moment.month, day: moment.day, hour: moment.hour, minute: moment.minute,
            second: moment.second)
    }
}
