// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// How many judgements of rules on activities the status holds for each server: enough for any server in use, few
    /// enough to be made and written each second.
    private static let explanationLimit = 300
    /// With more activities than this the status holds no judgements: each step would be held against all of them.
    private static let explicableCount = 1_000

    /// What each rule makes of each of the given activities, as long as the limit allows.
    ///
    /// - Parameter collateralLimit: how many activities a step names that it would end, too.
    func explanations(
        of ids: some Sequence<ActivityID>, _ turn: Turn, collateralLimit: Int = 20
    ) -> [ActivityID: [RuleExplanation]] {
        guard !turn.rules.isEmpty else { return Dictionary(uniqueKeysWithValues: ids.map { ($0, []) }) }
        var evaluator = self.evaluator(turn)
        evaluator.sessions = self.judgedSessions
        let picked = self.picked(evaluator, turn)
        var explanations: [ActivityID: [RuleExplanation]] = [:]
        for id in ids.prefix(max(1, Self.explanationLimit / turn.rules.count)) {
            guard let tracked = self.tracker.activities[id] else { continue }
            explanations[id] = turn.rules.map { rule in
                self.explanation(
                    of: tracked, by: rule, evaluator, picked: picked[rule.identity], collateralLimit: collateralLimit,
                    turn)
            }
        }
        return explanations
    }

    /// Adds to a status what the rules make of the activities that it names.
    func explain(_ status: inout ServerStatus, _ turn: Turn) {
        guard self.tracker.activities.count <= Self.explicableCount else { return }
        let ids = self.tracker.activities.keys.sorted()
        let explanations = self.explanations(of: ids, turn)
        // The status names them in this order, with uuids that were made fit for printing.
        for (index, id) in zip(status.activities.indices, ids) { status.activities[index].rules = explanations[id] }
    }

    private func explanation(
        of tracked: TrackedActivity, by identified: IdentifiedRule, _ evaluator: RuleEvaluator,
        picked: Set<ActivityID>?, collateralLimit: Int, _ turn: Turn
    ) -> RuleExplanation {
        let rule = identified.rule
        let candidate = ActivityMatch.Candidate(
            activity: tracked.activity, server: self.settings.name, sectionNames: self.sectionNames,
            doubts: tracked.doubts)
        let wildcards = ActivityMatch.Wildcards.known(protecting: turn.settings.safety.protectedTypes)
        let showsTitles = turn.settings.journal.showsTitles
        let isAbout = evaluator.matching(rule, tracked)
        var explanation = RuleExplanation(
            rule: rule.name, summary: rule.summary.printable(limit: 200), file: rule.file.printable(),
            mode: rule.mode, scope: rule.scope.rawValue,
            match: Self.preconditions(of: rule, tracked, turn)
                + rule.match.predicates(for: candidate, wildcards, showsTitles: showsTitles),
            exceptions: rule.exceptions.map { $0.predicates(for: candidate, .all, showsTitles: showsTitles) },
            isAbout: isAbout, conditions: [], truth: isAbout, steps: [])
        if case .no = isAbout { return explanation }

        explanation.conditions = rule.conditions.map { evaluator.judge($0, of: tracked, scope: rule.scope) }
        explanation.truth = explanation.conditions.reduce(isAbout) { $0 && $1.truth }
        let subject = RuleEvaluator.subject(of: tracked, scope: rule.scope)
        let held = self.clocks[identified.identity]?[subject]?.held?.total
        if rule.hold > .zero {
            let isHeld: Truth = (held ?? .zero) >= rule.hold && explanation.truth == .yes ? .yes : .no
            explanation.hold = Predicate(
                condition: "for", value: (held ?? .zero).text, threshold: rule.hold.text, truth: isHeld)
        }
        explanation.remainingMicroseconds = Self.remaining(
            of: rule, tracked, evaluator, isAbout: isAbout, predicates: explanation.conditions, held: held)
        guard let plan = rule.plan else { return explanation }
        explanation.obstacle = self.obstacle(to: identified, tracked, picked: picked, turn)
        explanation.steps = self.steps(
            against: tracked, rule, plan, collateralLimit: collateralLimit, turn)
        return explanation
    }

    /// What the evaluator asks before it looks at the match, where the answer is not the usual one.
    private static func preconditions(of rule: Rule, _ tracked: TrackedActivity, _ turn: Turn) -> [Predicate] {
        guard tracked.areValuesKnown else {
            return [
                Predicate(
                    condition: "rows", value: nil, threshold: "consistent",
                    truth: .unknown("rows of one uuid contradict each other"))
            ]
        }
        let type = tracked.activity.type
        guard rule.plan != nil, turn.settings.safety.protectedTypes.contains(type) else { return [] }
        return [
            Predicate(
                condition: "protected", value: type.rawValue.printable(limit: 64),
                threshold: "a type that may be stopped", truth: .no)
        ]
    }

    /// How much evidence is missing until the rule is due; nil where more than time is missing.
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

    /// Why the rule would not act on the activity now although it were due.
    private func obstacle(
        to identified: IdentifiedRule, _ tracked: TrackedActivity, picked: Set<ActivityID>?, _ turn: Turn
    ) -> String? {
        let id = tracked.activity.id
        if self.operations.contains(where: { $0.victims.contains(id) }) { return "under-way" }
        if self.spent[identified.identity]?.contains(id) == true { return "gave-up" }
        if let obstacle = self.obstacle(to: identified.rule, turn) {
            return self.heldBack.map(\.rawValue) ?? obstacle.rawValue
        }
        if self.restraint.isCoolingDown(Kind(of: tracked.activity), at: turn.now) { return "cooldown" }
        if let picked, !picked.contains(id) { return "victims" }
        return nil
    }

    /// What rules that do not stop all would pick of what they hold for now, by rule identity.
    private func picked(_ evaluator: RuleEvaluator, _ turn: Turn) -> [String: Set<ActivityID>] {
        var picked: [String: Set<ActivityID>] = [:]
        for rule in turn.rules {
            guard let plan = rule.rule.plan, plan.victims != .all else { continue }
            var outcome = RuleOutcome(rule: rule)
            for verdict in evaluator.verdicts(of: rule.rule) { outcome.due.formUnion(verdict.holding) }
            picked[rule.identity] = Set(self.victims(of: outcome, plan))
        }
        return picked
    }

    private func steps(
        against tracked: TrackedActivity, _ rule: Rule, _ plan: StopPlan, collateralLimit: Int, _ turn: Turn
    ) -> [StepExplanation] {
        let composer = self.composer(turn.settings)
        let id = tracked.activity.id
        return Ladder.steps(for: tracked.activity, plan: plan).compactMap { kind in
            guard let remedy = Ladder.remedy(kind, for: tracked.activity) else { return nil }
            let others = self.covered(by: remedy).filter { $0.activity.id != id }
            let permission = self.permission(for: remedy, besides: [id], plan, rule, isComplete: true, turn)
            let spares = if case .refused(let names) = permission { names } else { [String]() }
            return StepExplanation(
                remedy: kind.rawValue, words: remedy.words(sectionNames: self.sectionNames),
                alsoEnds: others.prefix(collateralLimit).map { other in
                    CollateralStatus(
                        uuid: other.activity.id.rawValue.printable(limit: 128),
                        type: other.activity.type.rawValue.printable(limit: 64), name: composer.name(of: other))
                },
                alsoEndsCount: others.count, spares: Array(spares.prefix(collateralLimit)),
                isUnclear: permission == .unclear)
        }
    }
}

extension RuleEvaluator {
    /// How much more evidence a condition that is false wants, if nothing but time passes; nil for one that time does
    /// not make true.
    fileprivate func remaining(
        until condition: Condition, of tracked: TrackedActivity, scope: Rule.Scope
    ) -> Duration? {
        let kind = scope == .kind ? self.tracker.kinds[Kind(of: tracked.activity)] : nil
        let age = kind?.age.total ?? tracked.age.total
        switch condition {
        case .runningFor(let threshold):
            return threshold - age
        case .noProgressFor(let threshold):
            return threshold - (kind?.stalled.total ?? tracked.stalled.total)
        case .slowerThanUsual(let factor):
            return self.history.usual(Kind(of: tracked.activity)).map { $0 * factor - tracked.age.total }
        default:
            return nil
        }
    }
}
