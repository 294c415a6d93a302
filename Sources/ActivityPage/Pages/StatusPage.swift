// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// What runs now, and the timeline of the last day.
package struct StatusPage {
    /// The largest number of activities of one server that are drawn, and of all servers together.
    package static let activityLimits = (server: 500, page: 2_000)

    private let status: PageStatus
    private let day: Report?
    private let clock: PageClock

    /// A page of this status.
    ///
    /// - Parameter day: The report of the last day; nil if the journal cannot be read.
    package init(_ status: PageStatus, day: Report?, clock: PageClock) {
        self.status = status
        self.day = day
        self.clock = clock
    }

    /// The page of all servers.
    package func bytes() -> [UInt8] {
        WebPage(.now, title: English.now, isLive: true).bytes { page in
            self.drawHealth(into: &page)
            let limit = min(
                Self.activityLimits.server, max(5, Self.activityLimits.page / max(1, self.status.servers.count)))
            for server in self.status.servers { self.draw(server, limit: limit, into: &page) }
            self.drawDay(self.day, into: &page)
        }
    }

    /// The page of one server; nil for an unknown one.
    package func bytes(server name: String) -> [UInt8]? {
        guard let server = self.status.servers.first(where: { $0.name == name }) else { return nil }
        var own = self.day
        own?.servers.removeAll { $0.name != name }
        return WebPage(nil, title: name, isLive: true).bytes { page in
            self.drawHealth(into: &page)
            self.draw(server, limit: Self.activityLimits.server, into: &page)
            self.drawDay(own, into: &page)
        }
    }

    /// Draws what everybody must know first: the service is down, paused, or has rejected its configuration.
    private func drawHealth(into page: inout Markup) {
        var warnings: [String] = []
        if case .down(let sentence) = self.status.health { warnings.append(sentence) }
        if let pause = self.status.pause { warnings.append(English.paused(pause)) }
        if let reason = self.status.rejectedConfiguration { warnings.append(English.rejected(reason)) }
        for warning in warnings {
            page.element("p", .class("warning"), .fixed("role", "alert")) { $0.text(warning, limit: 1_000) }
        }
    }

    private func draw(_ server: PageStatus.Server, limit: Int, into page: inout Markup) {
        page.element("section") { section in
            section.element("h2") { heading in
                heading.element("a", .link(server: server.name)) { link in
                    link.element("bdi") { $0.text(server.name, limit: 64) }
                }
                heading.element(
                    "small", .class("state", Self.look(of: server.state)), text: English.state(server.state))
            }
            section.element("p", .class("note"), text: English.server(server))
            let problems =
                [server.heldBack.map(English.heldBack), server.failure]
                + server.breakers.map { English.breaker($0.rule, $0.reason) }
            for problem in problems.compactMap(\.self) {
                section.element("p", .class("problem")) { $0.text(problem, limit: 300) }
            }
            guard !server.activities.isEmpty else {
                return section.element(
                    "p", .class("none"), text: server.state == "reachable" ? English.quiet : English.unseen)
            }
            section.element("ul", .class("work")) { list in
                for activity in server.activities.prefix(limit) { self.draw(activity, into: &list) }
            }
            let rest = server.activityCount - min(server.activities.count, limit)
            if rest > 0 { section.element("p", .class("note"), text: English.more(rest)) }
        }
        page.line()
    }

    private func draw(_ activity: PageStatus.Activity, into list: inout Markup) {
        list.element("li") { item in
            item.element("div", .class("name")) { name in
                let type = English.type(activity.type)
                name.element("b") { title in
                    title.element("bdi") {
                        $0.text(activity.section.map { English.work(type, $0) } ?? type, limit: 120)
                    }
                }
                let title = [activity.title, activity.subtitle].compactMap(\.self).filter { !$0.isEmpty }
                if !title.isEmpty {
                    name.element("bdi", .class("soft")) { $0.text(title.joined(separator: " – "), limit: 160) }
                }
            }
            Self.drawProgress(activity, into: &item)
            item.element("div", .class("times")) { times in
                times.element("span", text: English.runningFor(activity.age))
                if activity.stalled >= EventCollector.leastStall {
                    times.element("span", .class("late"), text: English.stalled(activity.stalled))
                }
            }
            if let stop = activity.stop {
                item.element("p", .class("next"), text: English.stopping(stop.rule, stop.phase))
            }
            for pending in activity.pending {
                item.element("p", .class("next"), text: English.pending(pending))
            }
        }
        list.line()
    }

    private static func drawProgress(_ activity: PageStatus.Activity, into item: inout Markup) {
        let progress = activity.progress.map { min(100, max(0, $0.isFinite ? $0 : 0)) }
        let words = progress.map { English.percent($0) } ?? English.unknownProgress
        item.element("div", .class("progress")) { row in
            row.element("svg", .fixed("role", "img"), .text(.label, words)) { svg in
                svg.element("rect", .class("rail"), .fixed("width", "100%"), .fixed("height", "8"))
                guard let progress else { return }
                let family = WorkFamily(type: activity.type).className
                svg.element("rect", .class("b", family), .percent("width", progress), .fixed("height", "8"))
                if activity.stalled >= EventCollector.leastStall {
                    svg.element(
                        "rect", .percent("width", progress), .fixed("height", "8"), .fixed("fill", "url(#hatch)"))
                }
            }
            row.element("span", text: words)
        }
    }

    private func drawDay(_ report: Report?, into page: inout Markup) {
        page.element("section") { section in
            section.element("h2", text: English.lastDay)
            guard let report else { return section.element("p", .class("none"), text: English.noJournal) }
            let ticks = ChartDrawing.Tick.everyThreeHours(in: report.span, clock: self.clock)
            var chart = ChartDrawing(
                report, clock: self.clock, window: report.span, ticks: ticks, details: .entries, coarseness: 1)
            chart.draw(label: English.lastDay, into: &section)
            Legend.draw(into: &section)
        }
    }

    private static func look(of state: String) -> StaticString {
        switch state {
        case "reachable": "ok"
        case "starting": "soft"
        default: "bad"
        }
    }
}

extension ChartDrawing.Tick {
    /// A tick at each hour of a time of about a day, with a label at each third.
    static func everyThreeHours(in span: TimeSpan, clock: PageClock) -> [ChartDrawing.Tick] {
        clock.days(from: span.begin, until: span.end, limit: 4).flatMap { day in
            Self.hours(of: TimeSpan(day, clock.dayAfter(day)), clock: clock)
        }
        .filter { $0.at >= span.begin && $0.at < span.end }
    }
}
