// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// One rule of the administrator, with defaults filled in and the mode resolved.
package struct Rule: Hashable, Sendable {
    /// The owner of a rule's clocks.
    package enum Scope: String, Hashable, Sendable, CaseIterable {
        /// One uuid.
        case activity
        /// Server, type and, where known, section: the clocks go on from uuid to uuid.
        case kind
    }

    /// The action of the rule when its conditions hold.
    package enum Conduct: Hashable, Sendable {
        /// The rule says so.
        case notify
        /// The rule says what it would have done. It holds a plan but no mandate, so it cannot send a request.
        case observe(StopPlan)
        /// The rule stops activities.
        case enforce(StopMandate)
    }

    /// The unique name in `PLEX_RULE`.
    package var name: String
    /// The administrator's description; shown, never interpreted.
    package var summary: String
    /// The path of the rule's file.
    package var file: String
    /// The owner of the rule's clocks.
    package var scope: Scope
    /// The activities that the rule is about.
    package var match: ActivityMatch
    /// The activities that the rule spares; one matching exception is enough.
    package var exceptions: [ActivityMatch]
    /// The conditions; all must be true, and there is at least one.
    package var conditions: [Condition]
    /// How long all conditions must have held (`for`); zero for at once.
    package var hold: Duration
    /// The action of the rule.
    package var conduct: Conduct

    /// A rule with these values.
    package init(
        name: String,
        summary: String = "",
        file: String = "",
        scope: Scope = .activity,
        match: ActivityMatch,
        exceptions: [ActivityMatch] = [],
        conditions: [Condition],
        hold: Duration = .zero,
        conduct: Conduct
    ) {
        self.name = name
        self.summary = summary
        self.file = file
        self.scope = scope
        self.match = match
        self.exceptions = exceptions
        self.conditions = conditions
        self.hold = hold
        self.conduct = conduct
    }
}

extension Rule {
    /// The word in `PLEX_RULE_MODE`: `observe`, `enforce` or `notify`.
    package var mode: String {
        switch self.conduct {
        case .notify: "notify"
        case .observe: "observe"
        case .enforce: "enforce"
        }
    }

    /// How the rule stops, or would stop; nil for a rule that only notifies.
    package var plan: StopPlan? {
        switch self.conduct {
        case .notify: nil
        case .observe(let plan): plan
        case .enforce(let mandate): mandate.plan
        }
    }

    /// Which types a wildcard in the rule's match reaches.
    package func wildcards(protecting protectedTypes: Set<ActivityType>) -> ActivityMatch.Wildcards {
        self.plan == nil ? .all : .known(protecting: protectedTypes)
    }

    /// The rule without permission to act: an armed rule becomes one that observes.
    package var observing: Rule {
        guard case .enforce(let mandate) = self.conduct else { return self }
        var rule = self
        rule.conduct = .observe(mandate.plan)
        return rule
    }

    /// The longest time that a condition or `for` waits for; zero where nothing waits.
    package var longestThreshold: Duration {
        self.conditions.compactMap(\.threshold).reduce(self.hold, max)
    }
}

/// How a rule stops what it matches: the `[rule.do]` table with the defaults filled in.
package struct StopPlan: Hashable, Sendable {
    /// The remedies that may be tried, in this order; nil for the remedies of the activity's type.
    package var remedies: [RemedyKind]?
    /// Which of the matching activities the rule stops.
    package var victims: Victims
    /// How long, in evidence, an activity may take to end after a request (`verify-within`).
    package var verifyWithin: Duration
    /// The greatest number of requests of a step; at least 1.
    package var attempts: Int
    /// How long the rule leaves the same server, type and section alone after a decision is settled.
    package var cooldown: Duration
    /// The number of stops an hour after which the rule's breaker trips; nil for no limit of its own.
    package var maximumPerHour: Int?
    /// Activities that a request may end although the rule is not about them, because a person agreed to it. Empty for
    /// rules of a configuration.
    package var agreed: Set<ActivityID> = []

    /// The documented defaults, or other values.
    package init(
        remedies: [RemedyKind]? = nil,
        victims: Victims = .all,
        verifyWithin: Duration = .seconds(60),
        attempts: Int = 2,
        cooldown: Duration = .minutes(30),
        maximumPerHour: Int? = nil
    ) {
        self.remedies = remedies
        self.victims = victims
        self.verifyWithin = verifyWithin
        self.attempts = attempts
        self.cooldown = cooldown
        self.maximumPerHour = maximumPerHour
    }
}

/// The administrator's permission to act on a plan.
///
/// Only an armed rule holds a mandate (``Rule/Conduct/enforce(_:)``), and every request needs one: a rule that observes
/// has no means to act.
package struct StopMandate: Hashable, Sendable {
    /// How to stop.
    package let plan: StopPlan

    /// The mandate of a rule that is armed with this plan. Only readers of the administrator's configuration make one.
    package init(arming plan: StopPlan) {
        self.plan = plan
    }
}
