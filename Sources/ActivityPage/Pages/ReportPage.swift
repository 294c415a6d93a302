// SPDX-License-Identifier: Apache-2.0

/// The report as one HTML file without scripts, fonts or pictures from elsewhere.
package struct ReportPage {
    /// The largest size of the file, in bytes.
    package static let sizeLimit = 3_000_000
    /// The largest number of days that have a chart of their own.
    package static let dayLimit = 62

    /// The report.
    let report: Report
    /// The clocks of the reader.
    let clock: PageClock
    /// The program that makes the page, such as `plex-activityctl 1.0.0`.
    let maker: String
    /// When the page is made, in microseconds since 1970-01-01 UTC.
    let made: Int64
    /// Whether the page is one of `plex-activity-web`, with links to the others.
    let isOnSite: Bool

    /// The page of a report.
    package init(_ report: Report, clock: PageClock, maker: String, made: Int64, isOnSite: Bool = false) {
        self.report = report
        self.clock = clock
        self.maker = maker
        self.made = made
        self.isOnSite = isOnSite
    }

    /// The page in UTF-8.
    ///
    /// It is at most ``sizeLimit`` bytes long: work that is close together shares bars until it fits, and in the end the
    /// oldest days have no chart of their own.
    package func bytes() -> [UInt8] {
        var coarseness: Int64 = 1
        var days = Self.dayLimit
        while true {
            let page = self.markup(coarseness: coarseness, dayLimit: days).bytes
            if page.count <= Self.sizeLimit || days == 0 { return page }
            if coarseness < 64 { coarseness *= 2 } else { days /= 2 }
        }
    }

    private func markup(coarseness: Int64, dayLimit: Int) -> Markup {
        var page = Markup()
        page.verbatim("<!doctype html>\n")
        page.element("html", .fixed("lang", English.language)) { page in
            page.element("head") { self.drawHead(into: &$0) }
            page.line()
            page.element("body") { page in
                page.element("svg", .class("defs"), .fixed("aria-hidden", "true")) { Symbols.draw(into: &$0) }
                if self.isOnSite { WebPage(.report, title: English.reportTitle).drawNavigation(into: &page) }
                page.element("main") { page in
                    self.drawTitle(into: &page)
                    self.drawCharts(coarseness: coarseness, dayLimit: dayLimit, into: &page)
                    self.drawTables(into: &page)
                }
                page.element("footer") {
                    $0.text(
                        English.footer(
                            events: self.report.eventCount, maker: self.maker,
                            made: self.clock.dayAndTime(self.made)))
                }
            }
        }
        page.line()
        return page
    }

    private func drawHead(into head: inout Markup) {
        head.element("meta", .fixed("charset", "utf-8"))
        // Nothing is loaded, and no script runs, even if a text were ever taken for one.
        head.element(
            "meta", .fixed("http-equiv", "Content-Security-Policy"),
            .fixed("content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"))
        head.element("meta", .fixed("name", "viewport"), .fixed("content", "width=device-width, initial-scale=1"))
        head.element("meta", .fixed("name", "color-scheme"), .fixed("content", "light dark"))
        head.element("meta", .fixed("name", "referrer"), .fixed("content", "no-referrer"))
        head.element("title", text: English.reportTitle)
        head.element("style") { style in
            style.verbatim(StyleSheet.colours)
            style.verbatim(StyleSheet.drawing)
            style.verbatim(StyleSheet.page)
        }
    }

    private func drawTitle(into page: inout Markup) {
        let counts = self.report.markCounts
        let span = self.report.span
        page.element("a", .class("skip"), .link("#tables"), text: English.skip)
        page.element("header") { header in
            header.element("h1", text: English.reportTitle)
            header.element("p", .class("sub")) { line in
                line.text(
                    English.subtitle(
                        from: self.clock.dayAndTime(span.begin), to: self.clock.dayAndTime(span.end),
                        servers: self.report.servers.map(\.name)))
            }
            header.element("p", .class("lead")) { line in
                let runs = self.report.servers.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.runs.count } }
                line.text(
                    English.summary(
                        runs: runs, stopped: counts[.stopped] ?? 0, ineffective: counts[.ineffective] ?? 0,
                        wouldStop: counts[.wouldStop] ?? 0))
            }
        }
    }

    // MARK: - Charts

    private func drawCharts(coarseness: Int64, dayLimit: Int, into page: inout Markup) {
        let span = self.report.span
        let days = self.clock.days(from: span.begin, until: span.end, limit: 4_000)
        let first = max(0, days.count - dayLimit)
        var entry = 0
        page.element("section", .fixed("id", "timeline")) { page in
            page.element("h2", text: English.timeline)
            if days.count > 1 {
                let ticks = ChartDrawing.Tick.days(days, within: span, firstWithChart: first, clock: self.clock)
                var chart = ChartDrawing(
                    self.report, clock: self.clock, window: span, ticks: ticks, details: .captions,
                    coarseness: coarseness)
                chart.draw(label: English.allDays, into: &page)
                self.drawNote(chart, into: &page)
            }
            Legend.draw(into: &page)
            if self.report.droppedRuns > 0 {
                page.element("p", .class("note"), text: English.dropped(self.report.droppedRuns))
            }
        }
        guard first < days.count else { return }
        page.element("section") { page in
            page.element("h2", text: English.days)
            for index in (first..<days.count).reversed() {
                let end = index + 1 < days.count ? days[index + 1] : self.clock.dayAfter(days[index])
                let day = TimeSpan(days[index], end)
                self.drawDay(
                    day, number: index, isNewest: index == days.count - 1, coarseness: coarseness, &entry, into: &page)
            }
            if first > 0 { page.element("p", .class("note"), text: English.leftOut(days: first)) }
        }
    }

    private func drawDay(
        _ day: TimeSpan, number: Int, isNewest: Bool, coarseness: Int64, _ entry: inout Int, into page: inout Markup
    ) {
        var chart = ChartDrawing(
            self.report, clock: self.clock, window: day, ticks: ChartDrawing.Tick.hours(of: day, clock: self.clock),
            details: .entries, coarseness: coarseness, nextEntry: entry)
        var drawn = Markup()
        chart.draw(label: self.clock.day(day.begin), into: &drawn)
        self.drawNote(chart, into: &drawn)
        entry = chart.nextEntry
        page.element("details", .fixed("open", "", if: isNewest)) { page in
            page.element("summary") { summary in
                summary.element("b", text: self.clock.day(day.begin))
                summary.element("span", text: English.counted(chart.runCount, "activity", "activities"))
                self.drawCounts(of: day, into: &summary)
            }
            // A link to an element inside opens the day, in browsers that follow the HTML standard.
            page.element("div", .identifier("id", "d", number)) { $0.append(drawn) }
        }
        page.line()
    }

    /// Draws the number of marks of each kind in a day.
    private func drawCounts(of day: TimeSpan, into summary: inout Markup) {
        var counts: [Mark.Kind: Int] = [:]
        for row in self.report.servers.flatMap(\.rows) {
            for mark in row.marks where (day.begin..<max(day.end, day.begin + 1)).contains(mark.at) {
                counts[mark.kind, default: 0] += 1
            }
        }
        for kind in Mark.Kind.allCases {
            guard let count = counts[kind] else { continue }
            summary.element("span", .class("tally")) { tally in
                Legend.draw(kind, into: &tally)
                tally.text(English.mark(kind, count: count))
            }
        }
    }

    private func drawNote(_ chart: ChartDrawing, into page: inout Markup) {
        guard chart.barCount < chart.runCount else { return }
        page.element(
            "p", .class("note"),
            text: English.merged(runs: chart.runCount, bars: chart.barCount, pixel: chart.pixel))
    }
}
