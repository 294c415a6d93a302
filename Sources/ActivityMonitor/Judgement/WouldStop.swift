// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension RuleClocks {
    /// Tells, once for each subject, what an observing rule would do now if it were armed. It chooses the same victims
    /// and remedies and spares the same work as an armed rule.
    ///
    /// It uses a plan without a mandate, so its result cannot become a request.
    mutating func tellWouldStop(
        _ outcome: RuleOutcome, _ plan: StopPlan, _ planner: StopPlanner, _ context: inout StepContext
    ) {
        guard self.hasUntold(outcome.rule.identity, outcome.verdicts.values.lazy.map(\.subject)) else { return }
        let victims = planner.victims(of: outcome, plan).compactMap { planner.tracker.activities[$0] }
        let targets = Dictionary(
            victims.map { tracked in
                let steps = StopPlanner.steps(for: tracked.activity, plan)
                return (tracked.activity.id, StopPlanner.firstTarget(for: tracked.activity, steps))
            }
        ) { first, _ in first }
        var companies: [Remedy: [ActivityID]] = [:]
        for tracked in victims {
            guard let target = targets[tracked.activity.id] ?? nil else { continue }
            companies[target, default: []].append(tracked.activity.id)
        }
        var intentions: [Remedy: StopPlanner.Result] = [:]
        for tracked in victims {
            let id = tracked.activity.id
            guard let verdict = outcome.verdicts[id], let clock = self[outcome.rule.identity, verdict.subject],
                !clock.announced.fired
            else {
                continue
            }
            let target = targets[id] ?? nil
            let intention =
                target.flatMap { intentions[$0] }
                ?? planner.first(
                    against: StopPlanner.Target(
                        activity: tracked.activity, victims: target.flatMap { companies[$0] } ?? [id],
                        rule: outcome.rule.rule, plan: plan),
                    hasWaited: (clock.held?.total ?? .zero) >= outcome.rule.rule.hold + plan.verifyWithin)
            // A victim may still wait while another victim of the same target has waited long enough.
            guard intention != .wait else { continue }
            if let target { intentions[target] = intention }
            _ = self.fire(outcome.rule.identity, verdict.subject)
            let finding: RuleFact.Finding
            switch intention {
            case .wait: continue
            case .send(let remedy): finding = .wouldSend(remedy)
            case .abandon(let reason): finding = .wouldWait(reason)
            case .giveUp(let refusal): finding = .wouldFail(refusal)
            }
            context.tell(
                .rule(
                    RuleFact(
                        rule: outcome.rule.rule, tracked: tracked, predicates: verdict.predicates, finding: finding)))
        }
    }
}
