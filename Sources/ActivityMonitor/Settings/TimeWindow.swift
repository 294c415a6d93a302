// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A named window of local time: a `[window.NAME]` table.
///
/// Only the local time counts, also on nights when the clock changes: a skipped hour is missing from the window, and a
/// repeated hour counts twice.
package struct TimeWindow: Hashable, Sendable {
    /// Its unique name.
    package var name: String
    /// The minute of the day at which it opens, from 0 to 1,439.
    package var from: Int
    /// The minute of the day at which it closes, from 0 to 1,440. In a window over midnight, it is `from` or earlier.
    package var to: Int
    /// The days on which it opens.
    package var days: Set<Weekday>
    /// Whether the window is the maintenance of the server (`of = "server"`); then it has no hours of its own.
    package var isOfServer = false

    /// A window that opens on these days.
    package init(name: String, from: Int, to: Int, days: Set<Weekday> = Set(Weekday.allCases)) {
        self.name = name
        self.from = from
        self.to = to
        self.days = days
    }

    /// The window that is open during the maintenance of the server of an activity.
    package static func ofServer(name: String) -> TimeWindow {
        var window = TimeWindow(name: name, from: 0, to: 0)
        window.isOfServer = true
        return window
    }

    /// Whether the window is open at a time; unknown for the maintenance of a server whose hours are not known.
    package func isOpen(at time: LocalTime, maintenance: MaintenanceHours?) -> Truth {
        guard self.isOfServer else { return Truth(self.contains(time)) }
        guard let hours = maintenance else { return .unknown("the server's maintenance hours have not been read") }
        return Truth(TimeWindow(name: self.name, from: hours.start * 60, to: hours.end * 60).contains(time))
    }

    /// Whether a window with hours of its own is open at a time. A window over midnight belongs to the day on which it
    /// opens.
    package func contains(_ time: LocalTime) -> Bool {
        let minute = time.secondOfDay / 60
        if self.from < self.to {
            return self.days.contains(time.weekday) && (self.from..<self.to).contains(minute)
        }
        if minute >= self.from { return self.days.contains(time.weekday) }
        return minute < self.to && self.days.contains(time.weekday.previous)
    }
}
