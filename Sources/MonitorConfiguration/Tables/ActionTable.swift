// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What a rule does.
enum RuleAction: String, CaseIterable {
    /// Stops the matching activities, or says that it would.
    case stop
    /// Says so.
    case notify
}

extension TableReader<ActionKey> {
    /// The action, and the plan of a rule that stops.
    func action() -> (action: RuleAction, plan: StopPlan) {
        let action = self.choice(.action, of: RuleAction.self) ?? .stop
        var plan = StopPlan()
        plan.remedies = self.remedies()
        plan.verifyWithin = self.duration(.verifyWithin, in: .seconds(1) ... .hours(1)) ?? plan.verifyWithin
        plan.attempts = self.integer(.attempts, in: 1...10) ?? plan.attempts
        plan.cooldown = self.duration(.cooldown, in: .minutes(1) ... .days(30)) ?? plan.cooldown
        plan.maximumPerHour = self.integer(.maximumPerHour, in: 1...1_000)
        plan.victims = self.choice(.victims, of: Victims.self) ?? plan.victims
        if action == .notify {
            for key in ActionKey.allCases where key != .action && self.has(key) {
                self.report(key, "has no meaning with action = \"notify\"", severity: .warning)
            }
        }
        return (action, plan)
    }

    /// The remedies that may be tried, in order; nil for the remedies of the activity's type.
    private func remedies() -> [RemedyKind]? {
        guard let names = self.texts(.remedies) else { return nil }
        let known = RemedyKind.allCases.map(\.rawValue)
        var remedies: [RemedyKind] = []
        for name in names {
            guard let remedy = RemedyKind(rawValue: name) else {
                let hint = Suggestion.hint(for: name, among: known)
                self.report(.remedies, "each must be one of \(Self.list(known))\(hint)")
                return nil
            }
            guard !remedies.contains(remedy) else {
                self.report(.remedies, "must name each remedy once")
                return nil
            }
            remedies.append(remedy)
        }
        return remedies
    }
}
