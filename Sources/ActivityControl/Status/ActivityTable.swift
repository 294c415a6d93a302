// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Activities as rows with fixed columns; longer cells are cut. The title is last, because its script may run from
/// right to left.
struct ActivityTable {
    /// The width of a line in cells; nil for no limit.
    var width: Int?
    /// Colours.
    var paint: Paint

    /// Whether the line has room for all columns.
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
        // Eight characters of a uuid are enough for `cancel` and `explain`.
        let widths = self.isWide ? [8, 30, 16, 9, 9, 16] : [8, 22, 16, 6, 0, 0]
        let columns = zip(cells, widths).filter { $0.1 > 0 }.map { cell, width in
            width == 8 ? DisplayWidth.fit(String(cell.prefix(8)), to: width) : DisplayWidth.fit(cell, to: width)
        }
        let line = columns.joined(separator: " ") + " " + (cells.last ?? "")
        let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
        return self.width.map { DisplayWidth.cut(trimmed, to: $0) } ?? trimmed
    }
}
