// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What the next step of a ladder comes to now.
enum NextStep: Hashable, Sendable {
    /// The request may go out.
    case send(Remedy)
    /// It cannot be told yet, and why; the request in question, where its target is known.
    case wait(Remedy?, StopAbandonment)
    /// The request would end what the rule must spare.
    case refuse(Remedy, spared: [Activity])
    /// The step does not apply.
    case skip
    /// No step is left.
    case exhausted
}

/// Works out, on one poll, what a plan stops and how: the only place that knows when a step applies.
///
/// It is pure. Enforcing, observing, `explain` and the lint all ask it, so that what would stop is what stops.
package struct StopPlanner {
    /// What judges rules on what is known now.
    let evaluator: RuleEvaluator
    /// What is known of the server's activities.
    let tracker: ServerTracker

    /// A planner that sees what this evaluator sees.
    init(_ evaluator: RuleEvaluator) {
        self.evaluator = evaluator
        self.tracker = evaluator.tracker
    }
}

// MARK: - Which steps there are

extension StopPlanner {
    /// The steps that a plan allows and that apply to an activity, or may in a moment.
    static func steps(for activity: Activity, _ plan: StopPlan) -> [RemedyKind] {
        (plan.remedies ?? RemedyKind.allCases).filter { kind in
            Self.remedy(kind, for: activity) != nil || Self.isAwaited(kind, for: activity)
        }
    }

    /// The request of a kind for an activity, or nil where it cannot apply.
    ///
    /// Tasks that guard the server's database are never stopped.
    private static func remedy(_ kind: RemedyKind, for activity: Activity) -> Remedy? {
        switch kind {
        case .cancelActivity:
            return activity.isCancellable == true ? .cancelActivity(activity.id) : nil
        case .stopSectionRefresh:
            guard activity.type == .libraryUpdateSection else { return nil }
            return activity.sectionID.map(Remedy.stopSectionRefresh)
        case .stopButlerTask:
            guard let task = activity.type.butlerTask, !task.protectsData else { return nil }
            return .stopButlerTask(task)
        }
    }

    /// Whether a remedy does not apply yet, but will when a scan has named its section, about a second after its start.
    private static func isAwaited(_ kind: RemedyKind, for activity: Activity) -> Bool {
        kind == .stopSectionRefresh && activity.type == .libraryUpdateSection && activity.sectionID == nil
    }

    /// The first request of a ladder for an activity: what shares it is stopped together.
    static func firstTarget(for activity: Activity, _ steps: [RemedyKind]) -> Remedy? {
        steps.first.flatMap { Self.remedy($0, for: activity) }
    }

    /// Whether a plan has any step for activities of a type, in the most favourable case.
    ///
    /// - Parameter isCancellable: whether the server offers to cancel them, as far as a rule asks; nil where it does not.
    package static func canStop(_ type: ActivityType, isCancellable: Bool?, _ plan: StopPlan) -> Bool {
        let activity = Activity(id: ActivityID(""), type: type, isCancellable: isCancellable ?? true)
        return !Self.steps(for: activity, plan).isEmpty
    }
}

// MARK: - What the next step comes to

extension StopPlanner {
    /// What is to be stopped by a step, and who wants it.
    struct Target {
        /// The activity whose type, section and offer decide which request it is.
        let activity: Activity
        /// All that is to end by it.
        let victims: [ActivityID]
        /// The rule.
        let rule: Rule
        /// How it stops.
        let plan: StopPlan
    }

    /// What a step comes to on the last poll.
    ///
    /// - Parameters:
    ///   - kind: the step; nil once none is left.
    ///   - isComplete: whether the poll shows all that there is.
    func next(_ kind: RemedyKind?, against target: Target, isComplete: Bool) -> NextStep {
        guard let kind else { return .exhausted }
        guard let remedy = Self.remedy(kind, for: target.activity) else {
            return Self.isAwaited(kind, for: target.activity) ? .wait(nil, .sectionNotNamed) : .skip
        }
        switch self.permission(for: remedy, target, isComplete: isComplete) {
        case .granted: return .send(remedy)
        case .refused(let spared): return .refuse(remedy, spared: spared)
        case .unclear(let reason): return .wait(remedy, reason)
        }
    }

    /// What the first step comes to that a rule can take without an answer: what an armed rule would do.
    ///
    /// - Parameter hasWaited: whether it has been waited for long enough for what cannot be told.
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

    /// What a whole ladder comes to, as far as it gets without an answer.
    enum Result: Hashable, Sendable {
        /// A request goes out.
        case send(Remedy)
        /// It cannot be told yet.
        case wait
        /// What cannot be told has been waited for long enough: it is left until it can be.
        case abandon(StopAbandonment)
        /// No step can be taken, and why.
        case giveUp(StopRefusal)
    }

    /// Whether a request may end all that it would end.
    private enum Permission {
        /// Everything that it would end is the rule's business.
        case granted
        /// It would end something that is not.
        case refused([Activity])
        /// It cannot be told what all it would end, and why.
        case unclear(StopAbandonment)
    }

    /// Judges whether a remedy would end something that is protected, excepted or not matched by the rule.
    private func permission(for remedy: Remedy, _ target: Target, isComplete: Bool) -> Permission {
        if case .cancelActivity = remedy { return .granted }
        let victims = Set(target.victims)
        var spared: [Activity] = []
        var unclear: StopAbandonment? = isComplete ? nil : .notShown
        for tracked in self.tracker.covered(by: remedy) where !victims.contains(tracked.activity.id) {
            if target.plan.agreed.contains(tracked.activity.id) { continue }
            let isSpared = target.plan.victims != .all
            if !isSpared, self.evaluator.matching(target.rule, tracked) == .yes { continue }
            // What only this poll leaves in doubt, the next one tells.
            if !tracked.doubts.isEmpty {
                unclear = unclear ?? .notShown
                continue
            }
            if remedy.covers(tracked.activity) == .yes {
                spared.append(tracked.activity)
            } else {
                unclear = unclear ?? .sectionNotNamed
            }
        }
        // What has ended by what a notification said and is still shown may be either.
        if self.tracker.ended.shown.values.contains(where: { $0.type != .butler && remedy.covers($0) != .no }) {
            unclear = unclear ?? .notShown
        }
        guard spared.isEmpty else { return .refused(spared) }
        return unclear.map { .unclear($0) } ?? .granted
    }
}

// MARK: - What a plan stops

extension StopPlanner {
    /// The activities that a rule would stop, in the order of their uuids: of each kind that it holds for, those that
    /// its plan picks.
    ///
    /// One of several is picked only where all of them are known: one that is not shown, cannot be read or has not named
    /// its section yet may be the one to be spared.
    func victims(of outcome: RuleOutcome, _ plan: StopPlan) -> [ActivityID] {
        let tracked = outcome.due.compactMap { self.tracker.activities[$0] }
        let types = Set(tracked.map(\.activity.type)).filter { self.canPick(plan.victims, of: $0) }
        return Dictionary(grouping: tracked.filter { types.contains($0.activity.type) }) { Kind(of: $0.activity) }
            .values
            .flatMap { plan.victims.pick(from: $0) }
            .sorted()
    }

    /// Whether some of the activities of a type can be told from the others: all of them, or the list is complete and says
    /// of each what it is and to which section it belongs.
    func canPick(_ victims: Victims, of type: ActivityType) -> Bool {
        guard victims != .all else { return true }
        return self.tracker.isComplete
            && self.tracker.activities.values.allSatisfy { tracked in
                tracked.activity.type != type
                    || (tracked.areValuesKnown && Kind(of: tracked.activity).isWhole
                        && self.tracker.present.contains(tracked.activity.id))
            }
    }

    /// What has taken the place of victims that ended while their kind went on, for a rule whose clocks belong to the
    /// kind: the server did not stop that. Empty for other rules, and where nothing is due any more.
    ///
    /// - Parameter taken: what is being stopped already.
    func successors(
        of kind: Kind, under remedy: Remedy, _ outcome: RuleOutcome, _ plan: StopPlan, except taken: Set<ActivityID>
    ) -> [TrackedActivity] {
        guard outcome.rule.rule.scope == .kind, remedy.kind != .cancelActivity else { return [] }
        return self.victims(of: outcome, plan)
            .filter { !taken.contains($0) }
            .compactMap { self.tracker.activities[$0] }
            .filter { Kind(of: $0.activity) == kind && remedy.covers($0.activity) == .yes }
    }
}
