// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension StopEngine {
    /// Starts the stops that armed rules want and no obstacle forbids.
    ///
    /// It sends no request: each decision first looks again, with a later poll.
    mutating func decide(
        _ outcomes: [RuleOutcome], _ planner: StopPlanner, _ clocks: inout RuleClocks, _ context: inout StepContext
    ) {
        let count = self.operations.count
        for outcome in outcomes {
            guard case .enforce(let mandate) = outcome.rule.rule.conduct, !outcome.due.isEmpty else { continue }
            let busy = self.victims
            let givenUp = self.givenUp[outcome.rule.identity] ?? []
            let candidates = planner.victims(of: outcome, mandate.plan).filter { id in
                !busy.contains(id) && !givenUp.contains(id)
            }
            guard !candidates.isEmpty else { continue }
            if let obstacle = self.obstacle(to: outcome.rule.rule, context) {
                self.tellHeldBack(candidates, outcome, obstacle, planner, &clocks, &context)
                continue
            }
            guard planner.tracker.isIdentityCurrent else { continue }
            // One decision at a time stops work of a kind, and its cooldown must pass.
            let engaged = KindSet(self.engagedKinds(planner.tracker))
            let cooling = self.limits.coolingKinds(at: context.now)
            let free = candidates.filter { id in
                guard let kind = planner.tracker.activities[id].map({ WorkKind(of: $0.activity) }) else { return false }
                return !engaged.mayContain(kind) && !cooling.mayContain(kind)
                    && !context.isEngagedElsewhere(kind, at: planner.tracker.identity?.machineIdentifier)
                    && !self.isPaused(kind, at: context.now) && self.canTell(id, outcome.rule, mandate.plan, planner)
            }
            self.open(free, outcome, mandate, planner, &clocks, &context)
        }
        if self.operations.count > count { context.askForPoll() }
    }

    /// Whether the facts about an activity suffice to plan a step, if the rule gave up on it for lack of facts.
    private func canTell(
        _ id: ActivityID, _ rule: IdentifiedRule, _ plan: StopPlan, _ planner: StopPlanner
    ) -> Bool {
        guard self.unclear[rule.identity]?.contains(id) == true, let tracked = planner.tracker.activities[id] else {
            return true
        }
        let target = StopPlanner.Target(activity: tracked.activity, victims: [id], rule: rule.rule, plan: plan)
        return planner.first(against: target) != .wait
    }

    /// Whether another decision already stops work of a kind.
    func isEngaged(_ kind: WorkKind, _ tracker: ServerTracker, _ context: StepContext) -> Bool {
        self.engagedKinds(tracker).contains(where: kind.mayBe)
            || context.isEngagedElsewhere(kind, at: tracker.identity?.machineIdentifier)
    }

    /// The kinds of all victims of open operations, and the kinds of all requests of open decisions.
    private func engagedKinds(_ tracker: ServerTracker) -> Set<WorkKind> {
        var kinds = Set(self.requestedKinds.values.flatMap(\.keys))
        for operation in self.operations {
            kinds.insert(WorkKind(of: operation.representative.activity))
            kinds.formUnion(operation.victims.compactMap { tracker.activities[$0].map { WorkKind(of: $0.activity) } })
        }
        return kinds
    }

    /// Opens the operations of one decision, one for each first target. So one request stops all scans of a section.
    private mutating func open(
        _ victims: [ActivityID], _ outcome: RuleOutcome, _ mandate: StopMandate, _ planner: StopPlanner,
        _ clocks: inout RuleClocks, _ context: inout StepContext
    ) {
        guard !victims.isEmpty else { return }
        let decision = self.nextDecision
        self.nextDecision += 1
        var targets: [Remedy: Int] = [:]
        for tracked in victims.compactMap({ planner.tracker.activities[$0] }) {
            let id = tracked.activity.id
            let steps = StopPlanner.steps(for: tracked.activity, mandate.plan)
            guard !steps.isEmpty else {
                self.giveUp([id], outcome.rule.identity)
                self.tellNoRemedy(tracked, outcome, &clocks, &context)
                continue
            }
            if let first = StopPlanner.firstTarget(for: tracked.activity, steps) {
                if let index = targets[first] {
                    self.operations[index].victims.append(id)
                    continue
                }
                targets[first] = self.operations.count
            }
            self.append(
                StopOperation(
                    id: self.numberOperation(), decision: decision, identity: outcome.rule.identity,
                    rule: outcome.rule.rule.name, mandate: mandate, victims: [id], ladder: Ladder(steps),
                    representative: tracked, phase: .lookingAgain(StopOperation.LookingAgain(since: context.now))))
        }
    }

    /// Tells that no remedy applies; a rule with the scope "kind" tells it once for each kind.
    private func tellNoRemedy(
        _ tracked: TrackedActivity, _ outcome: RuleOutcome, _ clocks: inout RuleClocks, _ context: inout StepContext
    ) {
        let verdict = outcome.verdicts[tracked.activity.id]
        if let subject = verdict?.subject, case .kind = subject {
            guard clocks.fire(outcome.rule.identity, subject) != .before else { return }
        }
        context.tell(
            .stop(
                StopFact(
                    ruleName: outcome.rule.rule.name, rule: outcome.rule.rule, tracked: tracked,
                    predicates: verdict?.predicates ?? [], heard: nil, at: context.now,
                    happening: .ineffective(StopRefusal(failure: .noRemedy), mayBeUnsent: false))))
    }

    /// Tells once for each subject that an obstacle holds an armed rule back.
    private func tellHeldBack(
        _ candidates: [ActivityID], _ outcome: RuleOutcome, _ obstacle: StopAbandonment, _ planner: StopPlanner,
        _ clocks: inout RuleClocks, _ context: inout StepContext
    ) {
        for id in candidates {
            guard let tracked = planner.tracker.activities[id], let verdict = outcome.verdicts[id],
                clocks.fire(outcome.rule.identity, verdict.subject) == .now
            else {
                continue
            }
            context.tell(
                .rule(
                    RuleFact(
                        rule: outcome.rule.rule, tracked: tracked, predicates: verdict.predicates,
                        finding: .isHeldBack(obstacle, self.hold(at: context.now)))))
        }
    }
}
