// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// Each rule with what it matches now and what it did.
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

    /// The page in UTF-8.
    package func bytes() -> [UInt8] {
        let judgements = self.judgements()
        return WebPage(.rules, title: English.rulesTitle, isLive: true).bytes { page in
            if case .down(let sentence) = self.status.health {
                page.element("p", .class("warning"), .fixed("role", "alert")) { $0.text(sentence, limit: 1_000) }
            }
            for name in self.names(judgements) {
                page.element("section") { section in
                    self.draw(name, judgements.filter { $0.rule.rule == name }, into: &section)
                }
            }
            if self.names(judgements).isEmpty {
                page.element("section") { $0.element("p", .class("none"), text: English.noRulesNow) }
            }
        }
    }

    private typealias Judgement = (rule: RuleExplanation, activity: PageStatus.Activity, server: String)

    private func judgements() -> [Judgement] {
        self.status.servers.flatMap { server in
            server.activities.flatMap { activity in
                activity.rules.map { (rule: $0, activity: activity, server: server.name) }
            }
        }
    }

    private func names(_ judgements: [Judgement]) -> [String] {
        Set(judgements.map(\.rule.rule) + (self.history?.rules.map(\.name) ?? [])).sorted()
    }

    private func draw(_ name: String, _ judgements: [Judgement], into section: inout Markup) {
        let record = self.history?.rules.first { $0.name == name }
        section.element("h2") { heading in
            heading.text(name, limit: 64)
            if let mode = judgements.first?.rule.mode ?? record?.mode {
                heading.element("small", .class("state"), text: English.mode(mode))
            }
        }
        if let summary = judgements.first?.rule.summary, !summary.isEmpty {
            section.element("p", .class("note")) { $0.text(summary, limit: 300) }
        }
        if let record { section.element("p", .class("note"), text: English.record(record)) }
        let about = judgements.filter { $0.rule.isAbout != .no }
        guard !about.isEmpty else { return section.element("p", .class("none"), text: English.matchesNothing) }
        section.element("ul", .class("work")) { list in
            for judgement in about.prefix(50) { self.draw(judgement, into: &list) }
        }
        if about.count > 50 { section.element("p", .class("note"), text: English.more(about.count - 50)) }
    }

    private func draw(_ judgement: Judgement, into list: inout Markup) {
        list.element("li") { item in
            item.element("div", .class("name")) { name in
                let type = English.type(judgement.activity.type)
                name.element("b") { title in
                    title.element("bdi") {
                        $0.text(judgement.activity.section.map { English.work(type, $0) } ?? type, limit: 120)
                    }
                }
                name.element("bdi", .class("soft")) { $0.text(judgement.server, limit: 64) }
            }
            item.element("ul", .class("conditions")) { conditions in
                let hold = judgement.rule.hold.map { [$0] } ?? []
                for predicate in judgement.rule.match + judgement.rule.conditions + hold {
                    conditions.element("li", .class(Self.look(of: predicate.truth))) { line in
                        line.element("b", text: English.truth(predicate.truth))
                        line.text(" ")
                        line.element("bdi") { $0.text(English.predicate(predicate), limit: 200) }
                    }
                }
            }
            if let obstacle = judgement.rule.obstacle {
                item.element("p", .class("next"), text: English.obstacle(obstacle))
            } else if let remaining = judgement.rule.remainingMicroseconds {
                item.element("p", .class("next"), text: English.due(in: remaining, mode: judgement.rule.mode))
            }
        }
        list.line()
    }

    private static func look(of truth: Truth) -> StaticString {
        switch truth {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "unknown"
        }
    }
}
