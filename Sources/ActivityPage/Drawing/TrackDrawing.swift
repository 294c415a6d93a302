// SPDX-License-Identifier: Apache-2.0

/// Draws the bars and marks of one row.
///
/// Positions are percentages of the row's width, so that one drawing fits every screen, and text is never stretched.
struct TrackDrawing {
    /// How a reader gets the details of a bar.
    enum Details {
        /// By pointing, tapping or with the keyboard: an entry appears beside the bar.
        case entries
        /// By pointing, as a caption.
        case captions
    }

    /// The report.
    let report: Report
    /// The clocks of the reader.
    let clock: PageClock
    /// The time that the row shows.
    let window: TimeSpan
    /// How a reader gets the details.
    let details: Details
    /// The number of the next entry; each has an identifier on its page.
    var nextEntry = 0

    /// The width of an entry, in pixels.
    private static let entryWidth = 264.0
    /// The space above and below the bars.
    private static let margin = 4.0
    /// The space between two lanes.
    private static let gap = 2.0

    /// The height of a row, in pixels.
    static func height(lanes: Int) -> Double {
        2 * Self.margin + Double(lanes) * (Self.barHeight(lanes: lanes) + Self.gap) - Self.gap
    }

    private static func barHeight(lanes: Int) -> Double {
        switch lanes {
        case 1: 14
        case 2: 9
        default: 6
        }
    }

    /// Draws a row into an `svg` element that has the height of ``height(lanes:)``.
    mutating func draw(_ layout: BarLayout, into markup: inout Markup) {
        let height = Self.height(lanes: layout.laneCount)
        let barHeight = Self.barHeight(lanes: layout.laneCount)
        for bar in layout.bars {
            let y = Self.margin + Double(bar.lane) * (barHeight + Self.gap)
            let number = self.takeNumber()
            self.entry(number, at: bar.span.begin, height: height, lines: self.lines(of: bar), into: &markup) {
                markup in
                self.draw(bar, y: y, height: barHeight, into: &markup)
            }
        }
        for (mark, count) in layout.marks {
            let lines = self.lines(of: mark, count: count)
            let number = self.takeNumber()
            self.entry(number, at: mark.at, height: height, lines: lines, into: &markup) { markup in
                markup.element(
                    "use", .identifier("href", "#m", mark.kind.rawValue), .percent("x", self.place(mark.at)),
                    .number("y", height / 2))
            }
        }
    }

    /// Draws outages and restarts as a row of their own.
    mutating func draw(_ interruptions: [Interruption], into markup: inout Markup) {
        let height = Self.height(lanes: 1)
        for interruption in interruptions {
            guard let span = interruption.span.clipped(to: self.window) else { continue }
            let lines = self.lines(of: interruption)
            let number = self.takeNumber()
            self.entry(number, at: span.begin, height: height, lines: lines, into: &markup) { markup in
                if interruption.span.length == 0 {
                    let symbol =
                        interruption.kind == .serviceStart ? Symbols.serviceStart : Symbols.serverRestart
                    markup.element(
                        "use", .identifier("href", "#m", symbol), .percent("x", self.place(span.begin)),
                        .number("y", height / 2))
                } else {
                    self.rectangle(span, y: Self.margin, height: 14, .class("b", "out"), into: &markup)
                }
            }
        }
    }

    /// The place of a time, in percent of the width.
    func place(_ time: Int64) -> Double {
        let length = max(1, self.window.length)
        return Double(min(max(0, time - self.window.begin), length)) / Double(length) * 100
    }

    // MARK: - Parts

    private func draw(_ bar: Bar, y: Double, height: Double, into markup: inout Markup) {
        let run = self.report.runs[bar.run]
        let isVague = bar.count == 1 && (!run.isBeginSeen || run.end == nil)
        self.rectangle(
            bar.span, y: y, height: height, .class("b", bar.family?.className ?? "f5", isVague ? "vague" : nil),
            into: &markup)
        for stall in bar.stalls {
            self.rectangle(stall, y: y, height: height, .fixed("fill", "url(#hatch)"), into: &markup)
        }
    }

    private func rectangle(
        _ span: TimeSpan, y: Double, height: Double, _ look: Attribute, into markup: inout Markup
    ) {
        let begin = self.place(span.begin)
        // A bar of a moment is still seen.
        let width = max(0.12, self.place(span.end) - begin)
        markup.element(
            "rect", look, .percent("x", begin), .number("y", y), .percent("width", width),
            .number("height", height))
    }

    private mutating func takeNumber() -> Int {
        self.nextEntry += 1
        return self.nextEntry - 1
    }

    /// Draws something with its details.
    private func entry(
        _ number: Int, at time: Int64, height: Double, lines: [String], into markup: inout Markup,
        content: (inout Markup) -> Void
    ) {
        switch self.details {
        case .captions:
            markup.element("g") { markup in
                markup.element("title", text: lines.joined(separator: "\n"))
                content(&markup)
            }
        case .entries:
            markup.element(
                "g", .fixed("tabindex", "0"), .fixed("role", "img"), .identifier("aria-labelledby", "e", number)
            ) { markup in
                content(&markup)
                self.drawEntry(number, at: time, height: height, lines: lines, into: &markup)
            }
        }
    }

    private func drawEntry(
        _ number: Int, at time: Int64, height: Double, lines: [String], into markup: inout Markup
    ) {
        let place = self.place(time)
        // It stays on the page at both ends.
        let side: StaticString = place < 35 ? "e" : place < 65 ? "e mid" : "e end"
        markup.element(
            "foreignObject", .class(side), .percent("x", place), .number("y", height),
            .number("width", Self.entryWidth), .number("height", 1)
        ) { markup in
            markup.element("div", .identifier("id", "e", number)) { markup in
                for (index, line) in lines.enumerated() {
                    if index == 0 { markup.element("b", text: line) } else { markup.element("p", text: line) }
                }
            }
        }
    }
}
