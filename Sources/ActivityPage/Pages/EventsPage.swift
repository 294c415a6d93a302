// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The last events, with filters.
package struct EventsPage {
    /// One event.
    package struct Row: Sendable {
        /// When, in microseconds since 1970-01-01 UTC.
        package var at: Int64
        /// Its priority.
        package var priority: Priority
        /// Its kind, as in `PLEX_EVENT`.
        package var kind: String
        /// The server.
        package var server: String
        /// Its sentence.
        package var message: String

        /// An event.
        package init(at: Int64, priority: Priority, kind: String, server: String, message: String) {
            self.at = at
            self.priority = priority
            self.kind = kind
            self.server = server
            self.message = message
        }
    }

    private let rows: [Row]
    private let chosen: String?
    private let server: String?
    private let clock: PageClock

    /// A page of these events, newest first.
    ///
    /// - Parameters:
    ///   - chosen: The kind that the reader has chosen.
    ///   - server: The server that the reader has chosen.
    package init(_ rows: [Row], chosen: String?, server: String?, clock: PageClock) {
        self.rows = rows
        self.chosen = chosen
        self.server = server
        self.clock = clock
    }

    /// The page in UTF-8.
    package func bytes() -> [UInt8] {
        WebPage(.events, title: English.events).bytes { page in
            page.element("section") { section in
                section.element("h1", text: English.events)
                self.drawForm(into: &section)
                guard !self.rows.isEmpty else {
                    return section.element("p", .class("none"), text: English.noEvents)
                }
                var table = Table(English.events, hasServer: true)
                table.first = English.when
                table.columns = [English.event, English.what]
                table.draw(into: &section) { body in
                    for row in self.rows {
                        body.element("tr", .class(row.priority <= .warning ? "urgent" : nil)) { cells in
                            cells.element("td") { cell in
                                cell.element(
                                    "time", .moment(self.clock.universalText(row.at)),
                                    text: self.clock.dayAndTime(row.at))
                            }
                            cells.element("td") { cell in cell.element("bdi") { $0.text(row.server, limit: 64) } }
                            cells.element("td") { $0.text(row.kind, limit: 40) }
                            cells.element("td", .class("message")) { cell in
                                cell.element("bdi") { $0.text(row.message, limit: 600) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func drawForm(into section: inout Markup) {
        section.element("form", .fixed("action", "/events"), .class("filter")) { form in
            form.element("label") { label in
                label.text(English.event + " ")
                label.element("select", .fixed("name", "event")) { select in
                    select.element("option", .fixed("value", ""), text: English.all)
                    for kind in EventKind.allCases {
                        select.element(
                            "option", .fixed("selected", "", if: kind.rawValue == self.chosen), text: kind.rawValue)
                    }
                }
            }
            form.element("label") { label in
                label.text(English.serverColumn + " ")
                label.element("input", .fixed("name", "server"), .text(.value, self.server ?? ""))
            }
            form.element("button", text: English.show)
        }
    }
}
