// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// Each rule with what it waits for now, and what it did in the last day.
package struct RulesPage {
    private let status: PageStatus
    private let history: Report?
    private let clock: PageClock

    /// A page of this status and of a report of the last day.
    package init(_ status: PageStatus, history: Report?, clock: PageClock) {
        self.status = status
        self.history = history
        self.clock = clock
    }

    private typealias Wait = (pending: PendingStatus, activity: PageStatus.Activity, server: String)

    /// The page in UTF-8.
    package func bytes() -> [UInt8] {
        let waits: [Wait] = self.status.servers.flatMap { server in
            server.activities.flatMap { activity in
                activity.pending.map { (pending: $0, activity: activity, server: server.name) }
            }
        }
        let names = Set(waits.map(\.pending.rule) + (self.history?.rules.map(\.name) ?? [])).sorted()
        return WebPage(.rules, title: English.rulesTitle, isLive: true).bytes { page in
            if case .down(let sentence) = self.status.health {
                page.element("p", .class("warning"), .fixed("role", "alert")) { $0.text(sentence, limit: 1_000) }
            }
            for name in names {
                page.element("section") { section in
                    self.draw(name, waits.filter { $0.pending.rule == name }, into: &section)
                }
            }
            if names.isEmpty {
                page.element("section") { $0.element("p", .class("none"), text: English.noRulesNow) }
            }
        }
    }

    private func draw(_ name: String, _ waits: [Wait], into section: inout Markup) {
        let record = self.history?.rules.first { $0.name == name }
        section.element("h2") { heading in
            heading.text(name, limit: 64)
            if let mode = waits.first?.pending.mode ?? record?.mode {
                heading.element("small", .class("state"), text: English.mode(mode))
            }
        }
        if let record {
            section.element("p", .class("note")) { note in
                note.text(English.record(record) + " ")
                note.element(
                    "time", .moment(self.clock.universalText(record.last)), text: self.clock.dayAndTime(record.last))
            }
        }
        guard !waits.isEmpty else { return section.element("p", .class("none"), text: English.waitsForNothing) }
        section.element("ul", .class("work")) { list in
            for wait in waits.prefix(50) {
                list.element("li") { item in
                    item.element("div", .class("name")) { name in
                        let type = English.type(wait.activity.type)
                        name.element("b") { title in
                            title.element("bdi") {
                                $0.text(wait.activity.section.map { English.work(type, $0) } ?? type, limit: 120)
                            }
                        }
                        name.element("bdi", .class("soft")) { $0.text(wait.server, limit: 64) }
                    }
                    item.element("p", .class("next"), text: English.pending(wait.pending))
                }
            }
        }
        if waits.count > 50 { section.element("p", .class("note"), text: English.more(waits.count - 50)) }
    }
}
