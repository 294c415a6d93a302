// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension SavedOperation {
    /// The saved form of a stop under way.
    init(_ operation: StopOperation, requestedKinds: [WorkKind], _ settings: MonitorSettings) {
        let evidence: Duration
        var unseen = Duration.zero
        var isSending = false
        var abandonment: StopAbandonment?
        switch operation.phase {
        case .lookingAgain(let looking): (evidence, unseen) = (looking.waited.total, looking.unseen.total)
        case .sending(let sending): (evidence, isSending, abandonment) = (.zero, true, sending.abandonment)
        case .verifying(let verifying): (evidence, unseen) = (verifying.evidence.total, verifying.unseen.total)
        }
        let record = operation.record
        self.init(
            decision: operation.decision, identity: operation.identity, rule: operation.rule,
            victims: operation.victims, representative: SavedActivity(operation.representative, settings),
            predicates: operation.predicates, ladder: operation.ladder.steps, step: operation.ladder.step,
            attempts: operation.ladder.attempts, openRemedy: operation.openRemedy,
            lastRemedy: record.heard?.remedy, lastAttempt: record.heard?.attempt ?? 0,
            requestedKinds: requestedKinds, cooldownMicroseconds: operation.plan.cooldown.wholeMicroseconds,
            verifiedMicroseconds: evidence.wholeMicroseconds, wasHeard: record.wasAccepted,
            mayBeUnsent: isSending || record.reception.mayBeUnsent ? true : nil,
            foundNothing: record.reception.foundNothing ? true : nil,
            unseenMicroseconds: unseen > .zero ? unseen.wholeMicroseconds : nil,
            refusal: record.refusal?.failure, abandonment: abandonment?.rawValue)
    }

    /// The record of the requests before a restart of the daemon. An unanswered request may have reached the server.
    fileprivate var record: RequestRecord {
        var record = RequestRecord()
        if let remedy = self.openRemedy {
            record.heard = HeardRequest(remedy: remedy, attempt: self.attempts)
        } else if let remedy = self.lastRemedy {
            record.heard = HeardRequest(remedy: remedy, attempt: self.lastAttempt)
        }
        record.wasAccepted = self.wasHeard
        record.reception.mayBeUnsent = self.mayBeUnsent ?? false
        record.reception.foundNothing = self.foundNothing ?? false
        record.refusal = self.refusal.map { StopRefusal(failure: $0) }
        return record
    }

    /// The phase in which the operation continues. An open request is verified.
    fileprivate func phase(at now: Instant) -> StopOperation.Phase {
        let evidence = EvidenceClock(total: .microseconds(self.verifiedMicroseconds))
        let unseen = EvidenceClock(total: .microseconds(self.unseenMicroseconds ?? 0))
        guard let remedy = self.openRemedy else {
            return .lookingAgain(StopOperation.LookingAgain(since: now, waited: evidence, unseen: unseen))
        }
        return .verifying(
            StopOperation.Verifying(since: now, remedy: remedy, evidence: evidence, unseen: unseen))
    }
}

extension StopEngine {
    /// Continues a stop from before a restart of the daemon.
    mutating func restore(
        _ saved: SavedOperation, _ rules: [IdentifiedRule], _ tracker: inout ServerTracker, _ coverage: Coverage,
        at now: Instant
    ) {
        if saved.mayBeUnsent == true, let remedy = saved.openRemedy {
            for id in coverage.covered(by: remedy) where tracker.activities[id]?.request?.rule == saved.rule {
                tracker.activities[id]?.request?.mayBeUnsent = true
            }
        }
        // Only an armed rule in force gives the mandate to act.
        guard saved.abandonment == nil, let rule = rules.first(where: { $0.identity == saved.identity }),
            case .enforce(let mandate) = rule.rule.conduct
        else {
            return
        }
        let representative =
            saved.victims.compactMap { tracker.activities[$0] }.first
            ?? TrackedActivity(restoring: saved.representative)
        var operation = StopOperation(
            id: self.numberOperation(), decision: saved.decision, identity: saved.identity, rule: saved.rule,
            mandate: mandate, victims: saved.victims,
            ladder: Ladder(saved.ladder, step: saved.step, attempts: saved.attempts), representative: representative,
            phase: saved.phase(at: now))
        operation.predicates = saved.predicates ?? []
        operation.record = saved.record
        self.append(operation)
        for kind in saved.requestedKinds { self.requestedKinds[saved.decision, default: [:]][kind] = 1 }
    }

    /// Takes the rules in force from now on.
    ///
    /// - Parameter unresumed: the saved stops from before a restart of the daemon; nil at a reload, which closes all
    ///   breakers.
    mutating func configure(
        _ identities: Set<String>, unresumed: [SavedOperation]?, _ tracker: ServerTracker,
        _ context: inout StepContext
    ) {
        self.givenUp = self.givenUp.filter { identities.contains($0.key) }
        self.unclear = self.unclear.filter { identities.contains($0.key) }
        if let unresumed {
            for saved in unresumed where saved.abandonment != nil || !identities.contains(saved.identity) {
                self.abandon(saved, &context)
            }
        } else {
            self.limits.clearBreakers()
        }
        self.sharesIdentity = false
        self.abandonAll(except: identities, tracker, &context)
    }

    /// Gives up a saved stop of a rule that is no longer in force, or that only waited for an answer.
    private mutating func abandon(_ saved: SavedOperation, _ context: inout StepContext) {
        let reason = saved.abandonment.flatMap { StopAbandonment(rawValue: $0) } ?? .ruleChanged
        context.tell(
            .stop(
                StopFact(
                    ruleName: saved.rule, rule: context.rule(saved.identity)?.rule,
                    tracked: TrackedActivity(restoring: saved.representative), predicates: saved.predicates ?? [],
                    heard: saved.record.heard, at: context.now, happening: .abandoned(reason))))
        self.limits.coolDown(
            saved.requestedKinds, for: .microseconds(saved.cooldownMicroseconds), at: context.now)
    }
}
