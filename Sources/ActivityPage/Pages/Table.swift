// SPDX-License-Identifier: Apache-2.0

/// A table of a page. On a narrow screen it scrolls by itself, also with the keyboard.
struct Table {
    /// The largest number of rows.
    static let rowLimit = 100

    /// Its name for screen readers.
    let name: String
    /// Whether a column names the server.
    let hasServer: Bool
    /// The heading of the first column.
    var first = English.work
    /// The headings of the columns after the first and the server's.
    var columns: [String] = []

    /// A table without columns yet.
    init(_ name: String, hasServer: Bool) {
        self.name = name
        self.hasServer = hasServer
    }

    /// Draws the table with these rows.
    func draw(into markup: inout Markup, rows: (inout Markup) -> Void) {
        markup.element(
            "div", .class("wide"), .fixed("role", "region"), .fixed("tabindex", "0"), .text(.label, self.name)
        ) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for heading in [self.first] + (self.hasServer ? [English.serverColumn] : []) + self.columns {
                            row.element("th", .fixed("scope", "col"), text: heading)
                        }
                    }
                }
                table.element("tbody") { rows(&$0) }
            }
        }
    }

    /// Draws the table with a row for each of these records about a kind of work.
    func draw<Record>(
        _ records: [Record], kind: (Record) -> WorkRow, report: Report, into markup: inout Markup,
        cells: (Record, inout Markup) -> Void
    ) {
        self.draw(into: &markup) { body in
            for record in records {
                let work = kind(record)
                body.element("tr") { row in
                    row.element("th", .fixed("scope", "row")) { cell in
                        cell.element("bdi") { $0.text(report.name(of: work), limit: 100) }
                    }
                    if self.hasServer {
                        row.element("td") { cell in cell.element("bdi") { $0.text(work.server, limit: 64) } }
                    }
                    cells(record, &row)
                }
            }
        }
    }

    /// Draws a cell with a number, or with a duration.
    static func drawNumber(_ text: String, into row: inout Markup) {
        row.element("td", .class("n"), text: text)
    }
}
