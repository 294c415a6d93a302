// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel
import ServiceFiles

/// The result of a replay, for people and for programs.
struct ReplayText {
    /// The result.
    var report: ReplayReport
    /// The rules.
    var rules: ReplayRules
    /// The assumptions of an estimate about polls; nil for a replay of a recording.
    var estimate: JournalEstimate.Manner?

    /// Whether other rules than the recorded ones decided.
    private var isOfOthers: Bool { self.rules != .recorded }

    /// Lines for people: the extent of the replay, and the decisions by rule.
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

    /// One JSON object for each decision: the journal's field names with strings.
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

    /// The restrictions of the result, a line each.
    var remarks: [String] {
        guard self.estimate == nil else { return self.doubts }
        var remarks: [String] = []
        for time in self.report.interruptions {
            remarks.append(
                "at \(Self.text(of: time)) the replay starts anew, as after a restart: the recording before that time "
                    + "is incomplete, or its file is missing here")
        }
        if self.report.lostCount > 0 {
            remarks.append("the recording has lost \(self.report.lostCount) inputs")
        }
        if let reason = self.report.endReason {
            remarks.append("the recording ended before the daemon: \(ScreenText.line(reason, limit: 200))")
        }
        if case .others(let rules, _) = self.rules, self.report.hidesTitles {
            for rule in rules where rule.asksForTitles {
                remarks.append(
                    "the recording has no titles: a title in rule \(rule.name) matches nothing, and a title in its "
                        + "exceptions exempts everything")
            }
        }
        return remarks
    }

    /// The parts of the rules that the journal cannot answer, a line each.
    private var doubts: [String] {
        guard case .others(let rules, _) = self.rules else { return [] }
        return rules.compactMap { rule in
            if let need = rule.untoldNeed { return "rule \(rule.name) stops nothing in an estimate: \(need.words)" }
            guard self.report.hidesTitles, rule.asksForTitles else { return nil }
            return
                "the journal hides titles: a title in rule \(rule.name) matches nothing, and a title in its exceptions "
                + "exempts everything"
        }
    }

    /// The extent and the assumptions of an estimate.
    private func introduction(_ manner: JournalEstimate.Manner) -> [String] {
        guard let span = self.report.span else { return ["ESTIMATE: the journal has no event in that time."] }
        let count = self.report.inputCount
        return [
            "ESTIMATE from \(count) journal \(count == 1 ? "entry" : "entries"), "
                + "from \(Self.text(of: span.first)) to \(Self.text(of: span.last)).",
            "The journal shows changes, not polls. The time between two entries of one run counts, unless "
                + "server-unreachable, lost or a start of the daemon lies between them. A rule must hold for "
                + "\(manner.margin.text) longer than it says. Playback, earlier starts, earlier durations and hidden "
                + "fields are unknown, and unknown conditions stop nothing. So a recording may show more stops, but "
                + "not fewer. These rules only observe, so the effect of a stop is unknown.",
        ]
    }

    private var summary: String {
        let count = "\(self.report.inputCount) inputs"
        guard let span = self.report.span else { return "The recording is empty." }
        let when = "from \(Self.text(of: span.first)) to \(Self.text(of: span.last))"
        return self.isOfOthers
            ? "\(count) \(when), by other rules than the recorded ones; they only observe, so the effect of a stop is "
                + "unknown."
            : "\(count) \(when), by the rules that were in force."
    }

    /// A moment in local time; the parameter is in microseconds since 1970-01-01 UTC.
    private static func text(of microseconds: Int64) -> String {
        TimeZoneRules.local.time(microseconds / 1_000_000).text
    }

    /// The names of the rules in order; of recorded rules, only those with decisions.
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
                    "      rule \(ScreenText.line(stop.rule, limit: 64)) really stopped it, at \(when)")
            } else {
                lines.append("      no rule really stopped it")
            }
        }
        return lines
    }

    private func stop(of decision: ReplayedDecision) -> (rule: String, wallMicroseconds: Int64)? {
        decision.event.activityKey.flatMap { self.report.stopped[$0] }
    }
}
