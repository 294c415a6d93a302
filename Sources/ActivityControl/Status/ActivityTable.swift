// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Activities as rows of a fixed layout: what does not fit a column is cut, and the title, whose script may run from right
/// to left, comes last.
struct ActivityTable {
    /// How many cells there are for a line; nil for as many as needed.
    var width: Int?
    /// Colours.
    var paint: Paint

    /// Whether there is room for more than the least.
    private var isWide: Bool { (self.width ?? 120) >= 120 }

    /// The heading.
    var heading: String {
        self.paint(self.line(["UUID", "TYPE", "PROGRESS", "AGE", "NO CHANGE", "SECTION", "TITLE"]), .strong)
    }

    /// The row of an activity.
    func row(_ activity: ActivityStatus) -> String {
        let title = [activity.title, activity.subtitle].compactMap(\.self).filter { !$0.isEmpty }
        return self.line([
            ScreenText.line(activity.uuid, limit: 128),
            ScreenText.line(activity.type, limit: 128),
            ProgressBar.text(activity.progress) + ProgressBar.number(activity.progress),
            DurationWords.short(activity.ageMicroseconds),
            DurationWords.short(activity.stalledMicroseconds),
            ScreenText.line(activity.section ?? activity.sectionID ?? "-", limit: 64),
            ScreenText.line(title.joined(separator: ": ")),
        ])
    }

    private func line(_ cells: [String]) -> String {
        // Eight characters of a uuid tell activities apart, as `cancel` and `explain` take them.
        let widths = self.isWide ? [8, 30, 16, 9, 9, 16] : [8, 22, 16, 6, 0, 0]
        let columns = zip(cells, widths).filter { $0.1 > 0 }.map { cell, width in
            width == 8 ? DisplayWidth.fit(String(cell.prefix(8)), to: width) : DisplayWidth.fit(cell, to: width)
        }
        let line = columns.joined(separator: " ") + " " + (cells.last ?? "")
        let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
        return self.width.map { DisplayWidth.cut(trimmed, to: $0) } ?? trimmed
    }
}
