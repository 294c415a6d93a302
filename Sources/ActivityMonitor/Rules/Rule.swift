// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// One rule of the administrator, resolved: defaults filled in, and armed or not.
package struct Rule: Hashable, Sendable {
    /// What a rule's clocks belong to.
    package enum Scope: String, Hashable, Sendable, CaseIterable {
        /// To one uuid.
        case activity
        /// To server, type and, where known, section; they go on from uuid to uuid.
        case kind
    }

    /// What the rule does when its conditions hold.
    package enum Conduct: Hashable, Sendable {
        /// Says so.
        case notify
        /// Says what it would have done. It holds a plan and no mandate: nothing that can become a request.
        case observe(StopPlan)
        /// Stops.
        case enforce(StopMandate)
    }

    /// The unique name in `PLEX_RULE`.
    package var name: String
    /// The administrator's own words; shown, never interpreted.
    package var summary: String
    /// The path of the file that the rule stands in.
    package var file: String
    /// What its clocks belong to.
    package var scope: Scope
    /// What it is about.
    package var match: ActivityMatch
    /// What it never is about; one that matches is enough.
    package var exceptions: [ActivityMatch]
    /// What must be true, all of it; at least one.
    package var conditions: [Condition]
    /// How long all of it must have held (`for`); zero for at once.
    package var hold: Duration
    /// What it does then.
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

    /// How it would stop, or does; nil for a rule that only notifies.
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

    /// The rule without the leave to act: one that is armed only says what it would do.
    package var observing: Rule {
        guard case .enforce(let mandate) = self.conduct else { return self }
        var rule = self
        rule.conduct = .observe(mandate.plan)
        return rule
    }

    /// The longest time that one of its conditions or its `for` waits for; zero when none does.
    package var longestThreshold: Duration {
        self.conditions.compactMap(\.threshold).reduce(self.hold, max)
    }
}

/// How a rule stops what it matches: the `[rule.do]` table with the defaults filled in.
package struct StopPlan: Hashable, Sendable {
    /// The remedies that may be tried, in this order; nil for those that the activity's type has.
    package var remedies: [RemedyKind]?
    /// Which of the activities that it holds for it stops.
    package var victims: Victims
    /// How long, in evidence, what was asked to stop may take to end; `verify-within`.
    package var verifyWithin: Duration
    /// How many requests a step may send; at least 1.
    package var attempts: Int
    /// How long the rule leaves work of the same server, type and section alone after a decision is settled.
    package var cooldown: Duration
    /// How many stops an hour this rule may make before its breaker trips; nil for no bound of its own.
    package var maximumPerHour: Int?
    /// What a request may end besides the victims although the rule is not about it, because somebody has agreed to
    /// just that; nothing for the rules of a configuration.
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

/// The administrator's leave to act on a plan.
///
/// Only a rule that was armed holds one (``Rule/Conduct/enforce(_:)``), and nothing that sends a request can be made
/// without one: a rule that observes is never handed the means to act.
package struct StopMandate: Hashable, Sendable {
    /// How to stop.
    package let plan: StopPlan

    /// The mandate that arming a rule with this plan gives; for whoever reads the administrator's configuration.
    package init(arming plan: StopPlan) {
        self.plan = plan
    }
}
