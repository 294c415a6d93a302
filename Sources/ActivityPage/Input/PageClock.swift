// SPDX-License-Identifier: Apache-2.0

/// The clocks and the calendar of the reader's zone. The shell supplies them, because this module reads no zone.
package struct PageClock: Sendable {
    /// A date and a time of day.
    package struct Moment: Hashable, Sendable {
        /// The year, such as 2026.
        package var year: Int
        /// The month, from 1.
        package var month: Int
        /// The day of the month, from 1. A number past the month's end means a day of the next month.
        package var day: Int
        /// The hour, from 0.
        package var hour: Int
        /// The minute, from 0.
        package var minute: Int
        /// The second, from 0.
        package var second: Int

        /// A date and a time of day.
        package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
            self.year = year
            self.month = month
            self.day = day
            self.hour = hour
            self.minute = minute
            self.second = second
        }
    }

    /// The time that the reader's clocks show so many seconds after the beginning of 1970, UTC.
    package var local: @Sendable (_ seconds: Int64) -> Moment
    /// The seconds after the beginning of 1970, UTC, at which the reader's clocks show a time.
    package var seconds: @Sendable (_ moment: Moment) -> Int64
    /// The same as ``local`` in universal time.
    package var universal: @Sendable (_ seconds: Int64) -> Moment

    /// Clocks that go by these functions.
    package init(
        local: @escaping @Sendable (Int64) -> Moment, seconds: @escaping @Sendable (Moment) -> Int64,
        universal: @escaping @Sendable (Int64) -> Moment
    ) {
        self.local = local
        self.seconds = seconds
        self.universal = universal
    }
}

extension PageClock {
    private static let microsecond: Int64 = 1_000_000

    /// The local moment of a time in microseconds since 1970.
    func moment(_ microseconds: Int64) -> Moment { self.local(microseconds / Self.microsecond) }

    /// The time as RFC 3339 has it, in UTC.
    func universalText(_ microseconds: Int64) -> String {
        let time = self.universal(microseconds / Self.microsecond)
        return "\(Self.digits(time.year, 4))-\(Self.digits(time.month, 2))-\(Self.digits(time.day, 2))"
            + "T\(Self.digits(time.hour, 2)):\(Self.digits(time.minute, 2)):\(Self.digits(time.second, 2))Z"
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
            let start = self.seconds(day) * Self.microsecond
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
        return self.seconds(next) * Self.microsecond
    }

    /// A number with zeros before it.
    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension PageClock.Moment {
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
