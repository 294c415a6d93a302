// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The judgements of the rules about one activity, for people.
struct ExplanationView {
    /// The server's configured name.
    var server: String
    /// The activity and its judgements.
    var activity: ActivityStatus
    /// Colours.
    var paint: Paint

    /// The lines, without control characters.
    var lines: [String] {
        let activity = self.activity
        let title = [activity.title, activity.subtitle].compactMap(\.self).filter { !$0.isEmpty }
        let type = ScreenText.line(activity.type, limit: 64)
        let name = title.isEmpty ? type : ScreenText.line(title.joined(separator: ": "))
        let section = activity.section ?? activity.sectionID.map { "section \($0)" }
        let place = section.map { ", \(ScreenText.line($0, limit: 64))" } ?? ""
        let progress = activity.progress.map { PercentText.text(of: $0) + " %" } ?? "progress unknown"
        let cancellable =
            activity.isCancellable.map { $0 ? "cancellable" : "not cancellable" } ?? "cancellable unknown"
        var lines = [
            self.paint(name, .strong),
            "  \(ScreenText.line(activity.uuid, limit: 128)) on \(ScreenText.line(self.server, limit: 64)), "
                + "\(type)\(place)",
            "  \(progress), seen for \(DurationWords.words(activity.ageMicroseconds)), without a change for "
                + "\(DurationWords.words(activity.stalledMicroseconds)), \(cancellable)",
        ]
        guard let rules = activity.rules else {
            return lines + ["  the service has too many activities to judge each: run explain with this uuid"]
        }
        if rules.isEmpty { lines.append("  there are no rules") }
        for rule in rules { lines += self.lines(of: rule).map { $0.isEmpty ? "" : "  " + $0 } }
        return lines
    }

    private func lines(of rule: RuleExplanation) -> [String] {
        let forecast = RuleForecast(explanation: rule)
        let mark =
            forecast.isComing && rule.remainingMicroseconds == 0 ? self.paint(forecast.words, .bad) : forecast.words
        let summary = rule.summary.isEmpty ? "" : "  " + self.paint(ScreenText.line(rule.summary, limit: 200), .faint)
        var lines = ["", "\(self.paint("rule \(rule.rule)", .strong)) (\(rule.mode)) \(mark)"]
        if !summary.isEmpty { lines.append(summary) }
        if !rule.match.isEmpty { lines += self.tree(rule.match, "matches if all of") }
        for exception in rule.exceptions where !exception.isEmpty { lines += self.tree(exception, "exempts if all of") }
        guard rule.isAbout != .no else { return lines }
        lines += self.tree(rule.conditions + (rule.hold.map { [$0] } ?? []), "acts when all of")
        for (index, step) in rule.steps.enumerated() {
            lines.append("  step \(index + 1): \(ScreenText.line(step.words)) (\(step.remedy))")
            lines += self.consequences(of: step).map { "    " + $0 }
        }
        if rule.steps.isEmpty, rule.mode != "notify" { lines.append("  no step: no remedy applies to it") }
        return lines
    }

    private func tree(_ predicates: [ActivityMonitor.Predicate], _ heading: String) -> [String] {
        PredicateTree(predicates: predicates)
            .lines(heading: heading) { word, truth in self.paint(word, truth) }
            .map { "  " + $0 }
    }

    private func consequences(of step: StepExplanation) -> [String] {
        var lines = step.alsoEnds.prefix(20).map { other in
            "would also end \(ScreenText.line(other.name, limit: 120)) (\(ScreenText.line(other.type, limit: 64)), "
                + "\(ScreenText.line(other.uuid, limit: 128)))"
        }
        let more = step.alsoEndsCount - lines.count
        if more > 0 { lines.append("and \(more) more") }
        if !step.spares.isEmpty {
            let names = step.spares.prefix(5).map { ScreenText.line($0, limit: 120) }.joined(separator: ", ")
            lines.append(self.paint("is left out: the rule must spare \(names)", .doubtful))
        } else if step.isUnclear {
            lines.append(self.paint("waits: the other activities that it would end are unknown", .doubtful))
        }
        return lines
    }
}
