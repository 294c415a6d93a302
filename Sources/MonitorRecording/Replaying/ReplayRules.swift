// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The rules of a replay.
package enum ReplayRules: Hashable, Sendable {
    /// The rules that were in force: the replay repeats the daemon's decisions.
    case recorded
    /// Other rules, which only observe: the effect of a request that was never sent is unknown.
    case others([Rule], SafetySettings)

    /// The settings of the replay where these settings were in force.
    ///
    /// - Parameter showsTitles: whether the recording has titles; where it has none, a rule that asks for titles is
    ///   about nothing, and an exception that asks for them is about everything.
    func settings(insteadOf settings: MonitorSettings, showsTitles: Bool) -> MonitorSettings {
        guard case .others(let rules, let safety) = self else { return settings }
        var settings = settings
        settings.rules = rules.map { rule in
            let rule = showsTitles ? rule : rule.withoutTitles
            return rule.observing
        }
        settings.safety = safety
        return settings
    }
}

extension Rule {
    /// Whether the rule, or an exception of it, asks for titles or subtitles.
    package var asksForTitles: Bool {
        ([self.match] + self.exceptions).contains { !$0.titles.isEmpty || !$0.subtitles.isEmpty }
    }

    /// The rule where titles are unknown: an unknown title does not match, and exempts.
    fileprivate var withoutTitles: Rule {
        var rule = self
        // No concealed text matches this: each begins with a hash or a mark.
        let nothing = [Glob("\u{3}")]
        let anything = [Glob("*")]
        if !rule.match.titles.isEmpty { rule.match.titles = nothing }
        if !rule.match.subtitles.isEmpty { rule.match.subtitles = nothing }
        for index in rule.exceptions.indices {
            if !rule.exceptions[index].titles.isEmpty { rule.exceptions[index].titles = anything }
            if !rule.exceptions[index].subtitles.isEmpty { rule.exceptions[index].subtitles = anything }
        }
        return rule
    }
}
