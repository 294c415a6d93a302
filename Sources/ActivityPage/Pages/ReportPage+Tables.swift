// SPDX-License-Identifier: Apache-2.0

extension ReportPage {
    /// Draws everything below the timeline.
    func drawTables(into page: inout Markup) {
        page.element("div", .fixed("id", "tables")) { page in
            self.drawNotable(into: &page)
            self.drawDurations(into: &page)
            self.drawStalls(into: &page)
            self.drawRules(into: &page)
            self.drawSuggestions(into: &page)
        }
    }

    private var hasSeveralServers: Bool { self.report.servers.count > 1 }

    private func drawNotable(into page: inout Markup) {
        let notable = self.report.notable
        let all = self.report.markCounts.values.reduce(0, +)
        let note = notable.count < all ? English.newest(notable.count, of: all) : nil
        Self.drawSection(English.notable, note: note, into: &page) { section in
            guard !notable.isEmpty else { return Self.drawNothing(English.nothingNotable, into: &section) }
            section.element("ol", .class("moments")) { list in
                for mark in notable {
                    let run = self.report.runs[mark.run]
                    list.element("li") { item in
                        Legend.draw(mark.kind, into: &item)
                        self.drawTime(mark.at, into: &item)
                        item.element("span") { text in
                            text.element("b", text: English.mark(mark.kind))
                            text.text(": ")
                            text.element("bdi") { $0.text(self.report.name(of: run.kind), limit: 120) }
                            if !run.title.isEmpty {
                                text.text(" – ")
                                text.element("bdi") { $0.text(run.title, limit: 120) }
                            }
                            let server = self.hasSeveralServers ? run.server : nil
                            let more = [server, mark.rule.map(English.byRule), mark.reason.map(English.reason)]
                            for part in more.compactMap(\.self) {
                                text.element("small") { $0.text(part, limit: 120) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func drawDurations(into page: inout Markup) {
        Self.drawSection(English.durations, note: English.durationsNote, into: &page) { section in
            let durations = self.report.durations.prefix(Table.rowLimit)
            guard !durations.isEmpty else { return Self.drawNothing(English.noDurations, into: &section) }
            var table = Table(English.durations, hasServer: self.hasSeveralServers)
            table.columns = [
                English.runs, English.median, English.percentile95, English.longest, English.trend, English.recentRuns,
            ]
            table.draw(Array(durations), kind: { $0.kind }, report: self.report, into: &section) { usual, row in
                Table.drawNumber(English.count(usual.count), into: &row)
                Table.drawNumber(English.duration(usual.median), into: &row)
                Table.drawNumber(English.duration(usual.percentile95), into: &row)
                Table.drawNumber(English.duration(usual.longest), into: &row)
                row.element("td") { $0.text(English.trend(usual.trend)) }
                row.element("td") { Self.drawRecent(usual.recent, into: &$0) }
            }
        }
    }

    /// Draws the last durations as a small line.
    private static func drawRecent(_ durations: [Int64], into cell: inout Markup) {
        guard durations.count > 1, let longest = durations.max(), longest > 0 else { return }
        let (width, height) = (96.0, 22.0)
        let points = durations.enumerated().map { index, duration in
            (
                x: 2 + Double(index) / Double(durations.count - 1) * (width - 4),
                y: height - 2 - Double(duration) / Double(longest) * (height - 4)
            )
        }
        cell.element("svg", .class("spark"), .fixed("viewBox", "0 0 96 22"), .fixed("aria-hidden", "true")) { svg in
            svg.element("polyline", .points(points))
            guard let last = points.last else { return }
            svg.element("circle", .number("cx", last.x), .number("cy", last.y), .number("r", 2))
        }
    }

    private func drawStalls(into page: inout Markup) {
        Self.drawSection(English.stuck, note: nil, into: &page) { section in
            let stalls = self.report.stalls.prefix(Table.rowLimit)
            guard !stalls.isEmpty else { return Self.drawNothing(English.nothingStuck, into: &section) }
            var table = Table(English.stuck, hasServer: self.hasSeveralServers)
            table.columns = [English.times, English.longest, English.together, English.last]
            table.draw(Array(stalls), kind: { $0.kind }, report: self.report, into: &section) { stall, row in
                Table.drawNumber(English.count(stall.count), into: &row)
                Table.drawNumber(English.duration(stall.longest), into: &row)
                Table.drawNumber(English.duration(stall.total), into: &row)
                row.element("td") { self.drawTime(stall.last, into: &$0) }
            }
        }
    }

    private func drawRules(into page: inout Markup) {
        Self.drawSection(English.rules, note: nil, into: &page) { section in
            let rules = self.report.rules.prefix(Table.rowLimit)
            guard !rules.isEmpty else { return Self.drawNothing(English.noRules, into: &section) }
            var table = Table(English.rules, hasServer: false)
            table.first = English.rule
            table.columns = [
                English.mode, English.wouldStop, English.asked, English.stopped, English.ineffective, English.gaveUp,
                English.notified, English.undecided, English.last,
            ]
            table.draw(into: &section) { body in
                for rule in rules {
                    body.element("tr") { row in
                        row.element("th", .fixed("scope", "row")) { $0.text(rule.name, limit: 64) }
                        row.element("td") { $0.text(rule.mode ?? "–", limit: 16) }
                        let counts = [
                            rule.wouldStop, rule.requested, rule.confirmed, rule.ineffective, rule.abandoned,
                            rule.notified, rule.undecided,
                        ]
                        for count in counts { Table.drawNumber(count == 0 ? "–" : English.count(count), into: &row) }
                        row.element("td") { self.drawTime(rule.last, into: &$0) }
                    }
                }
            }
        }
    }

    private func drawSuggestions(into page: inout Markup) {
        let suggestions = self.report.suggestions.prefix(20)
        let note = suggestions.isEmpty ? nil : English.suggestionsNote
        Self.drawSection(English.suggestions, note: note, into: &page) { section in
            guard !suggestions.isEmpty else { return Self.drawNothing(English.noSuggestions, into: &section) }
            for suggestion in suggestions {
                section.element("details", .class("rule")) { details in
                    details.element("summary") { $0.text(suggestion.name, limit: 64) }
                    details.element("pre") { pre in
                        // A line break is a control character, so each line is a text of its own.
                        for line in suggestion.text.split(separator: "\n", omittingEmptySubsequences: false) {
                            pre.text(String(line))
                            pre.line()
                        }
                    }
                }
            }
        }
    }

    // MARK: - Parts

    private static func drawSection(
        _ title: String, note: String?, into page: inout Markup, content: (inout Markup) -> Void
    ) {
        page.element("section") { section in
            section.element("h2", text: title)
            if let note { section.element("p", .class("note"), text: note) }
            content(&section)
        }
        page.line()
    }

    private static func drawNothing(_ text: String, into section: inout Markup) {
        section.element("p", .class("none"), text: text)
    }

    private func drawTime(_ time: Int64, into markup: inout Markup) {
        markup.element("time", .moment(self.clock.universalText(time)), text: self.clock.dayAndTime(time))
    }
}
