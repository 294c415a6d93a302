// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Draws the timeline of one window: an axis, and the rows of each server.
struct ChartDrawing {
    /// The width for which pixels are counted: a wide screen.
    static let width: Int64 = 1_200

    /// The report.
    let report: Report
    /// The clocks of the reader.
    let clock: PageClock
    /// The time that the chart shows.
    let window: TimeSpan
    /// The ticks of the axis.
    let ticks: [Tick]
    /// How a reader gets the details of a bar.
    let details: TrackDrawing.Details
    /// How many pixels become one: 1, or more for a page that would be too large.
    let coarseness: Int64
    /// The number of the first entry.
    var nextEntry = 0
    /// The number of runs that were drawn.
    private(set) var runCount = 0
    /// The number of bars that show them.
    private(set) var barCount = 0

    /// A tick of the axis.
    struct Tick {
        /// Its time.
        var at: Int64
        /// Its label; empty for a line alone.
        var label: String
        /// The rest of the label, for which a phone has no room.
        var rest = ""
        /// The number of the day that a click opens.
        var day: Int?
    }

    /// A drawing without anything drawn yet.
    init(
        _ report: Report, clock: PageClock, window: TimeSpan, ticks: [Tick], details: TrackDrawing.Details,
        coarseness: Int64, nextEntry: Int = 0
    ) {
        self.report = report
        self.clock = clock
        self.window = window
        self.ticks = ticks
        self.details = details
        self.coarseness = coarseness
        self.nextEntry = nextEntry
    }

    /// The time that one pixel shows, in microseconds.
    var pixel: Int64 { max(1, self.window.length / Self.width * self.coarseness) }

    /// The rows of each server that have something to show in the window.
    func rows() -> [(server: Report.Server, rows: [(label: String, layout: BarLayout)])] {
        self.report.servers.compactMap { server in
            let rows = server.rows.compactMap { row -> (label: String, layout: BarLayout)? in
                let layout = BarLayout(row, of: self.report, window: self.window, pixel: self.pixel)
                return layout.isEmpty ? nil : (Self.label(of: row), layout)
            }
            let isInterrupted = server.interruptions.contains { $0.span.clipped(to: self.window) != nil }
            return rows.isEmpty && !isInterrupted ? nil : (server, rows)
        }
    }

    /// The name of a row.
    static func label(of row: Report.Row) -> String {
        row.section ?? row.type.map(English.type) ?? English.rest
    }

    /// Draws the chart as HTML with one `svg` for each row.
    mutating func draw(label: String, into markup: inout Markup) {
        let groups = self.rows()
        var track = TrackDrawing(
            report: self.report, clock: self.clock, window: self.window, details: self.details,
            nextEntry: self.nextEntry)
        markup.element("figure", .class("chart"), .text(.label, label)) { markup in
            guard !groups.isEmpty else { return markup.element("p", .class("none"), text: English.nothing) }
            markup.element("div", .class("axis")) { markup in
                let isDense = self.ticks.count { $0.day != nil && !$0.label.isEmpty } > 5
                markup.element("svg", .class("ticks", isDense ? "dense" : nil), .number("height", 20)) {
                    self.drawLabels(into: &$0)
                }
            }
            for (server, rows) in groups {
                markup.element("div", .class("server")) { markup in
                    if self.report.servers.count > 1 { markup.element("h4", text: server.name) }
                    markup.element("div", .class("rows")) { markup in
                        self.drawGrid(server, into: &markup)
                        if server.interruptions.contains(where: { $0.span.clipped(to: self.window) != nil }) {
                            Self.drawRow(English.server, height: TrackDrawing.height(lanes: 1), into: &markup) {
                                track.draw(server.interruptions, into: &$0)
                            }
                        }
                        for row in rows {
                            let height = TrackDrawing.height(lanes: row.layout.laneCount)
                            Self.drawRow(row.label, height: height, into: &markup) {
                                track.draw(row.layout, into: &$0)
                            }
                        }
                    }
                }
                self.runCount += rows.reduce(0) { $0 + $1.layout.runCount }
                self.barCount += rows.reduce(0) { $0 + $1.layout.bars.count }
            }
        }
        markup.line()
        self.nextEntry = track.nextEntry
    }

    private static func drawRow(
        _ label: String, height: Double, into markup: inout Markup, content: (inout Markup) -> Void
    ) {
        markup.line()
        markup.element("div", .class("row")) { markup in
            markup.element("div", .class("lab"), .text(.title, label)) { markup in
                markup.element("bdi") { $0.text(label, limit: 80) }
            }
            markup.element(
                "svg", .class("track"), .number("height", height), .text(.label, label), .fixed("role", "group")
            ) {
                content(&$0)
            }
        }
    }

    private func drawLabels(into markup: inout Markup) {
        for tick in self.ticks where !tick.label.isEmpty {
            let place = self.place(tick.at)
            let anchor: StaticString? = place > 97 ? "last" : nil
            func draw(_ markup: inout Markup) {
                markup.element("text", .class(anchor), .percent("x", place), .number("y", 14)) { label in
                    label.text(tick.label)
                    if !tick.rest.isEmpty { label.element("tspan", text: tick.rest) }
                }
            }
            if let day = tick.day {
                markup.element("a", .link(to: "d", day)) { draw(&$0) }
            } else {
                draw(&markup)
            }
        }
    }

    /// Draws the lines of the ticks, and the shades of outages and restarts, behind the rows of a server.
    private func drawGrid(_ server: Report.Server, into markup: inout Markup) {
        markup.element("svg", .class("grid"), .fixed("aria-hidden", "true")) { markup in
            self.drawShades(server, into: &markup)
            for tick in self.ticks {
                let place = self.place(tick.at)
                markup.element(
                    "line", .class(tick.label.isEmpty ? "thin" : nil), .percent("x1", place), .percent("x2", place),
                    .fixed("y2", "100%"))
            }
        }
    }

    /// Draws the shades of outages and restarts over the whole height.
    func drawShades(_ server: Report.Server, into markup: inout Markup) {
        for interruption in server.interruptions where interruption.kind != .serviceStart {
            guard let span = interruption.span.clipped(to: self.window) else { continue }
            let begin = self.place(span.begin)
            markup.element(
                "rect", .class("shade"), .percent("x", begin),
                .percent("width", max(0.1, self.place(span.end) - begin)), .fixed("height", "100%"))
        }
    }

    /// The place of a time, in percent of the width.
    func place(_ time: Int64) -> Double {
        Double(time - self.window.begin) / Double(max(1, self.window.length)) * 100
    }
}

extension ChartDrawing.Tick {
    /// The ticks of a day: a label at each third hour.
    static func hours(of day: TimeSpan, clock: PageClock) -> [ChartDrawing.Tick] {
        var moment = clock.moment(day.begin)
        return (0..<24).compactMap { hour in
            (moment.hour, moment.minute, moment.second) = (hour, 0, 0)
            let time = clock.zone.seconds(moment) * 1_000_000
            guard time >= day.begin, time < day.end else { return nil }
            return Self(at: time, label: hour % 3 == 0 ? CalendarTime.digits(hour, 2) : "")
        }
    }

    /// The ticks of a time of several days.
    ///
    /// - Parameters:
    ///   - days: The beginnings of the days.
    ///   - first: The first day that has a chart of its own.
    static func days(_ days: [Int64], within span: TimeSpan, firstWithChart first: Int, clock: PageClock) -> [Self] {
        let step = max(1, (days.count + 9) / 10)
        return days.enumerated().compactMap { index, day in
            let next = index + 1 < days.count ? days[index + 1] : span.end
            // The first day may have begun before, and then has little room for a label.
            let hasRoom = day >= span.begin || next - span.begin >= span.length / 13
            let hasLabel = (days.count - 1 - index) % step == 0 && hasRoom
            guard hasLabel || day >= span.begin else { return nil }
            let moment = clock.moment(day)
            return Self(
                at: max(day, span.begin), label: hasLabel ? English.shortDay(moment) : "",
                rest: hasLabel ? English.month(moment) : "", day: index >= first ? index : nil)
        }
    }
}
