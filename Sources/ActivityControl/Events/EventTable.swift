// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles
import ServiceJournal

/// Events as a table for people. The widths are fixed, because later events are not known yet.
struct EventTable {
    /// Whether lines are coloured by priority.
    var isColoured: Bool
    /// The zone of the times.
    var zone: TimeZoneRules = .local

    /// The widths of all columns but the last, in cells.
    private static let widths = [19, 7, 22, 10, 8]

    /// The line of an event, without control characters.
    func line(_ event: JournalEvent) -> String {
        let line = Self.columns([
            self.zone.time(event.microseconds / 1_000_000).text,
            event.priority.name,
            event[.event].map { ScreenText.line($0, limit: 64) } ?? "-",
            event[.server].map { ScreenText.line($0, limit: 64) } ?? "-",
            // `cancel` accepts this beginning of a uuid.
            event[.activityUUID].map { ScreenText.line(String($0.prefix(8))) } ?? "-",
            ScreenText.line(event["MESSAGE"] ?? "", limit: 4_000),
        ])
        guard self.isColoured, let colour = event.priority.colour else { return line }
        return "\u{1B}[\(colour)m\(line)\u{1B}[0m"
    }

    /// The heading.
    var heading: String { Self.columns(["TIME", "PRIO", "EVENT", "SERVER", "ACTIVITY", "MESSAGE"]) }

    private static func columns(_ cells: [String]) -> String {
        let padded = zip(cells, Self.widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - DisplayWidth.of(cell)))
        }
        return (padded + cells.dropFirst(Self.widths.count)).joined(separator: "  ")
    }
}
