// SPDX-License-Identifier: Apache-2.0

/// The timeline as one SVG file without scripts, for other pages and for documents.
package struct StandaloneDrawing {
    private static let labelWidth = 190.0
    private static let margin = 20.0
    private static let top = 64.0

    private let report: Report
    private let clock: PageClock

    /// The drawing of a report.
    package init(_ report: Report, clock: PageClock) {
        self.report = report
        self.clock = clock
    }

    /// The file in UTF-8, at most as large as the page of a report.
    package func bytes() -> [UInt8] {
        var coarseness: Int64 = 1
        while true {
            let drawing = self.markup(coarseness: coarseness).bytes
            if drawing.count <= ReportPage.sizeLimit || coarseness > 4_096 { return drawing }
            coarseness *= 2
        }
    }

    private func markup(coarseness: Int64) -> Markup {
        let span = self.report.span
        let days = self.clock.days(from: span.begin, until: span.end, limit: 4_000)
        let ticks =
            days.count > 1
            ? ChartDrawing.Tick.days(days, within: span, firstWithChart: days.count, clock: self.clock)
            : days.first.map {
                ChartDrawing.Tick.hours(of: TimeSpan($0, self.clock.dayAfter($0)), clock: self.clock)
                    .filter { (span.begin..<max(span.end, span.begin + 1)).contains($0.at) }
            } ?? []
        let chart = ChartDrawing(
            self.report, clock: self.clock, window: span, ticks: ticks, details: .captions, coarseness: coarseness)
        var track = TrackDrawing(report: self.report, clock: self.clock, window: span, details: .captions)
        let groups = chart.rows()
        var body = Markup()
        var y = Self.top
        for (server, rows) in groups {
            let first = y
            var drawn = Markup()
            if self.report.servers.count > 1 {
                Self.drawText(server.name, x: Self.margin, y: y + 16, .class("name"), into: &drawn)
                y += 24
            }
            if !server.interruptions.isEmpty {
                let height = TrackDrawing.height(lanes: 1)
                Self.drawRow(English.server, y: y, height: height, into: &drawn) {
                    track.draw(server.interruptions, into: &$0)
                }
                y += height
            }
            for row in rows {
                let height = TrackDrawing.height(lanes: row.layout.laneCount)
                Self.drawRow(row.label, y: y, height: height, into: &drawn) { track.draw(row.layout, into: &$0) }
                y += height
            }
            Self.drawPlot(y: first, height: y - first, into: &body) { plot in
                chart.drawShades(server, into: &plot)
                for tick in ticks {
                    let place = chart.place(tick.at)
                    plot.element("line", .percent("x1", place), .percent("x2", place), .fixed("y2", "100%"))
                }
            }
            body.append(drawn)
            y += 8
        }
        return self.frame(height: y + Self.margin, body: body) { plot in
            for tick in ticks where !tick.label.isEmpty {
                plot.element(
                    "text", .percent("x", chart.place(tick.at)), .number("y", 14), text: tick.label + tick.rest)
            }
        }
    }

    private func frame(height: Double, body: Markup, labels: (inout Markup) -> Void) -> Markup {
        let width = Self.labelWidth + Double(ChartDrawing.width) + 2 * Self.margin
        let span = self.report.span
        var file = Markup()
        file.element(
            "svg", .fixed("xmlns", "http://www.w3.org/2000/svg"), .number("width", width), .number("height", height),
            .fixed("role", "img"), .text(.label, English.reportTitle)
        ) { svg in
            svg.element("title", text: English.reportTitle)
            svg.element("style") { style in
                style.verbatim(StyleSheet.colours)
                style.verbatim(StyleSheet.drawing)
                style.verbatim(".paper{fill:var(--card)}.name{font-weight:600;fill:var(--ink)}.lab{fill:var(--ink)}\n")
            }
            Symbols.draw(into: &svg)
            svg.element("rect", .class("paper"), .fixed("width", "100%"), .fixed("height", "100%"))
            let range = English.subtitle(
                from: self.clock.dayAndTime(span.begin), to: self.clock.dayAndTime(span.end),
                servers: self.report.servers.map(\.name))
            Self.drawText(range, x: Self.margin, y: 28, .class("name"), into: &svg)
            if self.report.servers.isEmpty {
                Self.drawText(English.nothing, x: Self.margin, y: 52, .class(), into: &svg)
            }
            Self.drawPlot(y: Self.top - 22, height: 20, into: &svg) { labels(&$0) }
            svg.append(body)
        }
        file.line()
        return file
    }

    private static func drawText(
        _ text: String, x: Double, y: Double, _ look: Attribute, into svg: inout Markup
    ) {
        svg.element("text", look, .number("x", x), .number("y", y)) { $0.text(text, limit: 120) }
    }

    private static func drawRow(
        _ label: String, y: Double, height: Double, into svg: inout Markup, content: (inout Markup) -> Void
    ) {
        svg.element("text", .class("lab"), .number("x", Self.margin), .number("y", y + height / 2 + 4)) {
            $0.text(label, limit: 26)
        }
        Self.drawPlot(y: y, height: height, into: &svg, content: content)
    }

    /// Draws into the part of the file that the bars have; percentages are of its width.
    private static func drawPlot(
        y: Double, height: Double, into svg: inout Markup, content: (inout Markup) -> Void
    ) {
        svg.element(
            "svg", .number("x", Self.labelWidth + Self.margin), .number("y", y),
            .number("width", Double(ChartDrawing.width)), .number("height", height)
        ) { content(&$0) }
    }
}
