// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The next action of an operation.
enum StopEffect: Hashable, Sendable {
    /// Wait for the next input.
    case wait
    /// Poll, with a request sent after this moment.
    case poll
    /// Send this request as soon as its target is free.
    case send(Remedy)
    /// End.
    case end(StopEnd)
}

/// The result of a poll for one operation.
struct StopSight {
    /// The planner for the poll.
    let planner: StopPlanner
    /// The server's activities.
    let tracker: ServerTracker
    /// The rule's judgements on the poll; nil if the rule is no longer in force.
    let outcome: RuleOutcome?
    /// The activities that the rule's plan picks from the due ones.
    let wanted: Set<ActivityID>
    /// The same by kind, for a rule with the scope "kind"; otherwise empty.
    let picked: [WorkKind: [ActivityID]]
    /// The obstacle to the rule on this server now; nil for none.
    let obstacle: StopAbandonment?
    /// The victims of all operations, for a rule with the scope "kind"; otherwise empty.
    let taken: Set<ActivityID>
    /// The uuids on which the rule gave up, for a rule with the scope "kind"; otherwise empty.
    let givenUp: Set<ActivityID>
    /// The instant at which the poll was sent.
    let sentAt: Instant
    /// Whether the poll shows all activities of the server.
    let isComplete: Bool
    /// The longest time between two observations that still counts as evidence.
    let limit: Duration
    /// The instant of the input.
    let now: Instant
}

extension StopOperation {
    /// Takes a poll to look again or to verify.
    mutating func observe(_ sight: StopSight) -> StopEffect {
        switch self.phase {
        case .lookingAgain(let looking): self.lookAgain(looking, sight)
        case .sending: .wait
        case .verifying(let verifying): self.verify(verifying, sight)
        }
    }

    /// Asks for the request of the current step if this poll still supports it.
    private mutating func lookAgain(_ looking: LookingAgain, _ sight: StopSight) -> StopEffect {
        guard let outcome = sight.outcome else { return .end(.abandoned(.ruleChanged)) }
        // A complete snapshot removes missing activities from the tracker. An activity that an incomplete one leaves
        // out may still run, so the operation waits for it.
        self.victims.removeAll { sight.tracker.activities[$0] == nil }
        guard let first = self.victims.first else {
            guard let remedy = self.record.heard?.remedy else { return .end(.abandoned(.ended)) }
            // A notification told the end, and only a complete snapshot shows whether covered work is left.
            guard sight.isComplete else { return self.waitUnseen(sight) }
            return .end(sight.planner.coverage.isCleared(of: remedy) ? .confirmed : .abandoned(.replaced))
        }
        guard self.victims.allSatisfy(sight.tracker.present.contains),
            sight.planner.canPick(self.plan.victims, of: self.representative.activity.type)
        else {
            return self.waitUnseen(sight)
        }
        if !self.victims.contains(where: sight.wanted.contains),
            self.victims.contains(where: looking.hasWaited ? outcome.mayApply : outcome.undecided.contains)
        {
            // A condition is only unknown, and the next poll may decide it. An unknown also starts `for` again.
            return self.waitUnseen(sight)
        }
        var looking = looking
        looking.unseen = EvidenceClock()
        self.phase = .lookingAgain(looking)
        // Which of several a plan picks may be another one by now.
        self.victims.removeAll { !sight.wanted.contains($0) }
        guard let victim = self.victims.first.flatMap({ sight.tracker.activities[$0] }) else {
            if let last = sight.tracker.activities[first] { self.representative = last }
            return .end(.abandoned(.changed))
        }
        self.representative = victim
        self.predicates = outcome.verdicts[victim.activity.id]?.predicates ?? []
        if let obstacle = sight.obstacle { return .end(.abandoned(obstacle)) }
        let target = StopPlanner.Target(
            activity: victim.activity, victims: self.victims, rule: outcome.rule.rule, plan: self.plan)
        switch sight.planner.next(self.ladder.current, against: target, isComplete: sight.isComplete) {
        case .send(let remedy):
            return .send(remedy)
        case .wait(_, let reason):
            guard self.hasWaited(sight) else { return .wait }
            self.record.unclear = reason
            return self.takeNextStep(at: sight.now)
        case .refuse(_, let spared):
            self.record.refusal = StopRefusal(failure: .wouldStopSpared, spared: spared)
            return self.takeNextStep(at: sight.now)
        case .skip, .exhausted:
            return self.takeNextStep(at: sight.now)
        }
    }

    /// Waits until the target is free.
    mutating func waitForTarget() {
        guard case .lookingAgain(var looking) = self.phase else { return }
        looking.waited.interrupt()
        self.phase = .lookingAgain(looking)
    }

    /// Waits for the identity of the server, up to `verify-within`; then it gives up.
    mutating func waitForIdentity(_ sight: StopSight) -> StopEffect {
        self.hasWaited(sight) ? .end(.abandoned(.identityNotRead)) : .wait
    }

    /// Counts a look at which the step could not be taken.
    ///
    /// - Returns: whether such looks have lasted for `verify-within`; failed polls in between do not start it again.
    private mutating func hasWaited(_ sight: StopSight) -> Bool {
        guard case .lookingAgain(var looking) = self.phase else { return false }
        looking.waited.observe(at: sight.sentAt, limit: sight.limit)
        self.phase = .lookingAgain(looking)
        return looking.waited.total >= self.plan.verifyWithin
    }

    /// Notes that the request goes out.
    mutating func send(
        _ remedy: Remedy, request: Int, _ kinds: [WorkKind], _ marks: [RequestMark], at now: Instant
    ) {
        self.ladder.countRequest()
        let victims = Set(self.victims)
        self.phase = .sending(
            Sending(
                request: request, sentAt: now, remedy: remedy, kinds: kinds, marks: marks,
                collateral: marks.map(\.activity).filter { !victims.contains($0) }))
    }

    /// Judges the effect of the request by a poll that was sent after the answer.
    private mutating func verify(_ verifying: Verifying, _ sight: StopSight) -> StopEffect {
        // An incomplete list without a victim does not show whether the request had an effect.
        guard sight.isComplete || self.victims.contains(where: sight.tracker.present.contains) else {
            return self.waitUnseen(sight)
        }
        var verifying = verifying
        verifying.evidence.observe(at: sight.sentAt, limit: sight.limit)
        verifying.unseen = EvidenceClock()
        self.phase = .verifying(verifying)
        // A victim that disappeared stays gone. If its uuid comes back, that is new work, not a failed stop.
        self.victims.removeAll { sight.tracker.activities[$0] == nil }
        let isGone = self.victims.isEmpty
        if sight.isComplete, isGone, sight.planner.coverage.isCleared(of: verifying.remedy) { return .end(.confirmed) }

        let remaining = self.victims.compactMap { sight.tracker.activities[$0] }
        if let last = remaining.first(where: { sight.tracker.present.contains($0.activity.id) }) ?? remaining.first {
            self.representative = last
        }
        guard verifying.evidence.total >= self.plan.verifyWithin else { return .wait }
        if isGone {
            let successors = sight.planner.successors(
                of: WorkKind(of: self.representative.activity), under: verifying.remedy, in: sight.picked,
                except: { sight.taken.contains($0) || sight.givenUp.contains($0) })
            guard let first = successors.first else { return .end(.abandoned(.replaced)) }
            self.record.wasReplaced = true
            self.victims = successors.map(\.activity.id)
            self.representative = first
        }
        if self.ladder.attempts < self.plan.attempts { return self.lookAgain(at: sight.now) }
        guard sight.outcome != nil else { return .end(.abandoned(.ruleChanged)) }
        return self.takeNextStep(at: sight.now)
    }

    /// Waits while polls do not show enough to go on. It gives up after `verify-within`, so that no wait is endless.
    private mutating func waitUnseen(_ sight: StopSight) -> StopEffect {
        let unseen: Duration
        switch self.phase {
        case .lookingAgain(var looking):
            looking.unseen.observe(at: sight.sentAt, limit: sight.limit)
            self.phase = .lookingAgain(looking)
            unseen = looking.unseen.total
        case .verifying(var verifying):
            verifying.unseen.observe(at: sight.sentAt, limit: sight.limit)
            self.phase = .verifying(verifying)
            unseen = verifying.unseen.total
        case .sending:
            return .wait
        }
        return unseen < self.plan.verifyWithin ? .wait : .end(.abandoned(.notShown))
    }
}

extension StopOperation {
    /// Goes on to the next step of the ladder, or ends if no step is left.
    mutating func takeNextStep(at now: Instant) -> StopEffect {
        self.ladder.advance()
        guard self.ladder.current != nil else { return .end(self.record.end) }
        return self.lookAgain(at: now)
    }

    /// Looks again from this moment on.
    mutating func lookAgain(at now: Instant) -> StopEffect {
        self.phase = .lookingAgain(LookingAgain(since: now))
        return .poll
    }
}
