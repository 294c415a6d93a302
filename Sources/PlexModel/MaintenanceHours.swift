// SPDX-License-Identifier: Apache-2.0

/// The hours of the day at which a server begins and ends its maintenance: its preferences `butlerStartHour` and
/// `butlerEndHour`, in its local time.
public struct MaintenanceHours: Hashable, Sendable {
    /// The hour at which it begins, from 0 to 23.
    public let start: Int
    /// The hour at which it ends, from 0 to 23. It is smaller than `start` for maintenance over midnight.
    public let end: Int

    /// These hours; nil for hours out of range, and for equal ones, whose meaning is not known.
    public init?(start: Int, end: Int) {
        guard (0...23).contains(start), (0...23).contains(end), start != end else { return nil }
        self.start = start
        self.end = end
    }
}
