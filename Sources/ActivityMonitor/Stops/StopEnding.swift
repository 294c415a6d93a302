// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension StopEngine {
    /// Ends an operation and tells its end. After the last operation of a decision, the kinds of its requests cool
    /// down.
    mutating func finish(_ index: Int, _ end: StopEnd, _ tracker: ServerTracker, _ context: inout StepContext) {
        var operation = self.operations[index]
        let isLast = self.remove(index)
        operation.representative = Self.latest(of: operation.representative, tracker)
        switch end {
        case .confirmed:
            if let request = operation.countedRequest { self.limits.heed(request: request) }
            context.tell(operation.fact(.confirmed(operation.record.reception), context))
            self.noteStop(by: operation, hasStartedAgain: false, tracker, &context)
        case .failed(let refusal):
            if context.rule(operation.identity) != nil, refusal.failure != .notPermitted {
                self.giveUp(operation.victims, operation.identity)
            }
            let mayBeUnsent = operation.record.reception.mayBeUnsent
            context.tell(operation.fact(.ineffective(refusal, mayBeUnsent: mayBeUnsent), context))
            if operation.record.wasReplaced { self.noteStop(by: operation, hasStartedAgain: true, tracker, &context) }
        case .abandoned(let reason):
            let isNews = !reason.isLackOfFacts || self.noteUnclear(operation)
            if isNews { context.tell(operation.fact(.abandoned(reason), context)) }
            if reason == .replaced { self.noteStop(by: operation, hasStartedAgain: false, tracker, &context) }
        }
        guard isLast, let kinds = self.requestedKinds.removeValue(forKey: operation.decision) else { return }
        self.coolDown(kinds.keys, for: operation.plan.cooldown, at: context.now)
    }

    /// Notes that a rule gives up on victims for lack of facts.
    ///
    /// - Returns: whether that is news. A stop without a request that is given up again is told once until a condition
    ///   stops holding.
    private mutating func noteUnclear(_ operation: StopOperation) -> Bool {
        let isKnown = operation.victims.allSatisfy { self.unclear[operation.identity]?.contains($0) == true }
        self.unclear[operation.identity, default: []].formUnion(operation.victims)
        return operation.record.heard != nil || operation.victims.isEmpty || !isKnown
    }

    /// Notes that a rule gives up on uuids.
    mutating func giveUp(_ ids: [ActivityID], _ identity: String) {
        self.givenUp[identity, default: []].formUnion(ids)
    }

    /// Gives up all operations; one with an unanswered request ends after the answer.
    mutating func abandonAll(_ reason: StopAbandonment, _ tracker: ServerTracker, _ context: inout StepContext) {
        self.beginSweep(at: context.now)
        for id in self.operations.map(\.id) { self.abandon(id, reason, tracker, &context) }
        self.endSweep(at: context.now)
    }

    /// Gives up the operations of rules that are no longer in force.
    mutating func abandonAll(
        except identities: Set<String>, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        self.beginSweep(at: context.now)
        for operation in self.operations where !identities.contains(operation.identity) {
            self.abandon(operation.id, .ruleChanged, tracker, &context)
        }
        self.endSweep(at: context.now)
    }

    /// Removes victims from the operations, and gives up operations without victims.
    mutating func abandon(
        _ victims: Set<ActivityID>, _ reason: StopAbandonment, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        self.beginSweep(at: context.now)
        defer { self.endSweep(at: context.now) }
        for id in self.operations.map(\.id) {
            guard let index = self.index(of: id), self.operations[index].victims.contains(where: victims.contains)
            else {
                continue
            }
            self.operations[index].victims.removeAll(where: victims.contains)
            if self.operations[index].victims.isEmpty { self.abandon(id, reason, tracker, &context) }
        }
    }

    /// Removes ended activities from the victims. If such a uuid comes back, that is new work, and open requests were not
    /// about it.
    mutating func letGo(_ ended: [ActivityID: TrackedActivity]) {
        guard !ended.isEmpty else { return }
        self.keepLast(ended)
        for index in self.operations.indices where self.operations[index].victims.contains(where: { ended[$0] != nil })
        {
            self.operations[index].victims.removeAll { ended[$0] != nil }
        }
    }

    /// Keeps the last values of activities that are gone, for the events about their stops and their starts.
    mutating func keepLast(_ gone: [ActivityID: TrackedActivity]) {
        guard !gone.isEmpty else { return }
        for index in self.operations.indices {
            if let last = gone[self.operations[index].representative.activity.id] {
                self.operations[index].representative = last
            }
        }
        self.latestStarts = self.latestStarts.mapValues { gone[$0.activity.id] ?? $0 }
    }

    /// Trips a breaker, and tells the event.
    mutating func trip(
        _ reason: StopLimits.Breaker.Reason, rule: String?, about tracked: TrackedActivity,
        _ context: inout StepContext
    ) {
        self.limits.trip(reason, rule: rule, at: context.now)
        context.tell(.breakerTripped(reason, rule: rule, tracked))
    }

    /// Whether the starts of a poll can matter: a stop is open, or one was confirmed. The poll itself begins none before
    /// its starts are compared.
    var heedsStarts: Bool { !self.operations.isEmpty || !self.limits.confirmed.isEmpty }

    /// Compares new work with the stops of its kind. Work that starts again after each stop trips the breaker.
    ///
    /// Call it after the poll has confirmed stops: work that starts in the confirming snapshot started after the stop.
    /// Starts during a stop are remembered until its end.
    mutating func noteRespawns(_ started: [TrackedActivity], _ context: inout StepContext) {
        if self.operations.isEmpty { self.latestStarts = [:] }
        let started = started.sorted { ($0.firstSignAt ?? context.now) < ($1.firstSignAt ?? context.now) }
        for tracked in started {
            if !self.operations.isEmpty { self.latestStarts[WorkKind(of: tracked.activity)] = tracked }
            // A poll may show it long after news told its start, also after a restart of the daemon.
            let startedAt = tracked.firstSignAt ?? context.now
            for rule in self.limits.recordStart(of: WorkKind(of: tracked.activity), at: startedAt) {
                self.trip(.respawn, rule: rule, about: tracked, &context)
            }
        }
    }

    /// Remembers a stop. A start of the same kind since the sending of the request counts as a respawn.
    private mutating func noteStop(
        by operation: StopOperation, hasStartedAgain: Bool, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        let kind = WorkKind(of: operation.representative.activity)
        self.limits.recordConfirmed(
            kind, rule: operation.rule, cooldown: operation.plan.cooldown, at: context.now)
        let sentAt = operation.record.reception.sentAt ?? Instant(nanoseconds: .min)
        let latest = self.latestStarts[kind].flatMap { ($0.firstSignAt ?? sentAt) > sentAt ? $0 : nil }
        guard hasStartedAgain || latest != nil else { return }
        for rule in self.limits.recordStart(of: kind, at: context.now) {
            let tracked = latest.map { Self.latest(of: $0, tracker) } ?? operation.representative
            self.trip(.respawn, rule: rule, about: tracked, &context)
        }
    }

    /// Tells that a request was answered, or got no answer.
    mutating func tellRequested(
        _ index: Int, _ sending: StopOperation.Sending, status: Int?, _ tracker: ServerTracker,
        _ context: inout StepContext
    ) {
        self.operations[index].representative = Self.latest(of: self.operations[index].representative, tracker)
        let operation = self.operations[index]
        let request = StopRequestFact(
            remedy: sending.remedy, attempt: operation.ladder.attempts, status: status,
            others: operation.victims.count { $0 != operation.representative.activity.id },
            collateral: sending.collateral.prefix(5).compactMap { tracker.activities[$0]?.activity })
        context.tell(operation.fact(.requested(request), context))
    }

    private mutating func abandon(
        _ id: Int, _ reason: StopAbandonment, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        guard let index = self.index(of: id), case .end(let end) = self.operations[index].abandon(reason) else {
            return
        }
        self.finish(index, end, tracker, &context)
    }

    /// The last known state of an activity. The operation's own copy may be older than the last poll.
    private static func latest(of tracked: TrackedActivity, _ tracker: ServerTracker) -> TrackedActivity {
        tracker.activities[tracked.activity.id] ?? tracked
    }
}

extension StopOperation {
    /// The fact of a change of this operation.
    fileprivate func fact(_ happening: StopFact.Happening, _ context: StepContext) -> Fact {
        .stop(
            StopFact(
                ruleName: self.rule, rule: context.rule(self.identity)?.rule, tracked: self.representative,
                predicates: self.predicates, heard: self.record.heard, at: context.now,
                happening: happening))
    }
}
