// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The plan for the next step of a ladder.
enum NextStep: Hashable, Sendable {
    /// The request may go out.
    case send(Remedy)
    /// A fact is missing: the request if its target is known, and the reason to give up with after a wait.
    case wait(Remedy?, StopAbandonment)
    /// The request would end activities that the rule must spare.
    case refuse(Remedy, spared: [Activity])
    /// The step does not apply.
    case skip
    /// No step is left.
    case exhausted
}

/// Plans stops on one poll: the victims and the steps. It alone knows when a step applies.
///
/// Enforcing, observing, `explain` and the lint of a configuration ask it, so their answers agree.
package struct StopPlanner {
    /// The evaluator of rules on the current knowledge.
    let evaluator: RuleEvaluator
    /// The server's activities.
    let tracker: ServerTracker

    /// A planner with the knowledge of this evaluator.
    init(_ evaluator: RuleEvaluator) {
        self.evaluator = evaluator
        self.tracker = evaluator.tracker
    }

    /// What each remedy would end.
    var coverage: Coverage {
        if let coverage = self.evaluator.cache.coverage { return coverage }
        let coverage = Coverage(self.tracker)
        self.evaluator.cache.coverage = coverage
        return coverage
    }
}

// MARK: - Which steps there are

extension StopPlanner {
    /// The steps of a plan that apply to an activity now, or will once a scan has named its section.
    static func steps(for activity: Activity, _ plan: StopPlan) -> [RemedyKind] {
        (plan.remedies ?? RemedyKind.allCases).filter { kind in
            kind.remedy(for: activity) != nil || kind.mayCover(activity)
        }
    }

    /// The first request of a ladder for an activity. Victims with the same first request share an operation.
    static func firstTarget(for activity: Activity, _ steps: [RemedyKind]) -> Remedy? {
        steps.first.flatMap { $0.remedy(for: activity) }
    }

    /// Whether a plan has any step for activities of a type, in the most favourable case.
    ///
    /// - Parameter isCancellable: the `cancellable` of the rule's match; nil if the match does not have it.
    package static func canStop(_ type: ActivityType, isCancellable: Bool?, _ plan: StopPlan) -> Bool {
        let activity = Activity(id: ActivityID(""), type: type, isCancellable: isCancellable ?? true)
        return !Self.steps(for: activity, plan).isEmpty
    }
}

// MARK: - What the next step comes to

extension StopPlanner {
    /// The victims of a step, and the rule that wants it.
    struct Target {
        /// The activity that decides the request by its type, section and cancellability.
        let activity: Activity
        /// The activities to end.
        let victims: [ActivityID]
        /// The rule.
        let rule: Rule
        /// The plan of the stop.
        let plan: StopPlan
    }

    /// The plan for a step on the last poll.
    ///
    /// - Parameters:
    ///   - kind: the step; nil if no step is left.
    ///   - isComplete: whether the poll shows all activities of the server.
    func next(_ kind: RemedyKind?, against target: Target, isComplete: Bool) -> NextStep {
        guard let kind else { return .exhausted }
        guard let remedy = kind.remedy(for: target.activity) else {
            return kind.mayCover(target.activity) ? .wait(nil, .sectionNotNamed) : .skip
        }
        switch self.permission(for: remedy, target, isComplete: isComplete) {
        case .granted: return .send(remedy)
        case .refused(let spared): return .refuse(remedy, spared: spared)
        case .unclear(let reason): return .wait(remedy, reason)
        }
    }

    /// The first step that an armed rule would take now.
    ///
    /// - Parameter hasWaited: whether the rule has waited long enough for missing facts. Then unclear steps are skipped.
    func first(against target: Target, hasWaited: Bool = false) -> Result {
        var refusal = StopRefusal(failure: .noRemedy)
        var unclear: StopAbandonment?
        for kind in Self.steps(for: target.activity, target.plan) {
            switch self.next(kind, against: target, isComplete: self.tracker.isComplete) {
            case .send(let remedy): return .send(remedy)
            case .wait(_, let reason) where hasWaited: unclear = reason
            case .wait: return .wait
            case .refuse(_, let spared): refusal = StopRefusal(failure: .wouldStopSpared, spared: spared)
            case .skip, .exhausted: break
            }
        }
        return unclear.map { .abandon($0) } ?? .giveUp(refusal)
    }

    /// The plan for a whole ladder, up to its first request.
    enum Result: Hashable, Sendable {
        /// A request goes out.
        case send(Remedy)
        /// A fact is missing.
        case wait
        /// A fact is still missing after the wait, so the rule gives up until the fact is known.
        case abandon(StopAbandonment)
        /// No step can be taken; the reason.
        case giveUp(StopRefusal)
    }

    /// Whether a rule permits the effect of a request.
    private enum Permission {
        /// The rule matches all activities that the request would end.
        case granted
        /// The request would also end these activities, which the rule must spare.
        case refused([Activity])
        /// The effect is unclear; the reason.
        case unclear(StopAbandonment)
    }

    /// Judges whether a remedy would end something that is protected, excepted or not matched by the rule.
    private func permission(for remedy: Remedy, _ target: Target, isComplete: Bool) -> Permission {
        if case .cancelActivity = remedy { return .granted }
        let victims = Set(target.victims)
        var spared: [Activity] = []
        var unclear: StopAbandonment? = isComplete ? nil : .notShown
        for tracked in self.coverage.covered(by: remedy).compactMap({ self.tracker.activities[$0] })
        where !victims.contains(tracked.activity.id) {
            if target.plan.agreed.contains(tracked.activity.id) { continue }
            let matching = target.plan.victims == .all ? self.evaluator.matching(target.rule, tracked) : .no
            if matching == .yes { continue }
            let isSurelyCovered = remedy.covers(tracked.activity) == .yes
            // Only a refusal that was seen is final; a later poll may resolve a doubt of this one.
            if case .no = matching, isSurelyCovered, tracked.doubts.isEmpty, tracked.areValuesKnown {
                spared.append(tracked.activity)
            } else {
                unclear = unclear ?? (isSurelyCovered ? .notShown : .sectionNotNamed)
            }
        }
        // A row that is still shown after a notification of its end may run or not.
        if self.coverage.mayEndShown(remedy) { unclear = unclear ?? .notShown }
        guard spared.isEmpty else { return .refused(spared) }
        return unclear.map { .unclear($0) } ?? .granted
    }
}

// MARK: - What a plan stops

extension StopPlanner {
    /// The activities that a rule would stop, in the order of their uuids. Its plan picks them among the due activities
    /// of each kind.
    ///
    /// A choice among several needs a complete list with readable rows and named sections. Otherwise the unknown
    /// activity may be the one to spare.
    func victims(of outcome: RuleOutcome, _ plan: StopPlan) -> [ActivityID] {
        let tracked = outcome.due.compactMap { self.tracker.activities[$0] }
        let types = Set(tracked.map(\.activity.type)).filter { self.canPick(plan.victims, of: $0) }
        return Dictionary(grouping: tracked.filter { types.contains($0.activity.type) }) { WorkKind(of: $0.activity) }
            .values
            .flatMap { plan.victims.pick(from: $0) }
            .sorted()
    }

    /// Whether victims of a type can be picked. The choice "all" always can; the others need a complete list with
    /// readable rows and named sections.
    func canPick(_ victims: Victims, of type: ActivityType) -> Bool {
        guard victims != .all else { return true }
        let cache = self.evaluator.cache
        if let isPickable = cache.pickable[type] { return isPickable }
        let isPickable =
            self.tracker.isComplete
            && self.tracker.activities.values.allSatisfy { tracked in
                tracked.activity.type != type
                    || (tracked.areValuesKnown && WorkKind(of: tracked.activity).isWhole
                        && self.tracker.present.contains(tracked.activity.id))
            }
        cache.pickable[type] = isPickable
        return isPickable
    }

    /// The due activities that replaced ended victims of the same kind: the stop had no lasting effect. Empty for a
    /// rule without the scope "kind".
    ///
    /// - Parameters:
    ///   - picked: what the rule's plan picks from the due activities, by kind.
    ///   - isExcluded: whether a uuid is a victim of another operation, or the rule gave up on it.
    func successors(
        of kind: WorkKind, under remedy: Remedy, in picked: [WorkKind: [ActivityID]],
        except isExcluded: (ActivityID) -> Bool
    ) -> [TrackedActivity] {
        guard remedy.kind != .cancelActivity else { return [] }
        return (picked[kind] ?? []).filter { !isExcluded($0) }
            .compactMap { self.tracker.activities[$0] }
            .filter { remedy.covers($0.activity) == .yes }
    }
}
