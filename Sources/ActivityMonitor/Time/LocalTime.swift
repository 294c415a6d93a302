// SPDX-License-Identifier: Apache-2.0

/// The local time of day, for windows. The shell reads it with the system's time zone.
package struct LocalTime: Hashable, Sendable {
    /// The day of the week.
    package var weekday: Weekday
    /// The local time in seconds since midnight, from 0 to 86,400 (a leap second).
    package var secondOfDay: Int

    /// A local time.
    package init(weekday: Weekday, secondOfDay: Int) {
        self.weekday = weekday
        self.secondOfDay = secondOfDay
    }

    /// The time for people: `sat 03:07`.
    package var text: String {
        let minutes = self.secondOfDay / 60 % 60
        let hours = self.secondOfDay / 3_600
        return "\(self.weekday.rawValue) \(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }
}

/// A day of the week; the raw value is its name in the configuration.
package enum Weekday: String, Hashable, Sendable, CaseIterable {
    /// Monday.
    case monday = "mon"
    /// Tuesday.
    case tuesday = "tue"
    /// Wednesday.
    case wednesday = "wed"
    /// Thursday.
    case thursday = "thu"
    /// Friday.
    case friday = "fri"
    /// Saturday.
    case saturday = "sat"
    /// Sunday.
    case sunday = "sun"

    /// The day before.
    package var previous: Weekday {
        switch self {
        case .monday: .sunday
        case .tuesday: .monday
        case .wednesday: .tuesday
        case .thursday: .wednesday
        case .friday: .thursday
        case .saturday: .friday
        case .sunday: .saturday
        }
    }
}
