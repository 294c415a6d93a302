// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Takes a poll for everything that is being stopped: looks again, or verifies.
    mutating func advanceOperations(
        sentAt: Instant, isComplete: Bool, _ outcomes: [RuleOutcome], _ turn: inout Turn
    ) {
        for operation in self.operations {
            switch operation.phase {
            case .lookingAgain(let since, let waited) where since < sentAt:
                let outcome = outcomes.first { $0.rule.identity == operation.identity }
                self.lookAgain(operation, since, waited, sentAt: sentAt, isComplete: isComplete, outcome, &turn)
            case .verifying(let since, let remedy, var evidence) where since < sentAt:
                // What shows neither a victim nor that it is gone says nothing of whether the request was heeded.
                guard isComplete || operation.victims.contains(where: self.tracker.present.contains) else {
                    self.wait(operation, sentAt: sentAt, &turn)
                    continue
                }
                evidence.observe(at: sentAt, limit: self.evidenceLimit)
                var operation = operation
                operation.phase = .verifying(since: since, remedy, evidence: evidence)
                operation.unseen = EvidenceClock()
                let outcome = outcomes.first { $0.rule.identity == operation.identity }
                self.verify(operation, remedy, evidence.total, isComplete: isComplete, outcome, &turn)
            case .lookingAgain, .sending, .verifying:
                break
            }
        }
    }

    /// Sends the request of the current step if this poll shows that all that spoke for it still does.
    private mutating func lookAgain(
        _ operation: StopOperation, _ since: Instant, _ waited: EvidenceClock, sentAt: Instant, isComplete: Bool,
        _ outcome: RuleOutcome?, _ turn: inout Turn
    ) {
        var operation = operation
        guard let outcome else { return self.finish(operation, .abandoned(.ruleChanged), &turn) }
        // What a complete snapshot does not show has been taken out of the tracker; what an incomplete one does not
        // show may still be there, and is waited for.
        operation.victims.removeAll { self.tracker.activities[$0] == nil }
        guard let first = operation.victims.first else {
            guard let remedy = operation.lastRemedy else { return self.finish(operation, .abandoned(.ended), &turn) }
            // A notification has taken it out, and only a complete snapshot shows whether anything is left.
            guard isComplete else { return self.wait(operation, sentAt: sentAt, &turn) }
            return self.finish(operation, self.isCleared(remedy) ? .confirmed : .abandoned(.replaced), &turn)
        }
        guard operation.victims.allSatisfy(self.tracker.present.contains),
            self.canPick(operation.mandate.plan.victims, of: operation.representative.activity.type)
        else {
            return self.wait(operation, sentAt: sentAt, &turn)
        }
        // Which of several a plan picks may be another one by now.
        let wanted = self.victims(of: outcome, operation.mandate.plan)
        if !operation.victims.contains(where: wanted.contains),
            operation.victims.contains(where: outcome.undecided.contains)
        {
            // The conditions have not stopped holding: one more look may tell.
            return self.wait(operation, sentAt: sentAt, &turn)
        }
        operation.unseen = EvidenceClock()
        operation.victims.removeAll { !wanted.contains($0) }
        guard let victim = operation.victims.first.flatMap({ self.tracker.activities[$0] }) else {
            if let last = self.tracker.activities[first] { operation.representative = last }
            return self.finish(operation, .abandoned(.changed), &turn)
        }
        operation.representative = victim
        operation.predicates = outcome.verdicts[victim.activity.id]?.predicates ?? []
        if let obstacle = self.obstacle(to: outcome.rule.rule, turn) {
            return self.finish(operation, .abandoned(obstacle), &turn)
        }
        guard operation.step < operation.ladder.count else {
            return self.takeNextStep(operation, outcome.rule, &turn)
        }
        var waited = waited
        waited.observe(at: sentAt, limit: self.evidenceLimit)
        guard let remedy = Ladder.remedy(operation.ladder[operation.step], for: victim.activity) else {
            guard Ladder.isAwaited(operation.ladder[operation.step], for: victim.activity),
                waited.total < operation.mandate.plan.verifyWithin
            else {
                return self.takeNextStep(operation, outcome.rule, &turn)
            }
            operation.phase = .lookingAgain(since: since, waited: waited)
            return self.store(operation)
        }
        if case .cancelActivity = remedy { operation = self.split(operation) }
        let isBusy =
            self.operations.contains { $0.id != operation.id && $0.openRemedy == remedy }
            || turn.isOpenElsewhere(remedy, than: self)
        let permission = self.permission(for: remedy, operation, outcome.rule, isComplete: isComplete, turn)
        switch permission {
        case .granted where self.tracker.isIdentityCurrent && !isBusy:
            self.send(remedy, operation, outcome, &turn)
        case .refused(let names):
            self.refuse(operation, outcome.rule, names: names, &turn)
        case .unclear where waited.total >= operation.mandate.plan.verifyWithin:
            self.refuse(operation, outcome.rule, names: [], &turn)
        case .granted, .unclear:
            operation.phase = .lookingAgain(since: since, waited: waited)
            self.store(operation)
        }
    }

    /// Waits while the server does not show what it takes to go on, and gives up when it has not for as long as a
    /// verification lasts: what nobody sees can be waited for without end.
    private mutating func wait(_ operation: StopOperation, sentAt: Instant, _ turn: inout Turn) {
        var operation = operation
        operation.unseen.observe(at: sentAt, limit: self.evidenceLimit)
        guard operation.unseen.total < operation.mandate.plan.verifyWithin else {
            return self.finish(operation, .abandoned(.notShown), &turn)
        }
        self.store(operation)
    }

    /// Leaves only the first victim to an operation, and gives each of the others one of its own: a cancel ends no more
    /// than one activity.
    private mutating func split(_ operation: StopOperation) -> StopOperation {
        var first = operation
        for victim in operation.victims.dropFirst() {
            guard let tracked = self.tracker.activities[victim] else { continue }
            var other = StopOperation(
                id: self.nextOperation, decision: operation.decision, identity: operation.identity,
                rule: operation.rule, mandate: operation.mandate, victims: [victim], ladder: operation.ladder,
                representative: tracked, phase: operation.phase)
            other.step = operation.step
            other.lastAttempt = operation.lastAttempt
            other.lastRemedy = operation.lastRemedy
            other.answeredAt = operation.answeredAt
            other.wasHeard = operation.wasHeard
            other.mayBeUnsent = operation.mayBeUnsent
            other.foundNothing = operation.foundNothing
            other.refusal = operation.refusal
            other.sparedNames = operation.sparedNames
            self.nextOperation += 1
            self.operations.append(other)
        }
        first.victims = Array(operation.victims.prefix(1))
        return first
    }

    private mutating func refuse(
        _ operation: StopOperation, _ rule: IdentifiedRule, names: [String], _ turn: inout Turn
    ) {
        var operation = operation
        operation.refusal = .wouldStopSpared
        operation.sparedNames = names
        self.takeNextStep(operation, rule, &turn)
    }

    /// Sends a request, unless it would be one too many.
    private mutating func send(
        _ remedy: Remedy, _ operation: StopOperation, _ outcome: RuleOutcome, _ turn: inout Turn
    ) {
        var operation = operation
        if operation.attempts == 0 {
            if let reason = self.exhaustedBudget(of: operation, turn) {
                let rule = reason == .serverBudget ? nil : operation.rule
                self.trip(reason, rule: rule, about: operation.representative, &turn)
                return self.finish(operation, .abandoned(.breakerTripped), &turn)
            }
            self.restraint.recordStop(of: operation.rule, at: turn.now)
        }
        operation.attempts += 1
        let kinds = operation.victims.compactMap { self.tracker.activities[$0].map { Kind(of: $0.activity) } }
        self.requestedKinds[operation.decision, default: []] += kinds
        operation.predicates = outcome.verdicts[operation.representative.activity.id]?.predicates ?? []
        self.markCovered(by: remedy, &operation)
        let id = turn.nextRequestID
        turn.nextRequestID += 1
        operation.phase = .sending(request: id, remedy)
        self.store(operation)
        turn.output.actions.append(
            .send(
                RemedyRequest(
                    id: id, server: self.settings.name,
                    machineIdentifier: self.tracker.identity?.machineIdentifier, remedy: remedy,
                    under: operation.mandate)))
    }

    private func exhaustedBudget(of operation: StopOperation, _ turn: Turn) -> Restraint.Breaker.Reason? {
        if self.restraint.stopCount(at: turn.now) >= turn.settings.safety.maximumStopsPerHour { return .serverBudget }
        guard let maximum = operation.mandate.plan.maximumPerHour else { return nil }
        return self.restraint.stopCount(of: operation.rule, at: turn.now) >= maximum ? .ruleBudget : nil
    }

    /// Judges what a poll that was sent after the answer says of the request.
    private mutating func verify(
        _ operation: StopOperation, _ remedy: Remedy, _ evidence: Duration, isComplete: Bool, _ outcome: RuleOutcome?,
        _ turn: inout Turn
    ) {
        var operation = operation
        // What has gone has gone: work that comes under the same uuid later is none that did not heed the request.
        operation.victims.removeAll { self.tracker.activities[$0] == nil }
        var isGone = operation.victims.isEmpty
        if isComplete, isGone, self.isCleared(remedy) { return self.finish(operation, .confirmed, &turn) }

        let remaining = operation.victims.compactMap { self.tracker.activities[$0] }
        if let last = remaining.first(where: { self.tracker.present.contains($0.activity.id) }) ?? remaining.first {
            operation.representative = last
        }
        guard evidence >= operation.mandate.plan.verifyWithin else { return self.store(operation) }
        if isGone, let successors = self.successors(of: operation, under: remedy, outcome) {
            operation.victims = successors.map(\.activity.id)
            operation.representative = successors[0]
            isGone = false
        }
        if isGone { return self.finish(operation, .abandoned(.replaced), &turn) }
        if operation.attempts < operation.mandate.plan.attempts {
            operation.phase = .lookingAgain(since: turn.now, waited: EvidenceClock())
            self.store(operation)
            turn.output.actions.append(.poll(server: self.settings.name))
        } else if let outcome {
            self.takeNextStep(operation, outcome.rule, &turn)
        } else {
            self.finish(operation, .abandoned(.ruleChanged), &turn)
        }
    }

    /// What has taken the place of victims that ended while their kind went on, for a rule whose clocks belong to the
    /// kind: the server did not stop that. Nil for other rules, and where nothing is due any more.
    private func successors(
        of operation: StopOperation, under remedy: Remedy, _ outcome: RuleOutcome?
    ) -> [TrackedActivity]? {
        guard let outcome, outcome.rule.rule.scope == .kind, remedy.kind != .cancelActivity else { return nil }
        let kind = Kind(of: operation.representative.activity)
        let busy = Set(self.operations.flatMap(\.victims))
        let successors = self.victims(of: outcome, operation.mandate.plan)
            .filter { !busy.contains($0) }
            .compactMap { self.tracker.activities[$0] }
            .filter { Kind(of: $0.activity) == kind && remedy.covers($0.activity) == .yes }
        return successors.isEmpty ? nil : successors
    }

    /// Whether nothing is left of what a remedy would have ended, as far as the tracker knows: also no row that is still
    /// shown although a notification told its end.
    private func isCleared(_ remedy: Remedy) -> Bool {
        self.tracker.activities.values.allSatisfy { remedy.covers($0.activity) == .no }
            && self.tracker.ended.shown.values.allSatisfy { remedy.covers($0) == .no }
    }

    /// Goes on to the next step of the ladder, or ends where there is none.
    mutating func takeNextStep(_ operation: StopOperation, _ rule: IdentifiedRule, _ turn: inout Turn) {
        var operation = operation
        operation.step += 1
        operation.attempts = 0
        guard operation.step < operation.ladder.count else {
            let unheard: StopFailure = operation.lastRemedy == nil ? .noRemedy : .notHonoured
            let failure = operation.wasHeard ? .notHonoured : operation.refusal ?? unheard
            return self.finish(operation, .failed(failure), &turn)
        }
        operation.phase = .lookingAgain(since: turn.now, waited: EvidenceClock())
        self.store(operation)
        turn.output.actions.append(.poll(server: self.settings.name))
    }

    /// Where the operation stands in the list; nil once it has ended.
    func index(of operation: StopOperation) -> Int? {
        self.operations.firstIndex { $0.id == operation.id }
    }

    /// Replaces the operation of the same number.
    mutating func store(_ operation: StopOperation) {
        guard let index = self.index(of: operation) else { return }
        self.operations[index] = operation
    }
}
