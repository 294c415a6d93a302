// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension Rule {
    /// A rule that stops what it matches.
    static func stop(
        _ name: String = "stuck", type: String = "*", _ conditions: Condition..., hold: Duration = .zero,
        scope: Scope = .activity, match: ActivityMatch? = nil, exceptions: [ActivityMatch] = [],
        plan: StopPlan = StopPlan()
    ) -> Rule {
        Rule(
            name: name, file: "/etc/rules.d/\(name).toml", scope: scope,
            match: match ?? ActivityMatch(types: [Glob(type)]), exceptions: exceptions, conditions: conditions,
            hold: hold, conduct: .enforce(StopMandate(arming: plan)))
    }

    /// The rule, but it only notifies.
    var notifying: Rule {
        var rule = self
        rule.conduct = .notify
        return rule
    }
}
