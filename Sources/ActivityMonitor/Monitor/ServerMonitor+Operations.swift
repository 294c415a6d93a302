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
                self.lookAgain(operation, waited, sentAt: sentAt, isComplete: isComplete, outcome, &turn)
            case .verifying(let since, let remedy, let evidence) where since < sentAt:
                self.verify(operation, remedy, evidence, sentAt: sentAt, isComplete: isComplete, &turn)
            case .lookingAgain, .sending, .verifying:
                break
            }
        }
    }

    /// Sends the request of the current step if this poll shows that all that spoke for it still does.
    private mutating func lookAgain(
        _ operation: StopOperation, _ waited: EvidenceClock, sentAt: Instant, isComplete: Bool,
        _ outcome: RuleOutcome?, _ turn: inout Turn
    ) {
        var operation = operation
        guard let outcome else { return self.finish(operation, .abandoned(.ruleChanged), &turn) }
        // What a complete snapshot does not show has been taken out of the tracker; what an incomplete one does not
        // show may still be there, and is waited for.
        operation.victims.removeAll { self.tracker.activities[$0] == nil }
        guard let first = operation.victims.first else {
            guard let remedy = operation.lastRemedy else { return self.finish(operation, .abandoned(.ended), &turn) }
            return self.finish(operation, self.isCleared(remedy) ? .confirmed : .abandoned(.replaced), &turn)
        }
        guard operation.victims.allSatisfy(self.tracker.present.contains) else { return self.store(operation) }
        operation.victims.removeAll { !outcome.due.contains($0) }
        guard let victim = operation.victims.first.flatMap({ self.tracker.activities[$0] }) else {
            if let last = self.tracker.activities[first] { operation.representative = last }
            return self.finish(operation, .abandoned(.changed), &turn)
        }
        operation.representative = victim
        if let obstacle = self.obstacle(to: outcome.rule.rule, turn) {
            return self.finish(operation, .abandoned(obstacle), &turn)
        }
        guard operation.step < operation.ladder.count,
            let remedy = Ladder.remedy(operation.ladder[operation.step], for: victim.activity)
        else {
            return self.takeNextStep(operation, outcome.rule, &turn)
        }
        var waited = waited
        waited.observe(at: sentAt, limit: self.evidenceLimit)
        let isBusy = self.operations.contains { $0.id != operation.id && $0.openRemedy == remedy }
        let permission = self.permission(for: remedy, operation, outcome.rule, isComplete: isComplete, turn)
        switch permission {
        case .granted where self.tracker.isIdentityCurrent && !isBusy:
            self.send(remedy, operation, outcome, &turn)
        case .refused(let names):
            self.refuse(operation, outcome.rule, names: names, &turn)
        case .unclear where waited.total >= operation.mandate.plan.verifyWithin:
            self.refuse(operation, outcome.rule, names: [], &turn)
        case .granted, .unclear:
            operation.phase = .lookingAgain(since: turn.now, waited: waited)
            self.store(operation)
        }
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
        operation.requests += 1
        operation.lastRemedy = remedy
        let kinds = operation.victims.compactMap { self.tracker.activities[$0].map { Kind(of: $0.activity) } }
        self.requestedKinds[operation.decision, default: []] += kinds
        operation.predicates = outcome.verdicts[operation.representative.activity.id]?.predicates ?? []
        operation.collateral = self.markCovered(by: remedy, operation)
        let id = turn.nextRequestID
        turn.nextRequestID += 1
        operation.phase = .sending(request: id, remedy)
        self.store(operation)
        turn.output.actions.append(
            .send(RemedyRequest(id: id, server: self.settings.name, remedy: remedy, under: operation.mandate)))
    }

    private func exhaustedBudget(of operation: StopOperation, _ turn: Turn) -> Restraint.Breaker.Reason? {
        if self.restraint.stopCount(at: turn.now) >= turn.settings.safety.maximumStopsPerHour { return .serverBudget }
        guard let maximum = operation.mandate.plan.maximumPerHour else { return nil }
        return self.restraint.stopCount(of: operation.rule, at: turn.now) >= maximum ? .ruleBudget : nil
    }

    /// Judges what a poll that was sent after the answer says of the request.
    private mutating func verify(
        _ operation: StopOperation, _ remedy: Remedy, _ evidence: EvidenceClock, sentAt: Instant, isComplete: Bool,
        _ turn: inout Turn
    ) {
        var operation = operation
        let isGone = operation.victims.allSatisfy { self.tracker.activities[$0] == nil }
        if isComplete, isGone, self.isCleared(remedy) { return self.finish(operation, .confirmed, &turn) }

        if let last = operation.victims.compactMap({ self.tracker.activities[$0] }).first {
            operation.representative = last
        }
        var evidence = evidence
        evidence.observe(at: sentAt, limit: self.evidenceLimit)
        operation.phase = .verifying(since: turn.now, remedy, evidence: evidence)
        guard evidence.total >= operation.mandate.plan.verifyWithin else { return self.store(operation) }
        if isGone { return self.finish(operation, .abandoned(.replaced), &turn) }
        if operation.attempts < operation.mandate.plan.attempts {
            operation.phase = .lookingAgain(since: turn.now, waited: EvidenceClock())
            self.store(operation)
            turn.output.actions.append(.poll(server: self.settings.name))
        } else if let rule = turn.rules.first(where: { $0.identity == operation.identity }) {
            self.takeNextStep(operation, rule, &turn)
        } else {
            self.finish(operation, .abandoned(.ruleChanged), &turn)
        }
    }

    /// Whether nothing is left of what a remedy would have ended, as far as the tracker knows.
    private func isCleared(_ remedy: Remedy) -> Bool {
        self.tracker.activities.values.allSatisfy { remedy.covers($0.activity) == .no }
    }

    /// Goes on to the next step of the ladder, or ends where there is none.
    mutating func takeNextStep(_ operation: StopOperation, _ rule: IdentifiedRule, _ turn: inout Turn) {
        var operation = operation
        operation.step += 1
        operation.attempts = 0
        guard operation.step < operation.ladder.count else {
            let failure = operation.wasHeard ? .notHonoured : operation.refusal ?? .notHonoured
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
