// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// The largest number of judgements (rules times activities) in the status of each server. It suffices for ordinary
    /// servers, and is small enough to make and write the judgements each second.
    private static let explanationLimit = 300
    /// With more activities than this, the status has no judgements: each step is checked against all activities.
    private static let explicableCount = 1_000

    /// Each rule's judgement of the given activities, up to the limit.
    ///
    /// - Parameter collateralLimit: the largest number of other activities that a step names.
    func explanations(
        of ids: some Sequence<ActivityID>, _ context: StepContext, collateralLimit: Int = 20
    ) -> [ActivityID: [RuleExplanation]] {
        guard !context.rules.isEmpty else { return Dictionary(uniqueKeysWithValues: ids.map { ($0, []) }) }
        var evaluator = self.evaluator(context)
        evaluator.sessions = self.surroundings.judgedSessions
        let picked = self.picked(evaluator, context)
        var explanations: [ActivityID: [RuleExplanation]] = [:]
        for id in ids.prefix(max(1, Self.explanationLimit / context.rules.count)) {
            guard let tracked = self.tracker.activities[id] else { continue }
            explanations[id] = context.rules.map { rule in
                self.explanation(
                    of: tracked, by: rule, evaluator, picked: picked[rule.identity], collateralLimit: collateralLimit,
                    context)
            }
        }
        return explanations
    }

    /// Adds the judgements of the rules to the activities of a status.
    func explain(_ status: inout ServerStatus, _ context: StepContext) {
        guard self.tracker.activities.count <= Self.explicableCount else { return }
        let ids = self.tracker.activities.keys.sorted()
        let explanations = self.explanations(of: ids, context)
        // The status lists its activities in this order; its uuids are altered for printing, so they cannot be keys.
        for (index, id) in zip(status.activities.indices, ids) { status.activities[index].rules = explanations[id] }
    }

    private func explanation(
        of tracked: TrackedActivity, by identified: IdentifiedRule, _ evaluator: RuleEvaluator,
        picked: Set<ActivityID>?, collateralLimit: Int, _ context: StepContext
    ) -> RuleExplanation {
        let rule = identified.rule
        let candidate = evaluator.candidate(tracked)
        let wildcards = rule.wildcards(protecting: context.settings.safety.protectedTypes)
        let showsTitles = context.settings.journal.showsTitles
        let isAbout = evaluator.matching(rule, tracked)
        var explanation = RuleExplanation(
            rule: rule.name, summary: rule.summary.printable(limit: 200), file: rule.file.printable(),
            mode: rule.mode, scope: rule.scope.rawValue,
            match: Self.preconditions(of: rule, tracked, context)
                + rule.match.predicates(for: candidate, wildcards, showsTitles: showsTitles),
            exceptions: rule.exceptions.map { $0.predicates(for: candidate, .all, showsTitles: showsTitles) },
            isAbout: isAbout, conditions: [], truth: isAbout, steps: [])
        if case .no = isAbout { return explanation }

        explanation.conditions = rule.conditions.map { evaluator.judge($0, of: tracked, scope: rule.scope) }
        explanation.truth = explanation.conditions.reduce(isAbout) { $0 && $1.truth }
        let subject = RuleEvaluator.subject(of: tracked, scope: rule.scope)
        let held = self.clocks[identified.identity, subject]?.held?.total
        if rule.hold > .zero {
            let isHeld: Truth = (held ?? .zero) >= rule.hold && explanation.truth == .yes ? .yes : .no
            explanation.hold = Predicate(
                condition: "for", value: (held ?? .zero).text, threshold: rule.hold.text, truth: isHeld)
        }
        // While the server does not answer, no evidence brings the rule nearer to its end.
        explanation.remainingMicroseconds =
            self.connection.failures > 0
            ? nil
            : Self.remaining(
                of: rule, tracked, evaluator, isAbout: isAbout, predicates: explanation.conditions, held: held)
        guard let plan = rule.plan else { return explanation }
        explanation.obstacle = self.obstacle(to: identified, tracked, picked: picked, context)
        explanation.steps = self.steps(
            against: tracked, rule, plan, evaluator, collateralLimit: collateralLimit, context)
        return explanation
    }

    /// The checks before the match that failed: contradictory rows, or a protected type.
    private static func preconditions(of rule: Rule, _ tracked: TrackedActivity, _ context: StepContext) -> [Predicate]
    {
        guard tracked.areValuesKnown else {
            return [
                Predicate(
                    condition: "rows", value: nil, threshold: "consistent",
                    truth: .unknown("rows of one uuid contradict each other"))
            ]
        }
        let type = tracked.activity.type
        guard rule.plan != nil, context.settings.safety.protectedTypes.contains(type) else { return [] }
        return [
            Predicate(
                condition: "protected", value: type.rawValue.printable(limit: 64),
                threshold: "a type that may be stopped", truth: .no)
        ]
    }

    /// The evidence that is missing until the rule is due; nil if time alone does not make it due.
    private static func remaining(
        of rule: Rule, _ tracked: TrackedActivity, _ evaluator: RuleEvaluator, isAbout: Truth,
        predicates: [Predicate], held: Duration?
    ) -> Int64? {
        guard isAbout == .yes else { return nil }
        var missing = Duration.zero
        for (condition, predicate) in zip(rule.conditions, predicates) where predicate.truth != .yes {
            guard predicate.truth == .no,
                let rest = evaluator.remaining(until: condition, of: tracked, scope: rule.scope)
            else {
                return nil
            }
            missing = max(missing, rest)
        }
        let hold = missing > .zero ? rule.hold : max(.zero, rule.hold - (held ?? .zero))
        return (missing + hold).wholeMicroseconds
    }

    /// The reason why the rule would not act on the activity now, even if it were due; nil without an obstacle.
    private func obstacle(
        to identified: IdentifiedRule, _ tracked: TrackedActivity, picked: Set<ActivityID>?, _ context: StepContext
    ) -> String? {
        let id = tracked.activity.id
        if self.stops.operations.contains(where: { $0.victims.contains(id) }) { return "under-way" }
        if self.stops.givenUp[identified.identity]?.contains(id) == true { return "gave-up" }
        if let obstacle = self.stops.obstacle(to: identified.rule, context) {
            guard obstacle == .heldBack else { return obstacle.rawValue }
            return self.stops.hold(at: context.now)?.rawValue ?? obstacle.rawValue
        }
        if self.stops.limits.isCoolingDown(WorkKind(of: tracked.activity), at: context.now) { return "cooldown" }
        if self.stops.isEngaged(WorkKind(of: tracked.activity), self.tracker, context) { return "kind-under-way" }
        if self.stops.isPaused(WorkKind(of: tracked.activity), at: context.now) { return "not-sent" }
        if let picked, !picked.contains(id) { return "victims" }
        return nil
    }

    /// The victims that rules would choose now, by rule identity, for rules that do not stop all matching activities.
    private func picked(_ evaluator: RuleEvaluator, _ context: StepContext) -> [String: Set<ActivityID>] {
        var picked: [String: Set<ActivityID>] = [:]
        let planner = StopPlanner(evaluator)
        for rule in context.rules {
            guard let plan = rule.rule.plan, plan.victims != .all else { continue }
            var outcome = RuleOutcome(rule: rule)
            for verdict in evaluator.verdicts(of: rule.rule) { outcome.due.formUnion(verdict.holding) }
            picked[rule.identity] = Set(planner.victims(of: outcome, plan))
        }
        return picked
    }

    private func steps(
        against tracked: TrackedActivity, _ rule: Rule, _ plan: StopPlan, _ evaluator: RuleEvaluator,
        collateralLimit: Int, _ context: StepContext
    ) -> [StepExplanation] {
        let narrator = Narrator(settings: context.settings, server: self.label)
        let planner = StopPlanner(evaluator)
        let target = StopPlanner.Target(
            activity: tracked.activity, victims: [tracked.activity.id], rule: rule, plan: plan)
        return StopPlanner.steps(for: tracked.activity, plan).compactMap { kind in
            var spares: [Activity] = []
            let remedy: Remedy
            var isUnclear = false
            switch planner.next(kind, against: target, isComplete: true) {
            case .send(let request): remedy = request
            case .refuse(let request, let spared): (remedy, spares) = (request, spared)
            case .wait(let request?, _): (remedy, isUnclear) = (request, true)
            case .wait(nil, _), .skip, .exhausted: return nil
            }
            let others = planner.coverage.covered(by: remedy).compactMap { self.tracker.activities[$0] }
                .filter { $0.activity.id != tracked.activity.id }
            return StepExplanation(
                remedy: kind.rawValue, target: remedy.target.printable(limit: 128),
                words: remedy.words(sectionNames: self.surroundings.sectionNames),
                alsoEnds: others.prefix(collateralLimit).map { other in
                    CollateralStatus(
                        uuid: other.activity.id.rawValue.printable(limit: 128),
                        type: other.activity.type.rawValue.printable(limit: 64), name: narrator.name(of: other))
                },
                alsoEndsCount: others.count, spares: spares.prefix(collateralLimit).map { narrator.name(of: $0) },
                isUnclear: isUnclear)
        }
    }
}
