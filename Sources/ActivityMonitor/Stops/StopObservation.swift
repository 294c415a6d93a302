// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What is to follow from what an operation was told.
enum StopEffect: Hashable, Sendable {
    /// Nothing: it waits.
    case wait
    /// A poll that is sent after this moment.
    case poll
    /// This request, as soon as its target is free.
    case send(Remedy)
    /// It ends.
    case end(StopEnd)
}

/// What a poll shows an operation that waited for it.
struct StopSight {
    /// What plans on this poll.
    let planner: StopPlanner
    /// What is known of the server's activities.
    let tracker: ServerTracker
    /// What the rule makes of it; nil for a rule that is not in force any more.
    let outcome: RuleOutcome?
    /// What the rule's plan picks of what it is due for.
    let wanted: Set<ActivityID>
    /// Why the rule may not act on this server now; nil where nothing forbids it.
    let obstacle: StopAbandonment?
    /// What is being stopped, for a rule whose clocks belong to the kind.
    let taken: Set<ActivityID>
    /// When the poll was sent.
    let sentAt: Instant
    /// Whether it shows all that there is.
    let isComplete: Bool
    /// The longest span between two observations that still is evidence.
    let limit: Duration
    /// The instant of the input.
    let now: Instant
}

extension StopOperation {
    /// Takes a poll: looks again, or verifies.
    mutating func observe(_ sight: StopSight) -> StopEffect {
        switch self.phase {
        case .lookingAgain(let looking): self.lookAgain(looking, sight)
        case .sending: .wait
        case .verifying(let verifying): self.verify(verifying, sight)
        }
    }

    /// Wants the request of the current step if this poll shows that all that spoke for it still does.
    private mutating func lookAgain(_ looking: LookingAgain, _ sight: StopSight) -> StopEffect {
        guard let outcome = sight.outcome else { return .end(.abandoned(.ruleChanged)) }
        // What a complete snapshot does not show has been taken out of the tracker; what an incomplete one does not
        // show may still be there, and is waited for.
        self.victims.removeAll { sight.tracker.activities[$0] == nil }
        guard let first = self.victims.first else {
            guard let remedy = self.record.heard?.remedy else { return .end(.abandoned(.ended)) }
            // A notification has taken it out, and only a complete snapshot shows whether anything is left.
            guard sight.isComplete else { return self.waitUnseen(sight) }
            return .end(sight.tracker.isCleared(of: remedy) ? .confirmed : .abandoned(.replaced))
        }
        guard self.victims.allSatisfy(sight.tracker.present.contains),
            sight.planner.canPick(self.plan.victims, of: self.representative.activity.type)
        else {
            return self.waitUnseen(sight)
        }
        if !self.victims.contains(where: sight.wanted.contains), self.victims.contains(where: outcome.undecided.contains) {
            // The conditions have not stopped holding: the next poll may tell.
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

    /// Waits on for a target that is not free.
    mutating func waitForTarget() {
        guard case .lookingAgain(var looking) = self.phase else { return }
        looking.waited.interrupt()
        self.phase = .lookingAgain(looking)
    }

    /// Waits on for a server that has not said who it is, and gives up in the end.
    mutating func waitForIdentity(_ sight: StopSight) -> StopEffect {
        self.hasWaited(sight) ? .end(.abandoned(.identityNotRead)) : .wait
    }

    /// Takes a look at which the step could not be taken.
    ///
    /// - Returns: whether there have been such looks for as long as a verification lasts; failed polls in between do not
    ///   prolong that.
    private mutating func hasWaited(_ sight: StopSight) -> Bool {
        guard case .lookingAgain(var looking) = self.phase else { return false }
        looking.waited.observe(at: sight.sentAt, limit: sight.limit)
        self.phase = .lookingAgain(looking)
        return looking.waited.total >= self.plan.verifyWithin
    }

    /// Notes that a request is on its way.
    mutating func send(
        _ remedy: Remedy, request: Int, _ kinds: [Kind], _ marks: [RequestMark], at now: Instant
    ) {
        self.ladder.countRequest()
        self.phase = .sending(
            Sending(
                request: request, sentAt: now, remedy: remedy, kinds: kinds, marks: marks,
                collateral: marks.map(\.activity).filter { !self.victims.contains($0) }))
    }

    /// Judges what a poll that was sent after the answer says of the request.
    private mutating func verify(_ verifying: Verifying, _ sight: StopSight) -> StopEffect {
        // What shows neither a victim nor that it is gone says nothing of whether the request was heeded.
        guard sight.isComplete || self.victims.contains(where: sight.tracker.present.contains) else {
            return self.waitUnseen(sight)
        }
        var verifying = verifying
        verifying.evidence.observe(at: sight.sentAt, limit: sight.limit)
        verifying.unseen = EvidenceClock()
        self.phase = .verifying(verifying)
        // What has gone has gone: work that comes under the same uuid later is none that did not heed the request.
        self.victims.removeAll { sight.tracker.activities[$0] == nil }
        let isGone = self.victims.isEmpty
        if sight.isComplete, isGone, sight.tracker.isCleared(of: verifying.remedy) { return .end(.confirmed) }

        let remaining = self.victims.compactMap { sight.tracker.activities[$0] }
        if let last = remaining.first(where: { sight.tracker.present.contains($0.activity.id) }) ?? remaining.first {
            self.representative = last
        }
        guard verifying.evidence.total >= self.plan.verifyWithin else { return .wait }
        if isGone {
            let successors =
                sight.outcome.map {
                    sight.planner.successors(
                        of: Kind(of: self.representative.activity), under: verifying.remedy, $0, self.plan,
                        except: sight.taken)
                } ?? []
            guard let first = successors.first else { return .end(.abandoned(.replaced)) }
            self.record.wasReplaced = true
            self.victims = successors.map(\.activity.id)
            self.representative = first
        }
        if self.ladder.attempts < self.plan.attempts { return self.lookAgain(at: sight.now) }
        guard sight.outcome != nil else { return .end(.abandoned(.ruleChanged)) }
        return self.takeNextStep(at: sight.now)
    }

    /// Waits while the server does not show what it takes to go on, and gives up when it has not for as long as a
    /// verification lasts: what nobody sees can be waited for without end.
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
    /// Goes on to the next step of the ladder, or ends where there is none.
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
