// SPDX-License-Identifier: Apache-2.0

/// Rows of cells in columns that are as wide on the screen as their widest cell.
struct TextTable {
    /// The names of the columns.
    var heading: [String]
    /// The cells, as many in each row as there are columns; fit for a screen.
    var rows: [[String]]
    /// How many cells there are for a whole line; nil for as many as needed.
    var width: Int?

    /// The lines, the heading first; what does not fit is cut at the end.
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
