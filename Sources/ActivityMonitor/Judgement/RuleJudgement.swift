// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A rule's judgements on one poll.
struct RuleOutcome {
    /// The rule.
    var rule: IdentifiedRule
    /// The activities whose conditions have all held for at least `for`.
    var due: Set<ActivityID> = []
    /// The verdict on each due activity.
    var verdicts: [ActivityID: RuleVerdict] = [:]
    /// The activities whose conditions hold now, for however long.
    var holding: Set<ActivityID> = []
    /// The activities for which only an unknown condition holds the rule back.
    var undecided: Set<ActivityID> = []

    /// Whether a look at an activity does not refute the rule: its conditions hold, or are unknown.
    func mayApply(to id: ActivityID) -> Bool { self.holding.contains(id) || self.undecided.contains(id) }
}

extension RuleClocks {
    /// Judges every rule on the last snapshot, and tells the findings of rules that observe or notify.
    mutating func judge(
        _ planner: StopPlanner, sentAt: Instant, limit: Duration, _ context: inout StepContext
    ) -> [RuleOutcome] {
        self.forgetGone(planner.tracker)
        var outcomes: [RuleOutcome] = []
        for rule in context.rules {
            let outcome = self.judge(rule, planner, sentAt: sentAt, limit: limit, &context)
            if case .observe(let plan) = rule.rule.conduct { self.tellWouldStop(outcome, plan, planner, &context) }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private mutating func judge(
        _ rule: IdentifiedRule, _ planner: StopPlanner, sentAt: Instant, limit: Duration,
        _ context: inout StepContext
    ) -> RuleOutcome {
        let verdicts = planner.evaluator.verdicts(of: rule.rule)
        if self.observeMissing(verdicts, of: rule, planner.tracker, sentAt: sentAt, limit: limit) {
            context.mustBeSaved = true
        }
        var outcome = RuleOutcome(rule: rule)
        for var verdict in verdicts {
            var clock = self[rule.identity, verdict.subject] ?? RuleClock()
            if clock.observe(verdict.truth, at: sentAt, limit: limit, hold: rule.rule.hold) {
                context.mustBeSaved = true
            }
            outcome.holding.formUnion(verdict.holding)
            outcome.undecided.formUnion(verdict.undecided)
            if let held = clock.held?.total, rule.rule.hold > .zero {
                verdict.predicates.append(
                    Predicate(
                        condition: "for", value: held.text, threshold: rule.rule.hold.text,
                        truth: Truth(held >= rule.rule.hold)))
            }
            if let held = clock.held?.total, held >= rule.rule.hold {
                outcome.due.formUnion(verdict.holding)
                for id in verdict.holding { outcome.verdicts[id] = verdict }
            }
            if let tracked = planner.tracker.activities[verdict.representative],
                let finding = Self.announce(verdict, of: rule.rule, &clock)
            {
                context.tell(
                    .rule(
                        RuleFact(rule: rule.rule, tracked: tracked, predicates: verdict.predicates, finding: finding)))
            }
            self[rule.identity, verdict.subject] = clock
        }
        return outcome
    }

    /// The finding that a rule tells about a subject: it waits, is undecided or notifies; nil if there is none. Each is
    /// told once until a condition stops holding.
    private static func announce(
        _ verdict: RuleVerdict, of rule: Rule, _ clock: inout RuleClock
    ) -> RuleFact.Finding? {
        if let undecided = clock.undecided?.total, !clock.announced.undecided,
            undecided >= max(rule.longestThreshold, ServerMonitor.minimumEvidenceLimit),
            case .unknown(let why) = verdict.truth
        {
            clock.announced.undecided = true
            return .undecided(undecided, why)
        }
        guard let held = clock.held?.total else { return nil }
        guard held >= rule.hold else {
            guard !clock.announced.pending else { return nil }
            clock.announced.pending = true
            return .waits(rule.hold - held)
        }
        guard case .notify = rule.conduct, !clock.announced.fired else { return nil }
        clock.announced.fired = true
        return .applies
    }
}
