// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Starts what armed rules want and nothing forbids.
    ///
    /// Nothing is sent here: each decision first looks again, with a poll that is sent after it.
    mutating func decide(_ outcomes: [RuleOutcome], _ turn: inout Turn) {
        let count = self.operations.count
        for outcome in outcomes {
            guard case .enforce(let mandate) = outcome.rule.rule.conduct, !outcome.due.isEmpty else { continue }
            let busy = Set(self.operations.flatMap(\.victims))
            let spent = self.spent[outcome.rule.identity] ?? []
            let candidates = self.victims(of: outcome, mandate.plan).filter { id in
                !busy.contains(id) && !spent.contains(id)
            }
            guard !candidates.isEmpty else { continue }
            if let obstacle = self.obstacle(to: outcome.rule.rule, turn) {
                self.tellHeldBack(candidates, outcome, obstacle, &turn)
                continue
            }
            guard self.tracker.isIdentityCurrent else { continue }
            // Work of a kind that is being stopped, like one that was stopped a moment ago, is left to that decision.
            let engaged = self.engagedKinds
            let free = candidates.filter { id in
                guard let kind = self.tracker.activities[id].map({ Kind(of: $0.activity) }) else { return false }
                return !engaged.contains(where: kind.mayBe) && !self.restraint.isCoolingDown(kind, at: turn.now)
            }
            self.open(free, outcome, mandate, &turn)
        }
        if self.operations.count > count {
            turn.output.actions.append(.poll(server: self.settings.name))
        }
    }

    /// The kinds of all that is being stopped, and of all that was asked to stop and has not cooled down yet.
    private var engagedKinds: Set<Kind> {
        var kinds = Set(self.requestedKinds.values.joined())
        for operation in self.operations {
            kinds.insert(Kind(of: operation.representative.activity))
            kinds.formUnion(operation.victims.compactMap { self.tracker.activities[$0].map { Kind(of: $0.activity) } })
        }
        return kinds
    }

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

    /// Why a rule that is armed may not act on this server now, as in `PLEX_REASON`; nil where nothing forbids it.
    func obstacle(to rule: Rule, _ turn: Turn) -> StopAbandonment? {
        if turn.isPaused { return .paused }
        let windows = turn.settings.safety.notDuring
        if !windows.isEmpty {
            guard let time = turn.localTime, !windows.contains(where: { $0.contains(time) }) else { return .window }
        }
        if self.heldBack != nil { return .heldBack }
        return self.restraint.breaker(for: rule.name, at: turn.now) == nil ? nil : .breakerTripped
    }

    /// Opens the operations of one decision: one per first target, so that a scan's section is asked once for all.
    private mutating func open(
        _ victims: [ActivityID], _ outcome: RuleOutcome, _ mandate: StopMandate, _ turn: inout Turn
    ) {
        guard !victims.isEmpty else { return }
        let decision = self.nextDecision
        self.nextDecision += 1
        var targets: [Remedy: Int] = [:]
        for id in victims {
            guard let tracked = self.tracker.activities[id] else { continue }
            let ladder = Ladder.steps(for: tracked.activity, plan: mandate.plan)
            guard let step = ladder.first else {
                self.spend([id], outcome.rule)
                guard self.isNews(id, outcome) else { continue }
                self.tellIneffective(
                    .noRemedy, tracked, outcome.rule.rule, predicates: outcome.verdicts[id]?.predicates ?? [], &turn)
                continue
            }
            if let first = Ladder.remedy(step, for: tracked.activity) {
                if let index = targets[first] {
                    self.operations[index].victims.append(id)
                    continue
                }
                targets[first] = self.operations.count
            }
            self.operations.append(
                StopOperation(
                    id: self.nextOperation, decision: decision, identity: outcome.rule.identity,
                    rule: outcome.rule.rule.name, mandate: mandate, victims: [id], ladder: ladder,
                    representative: tracked, phase: .lookingAgain(since: turn.now, waited: EvidenceClock())))
            self.nextOperation += 1
        }
    }

    /// Whether a rule has not yet said of the work that this is part of that it cannot stop it: of a kind it says so once.
    private mutating func isNews(_ id: ActivityID, _ outcome: RuleOutcome) -> Bool {
        guard let subject = outcome.verdicts[id]?.subject, case .kind = subject,
            let announced = self.clocks[outcome.rule.identity]?[subject]?.announced
        else {
            return true
        }
        self.clocks[outcome.rule.identity]?[subject]?.announced.fired = true
        return !announced.fired
    }

    /// Lets a rule give up on uuids.
    mutating func spend(_ ids: [ActivityID], _ rule: IdentifiedRule) {
        self.spent[rule.identity, default: []].formUnion(ids)
    }

    /// Tells once that an armed rule would have acted and is not allowed to.
    private mutating func tellHeldBack(
        _ candidates: [ActivityID], _ outcome: RuleOutcome, _ obstacle: StopAbandonment, _ turn: inout Turn
    ) {
        for id in candidates {
            guard let tracked = self.tracker.activities[id], let verdict = outcome.verdicts[id] else { continue }
            let fired = self.clocks[outcome.rule.identity]?[verdict.subject]?.announced.fired ?? true
            guard !fired else { continue }
            self.clocks[outcome.rule.identity]?[verdict.subject]?.announced.fired = true
            let composer = self.composer(turn.settings)
            let reason = self.heldBack.map(\.rawValue) ?? obstacle.rawValue
            let cure =
                self.heldBack == .notPermitted
                ? "put the owner's token in place and restart the service"
                : "remove the other entry of the same server from the configuration"
            let words =
                switch obstacle {
                case .paused: "everything is paused; plex-activityctl resume lifts it"
                case .window: "nothing is stopped during this window ([safety] not-during)"
                case .breakerTripped: "a breaker has tripped; systemctl reload plex-activityd clears it"
                default: "nothing may be stopped on this server (\(reason)); \(cure)"
                }
            turn.output.events.append(
                composer.event(
                    .wouldStop, about: tracked,
                    "\(composer.name(of: tracked)): rule \(outcome.rule.rule.name) would act, as \(verdict.words)"
                        + "\(composer.note(of: tracked)), but \(words)",
                    composer.fields(of: outcome.rule.rule) + [
                        EventField(.reason, reason), verdict.predicates.field,
                    ]))
        }
    }
}
