// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel
import ServiceFiles

/// What a replay came to, for people and for programs.
struct ReplayText {
    /// What it came to.
    var report: ReplayReport
    /// By which rules.
    var rules: ReplayRules
    /// How an estimate takes the servers to have been looked at; nil for what is none.
    var estimate: JournalEstimate.Manner?

    /// Whether other rules than those in force were asked.
    private var isOfOthers: Bool { self.rules != .recorded }

    /// Lines for people: what was replayed, and the decisions rule by rule.
    var lines: [String] {
        var lines = self.estimate.map(self.introduction) ?? [self.summary]
        for name in self.ruleNames {
            let decisions = self.report.decided.filter { $0.event[.rule] == name }
            lines.append("")
            lines.append("\(name): \(self.count(of: decisions))")
            for decision in decisions { lines += self.lines(of: decision) }
        }
        let others = self.report.decided.filter { $0.event[.rule] == nil }
        if !others.isEmpty {
            lines.append("")
            for decision in others { lines += self.lines(of: decision) }
        }
        return lines
    }

    /// One object a line: the fields of each decision under the journal's names, each value a string.
    var json: [String] {
        self.report.decided.map { decision in
            var members: [JSONValue.Member] = [
                .init("__REALTIME_TIMESTAMP", .string(String(decision.wallMicroseconds))),
                .init("PRIORITY", .string(String(decision.event.priority.rawValue))),
                .init("MESSAGE", .string(decision.event.message)),
            ]
            if self.estimate != nil { members.append(.init("ESTIMATE", .string("1"))) }
            members += decision.event.fields.map { .init($0.name.rawValue, .string($0.value)) }
            if self.isOfOthers, let stop = self.stop(of: decision) {
                members.append(.init("STOPPED_BY_RULE", .string(stop.rule)))
                members.append(.init("STOPPED_TIMESTAMP", .string(String(stop.wallMicroseconds))))
            }
            return JSONText.escaped(JSONValue.object(members).text)
        }
    }

    /// What whoever relies on the result must know, a line each.
    var remarks: [String] {
        guard self.estimate == nil else { return self.doubts }
        var remarks: [String] = []
        for time in self.report.interruptions {
            remarks.append(
                "from \(Self.text(of: time)) on the replay begins anew with what was known then, as after a "
                    + "restart: what was recorded before is not among the files, or was lost")
        }
        if self.report.lostCount > 0 {
            remarks.append("\(self.report.lostCount) inputs were lost while it was recorded")
        }
        if let reason = self.report.endReason {
            remarks.append("the recording ended before its daemon did: \(ScreenText.line(reason, limit: 200))")
        }
        if case .others(let rules, _) = self.rules, self.report.hidesTitles {
            for rule in rules where rule.asksForTitles {
                remarks.append(
                    "the recording has no titles: where rule \(rule.name) asks for one, it matches nothing, and an exception "
                        + "that does exempts everything")
            }
        }
        return remarks
    }

    /// What of the rules the journal cannot tell, a line each.
    private var doubts: [String] {
        guard case .others(let rules, _) = self.rules else { return [] }
        return rules.compactMap { rule in
            if let need = rule.untoldNeed { return "rule \(rule.name) stops nothing in an estimate: \(need.words)" }
            guard self.report.hidesTitles, rule.asksForTitles else { return nil }
            return "titles are hidden in the journal: where rule \(rule.name) asks for one, it matches nothing, and an "
                + "exception that does exempts everything"
        }
    }

    /// What an estimate is worth, and what it is of.
    private func introduction(_ manner: JournalEstimate.Manner) -> [String] {
        guard let span = self.report.span else { return ["ESTIMATE: the journal has no event of that time."] }
        let count = self.report.inputCount
        return [
            "ESTIMATE from \(count) journal \(count == 1 ? "entry" : "entries"), "
                + "from \(Self.text(of: span.first)) to \(Self.text(of: span.last)).",
            "The journal shows changes and not each poll: the time between two entries of one run counts, unless "
                + "server-unreachable, lost or a start of the daemon lies between; all of a rule must hold for "
                + "\(manner.margin.text) longer; who plays, how often work has started, how long it took before and what "
                + "the entries hide is unknown, which stops nothing. So a recording may show more stops, and not fewer. "
                + "These rules stop nothing, so what would have come of a stop is not known.",
        ]
    }

    private var summary: String {
        let count = "\(self.report.inputCount) inputs"
        guard let span = self.report.span else { return "The recording is empty." }
        let when = "from \(Self.text(of: span.first)) to \(Self.text(of: span.last))"
        return self.isOfOthers
            ? "\(count) \(when), by other rules than those that were in force; they stop nothing, so what would have come of "
                + "a stop is not known."
            : "\(count) \(when), by the rules that were in force."
    }

    /// A moment on the clock of this machine.
    private static func text(of microseconds: Int64) -> String {
        TimeZoneRules.local.time(microseconds / 1_000_000).text
    }

    /// The rules, in their order; of those that were in force, those that decided something.
    private var ruleNames: [String] {
        if case .others(let rules, _) = self.rules { return rules.map(\.name) }
        var names: [String] = []
        for decision in self.report.decided {
            if let name = decision.event[.rule], !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func count(of decisions: [ReplayedDecision]) -> String {
        var parts: [String] = []
        for kind in EventKind.allCases {
            let count = decisions.count { $0.event.kind == kind }
            if count > 0 { parts.append("\(count) \(kind.rawValue)") }
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }

    private func lines(of decision: ReplayedDecision) -> [String] {
        let time = Self.text(of: decision.wallMicroseconds)
        var lines = [
            "  \(time)  \(decision.event.kind.rawValue)  \(ScreenText.line(decision.event.message, limit: 4_000))"
        ]
        if self.isOfOthers, decision.event.kind == .wouldStop {
            if let stop = self.stop(of: decision) {
                let when = Self.text(of: stop.wallMicroseconds)
                lines.append(
                    "      it was asked to stop then, by rule \(ScreenText.line(stop.rule, limit: 64)) at \(when)")
            } else {
                lines.append("      nothing asked it to stop then")
            }
        }
        return lines
    }

    private func stop(of decision: ReplayedDecision) -> (rule: String, wallMicroseconds: Int64)? {
        decision.event.activityKey.flatMap { self.report.stopped[$0] }
    }
}
