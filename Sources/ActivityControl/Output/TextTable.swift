// SPDX-License-Identifier: Apache-2.0

/// A table for the screen: each column is as wide as its widest cell.
struct TextTable {
    /// The names of the columns.
    var heading: [String]
    /// The cells of each row, one for each column; their text must be safe for a screen.
    var rows: [[String]]
    /// The width of a line in cells; nil for no limit.
    var width: Int?

    /// The lines, the heading first. Longer lines are cut.
    func lines(_ paint: Paint) -> [String] {
        let widths = self.heading.indices.map { column in
            ([self.heading] + self.rows).map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        let lines = ([self.heading] + self.rows).map { row in
            let cells = row.indices.map { column in
                column == row.count - 1 ? row[column] : DisplayWidth.fit(row[column], to: widths[column])
            }
            let line = String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
            return self.width.map { DisplayWidth.cut(line, to: $0) } ?? line
        }
        return [paint(lines[0], .strong)] + lines.dropFirst()
    }
}
