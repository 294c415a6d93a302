// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The clocks and the calendar of the reader. The shell supplies them, because this module reads no zone.
package struct PageClock: Sendable {
    /// The clocks of the reader's zone.
    let zone: TimeZoneRules
    /// The clocks of universal time.
    private let universal: TimeZoneRules

    /// Clocks that go by these rules.
    package init(zone: TimeZoneRules, universal: TimeZoneRules) {
        self.zone = zone
        self.universal = universal
    }
}

extension PageClock {
    private static let microsecond: Int64 = 1_000_000

    /// The local time of a time in microseconds since 1970.
    func moment(_ microseconds: Int64) -> CalendarTime { self.zone.time(microseconds / Self.microsecond) }

    /// The time as RFC 3339 has it, in UTC.
    func universalText(_ microseconds: Int64) -> String {
        self.universal.time(microseconds / Self.microsecond).text(separator: "T") + "Z"
    }

    /// The beginnings of the local days from the one that holds `begin` until `end`, in microseconds since 1970.
    ///
    /// - Parameter limit: the largest number of days; the newest are kept.
    func days(from begin: Int64, until end: Int64, limit: Int) -> [Int64] {
        guard begin < end else { return [] }
        var day = self.moment(end - 1)
        (day.hour, day.minute, day.second) = (0, 0, 0)
        var days: [Int64] = []
        while days.count < limit {
            let start = self.zone.seconds(day) * Self.microsecond
            // A zone may skip midnight. A day that does not go back in time would never end.
            if let last = days.last, start >= last { break }
            days.append(start)
            guard start > begin else { break }
            day = self.moment(start - 12 * 3_600 * Self.microsecond)
            (day.hour, day.minute, day.second) = (0, 0, 0)
        }
        return days.reversed()
    }

    /// The beginning of the local day after the one that begins at `day`.
    func dayAfter(_ day: Int64) -> Int64 {
        var next = self.moment(day)
        next.day += 1
        (next.hour, next.minute, next.second) = (0, 0, 0)
        return self.zone.seconds(next) * Self.microsecond
    }
}

extension CalendarTime {
    /// The day of the week, from 0 for Monday, in the Gregorian calendar.
    var weekday: Int {
        let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        // A leap day counts from March on.
        let years = self.month > 2 ? self.year : self.year - 1
        let leapDays = years / 4 - years / 100 + years / 400
        let days = self.year * 365 + leapDays + daysBeforeMonth[(self.month - 1) % 12] + self.day
        // 1 January 2024, this day by the same count, is a Monday.
        let rest = (days - 739_251) % 7
        return rest < 0 ? rest + 7 : rest
    }
}
