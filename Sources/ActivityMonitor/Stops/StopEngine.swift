// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The stops under way on one server, and their restraints.
struct StopEngine: Hashable, Sendable {
    /// The operations, in the order of their rising numbers.
    var operations: [StopOperation] = []
    /// The restraints.
    var limits = StopLimits()
    /// The uuids on which rules gave up, by rule identity. An unchanged rule does not act on them again.
    var givenUp: [String: Set<ActivityID>] = [:]
    /// The uuids on which rules gave up for lack of facts, by rule identity, until a request goes out or a condition stops
    /// holding. A rule decides on them again once the effect of its step is clear.
    var unclear: [String: Set<ActivityID>] = [:]
    /// How long rules stop nothing after a step that the token did not permit.
    static let permissionPeriod = Duration.minutes(10)
    /// The last instant at which the server did not permit a step; nil for none since the last change of the token.
    var notPermittedAt: Instant?
    /// Whether an earlier entry of the configuration is the same server.
    var sharesIdentity = false
    /// The number of the next operation.
    private var nextOperation = 1
    /// The number of the next decision.
    var nextDecision = 1
    /// The last started activity of each kind during the current stops.
    var latestStarts: [WorkKind: TrackedActivity] = [:]
    /// The kinds of the requests of each decision, with the number of requests. They cool down at its end.
    var requestedKinds: [Int: [WorkKind: Int]] = [:]
    /// What the operations share while they take a poll; nil at all other times.
    var sweep: StopSweep?
    /// The number of the operations of each decision.
    var operationCounts: [Int: Int] = [:]
    /// The number of the operation of each unanswered request, by the number of the request.
    var inFlight: [Int: Int] = [:]
    /// The activities that ended while a request for them was unanswered, by the number of the request.
    var heldEnds: [Int: [TrackedActivity]] = [:]
    /// The ended activities that no longer wait for an answer, in order.
    var releasedEnds: [TrackedActivity] = []
    /// The kinds with a request that could not be sent, and the pause before the next decision.
    var unsent: [WorkKind: UnsentPause] = [:]

    /// The reason why rules stop nothing on this server now; nil if they may stop.
    ///
    /// A step that was not permitted is tried again after a while, because the server may have refused it by mistake.
    func hold(at now: Instant) -> ServerHold? {
        if self.sharesIdentity { return .sharedIdentity }
        let refused = self.notPermittedAt.map { $0.duration(to: now) < Self.permissionPeriod } ?? false
        return refused ? .notPermitted : nil
    }

    /// The victims of all operations.
    var victims: Set<ActivityID> { Set(self.operations.flatMap(\.victims)) }

    /// The obstacle to an armed rule on this server now; nil for none.
    func obstacle(to rule: Rule, _ context: StepContext) -> StopAbandonment? {
        if context.isPaused { return .paused }
        let windows = context.settings.safety.notDuring
        if !windows.isEmpty {
            guard let time = context.localTime, !windows.contains(where: { $0.contains(time) }) else { return .window }
        }
        if self.hold(at: context.now) != nil { return .heldBack }
        return self.limits.breaker(for: rule.name, at: context.now) == nil ? nil : .breakerTripped
    }

    /// Forgets the given-up uuids of activities that are gone for good.
    mutating func forgetGone(_ tracker: ServerTracker) {
        for identity in self.givenUp.keys {
            self.givenUp[identity] = self.givenUp[identity]?.filter {
                tracker.activities[$0] != nil || tracker.past.contains($0)
            }
        }
        for identity in self.unclear.keys {
            self.unclear[identity] = self.unclear[identity]?.filter { tracker.activities[$0] != nil }
        }
    }

    /// Forgets where facts were missing if a poll refutes the rule by now.
    private mutating func forgetRefuted(_ outcomes: [RuleOutcome], _ tracker: ServerTracker) {
        for outcome in outcomes {
            guard let ids = self.unclear[outcome.rule.identity], !ids.isEmpty else { continue }
            self.unclear[outcome.rule.identity] = ids.filter {
                !tracker.present.contains($0) || outcome.mayApply(to: $0)
            }
        }
    }

    /// Marks an interruption: the time up to the next observation will not count.
    mutating func interrupt() {
        for index in self.operations.indices { self.operations[index].interrupt() }
    }

    /// The index of the operation with this number; nil if it has ended.
    func index(of id: Int) -> Int? {
        var (low, high) = (0, self.operations.count)
        while low < high {
            let middle = (low + high) / 2
            if self.operations[middle].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < self.operations.count, self.operations[low].id == id else { return nil }
        return self.sweep?.over.contains(id) == true ? nil : low
    }

    /// Adds an operation; its number is the highest.
    mutating func append(_ operation: StopOperation) {
        self.operations.append(operation)
        self.operationCounts[operation.decision, default: 0] += 1
    }
}

// MARK: - Polls and answers

extension StopEngine {
    /// The result of a poll for all operations.
    struct Sight {
        /// The judgements of the rules on the poll.
        let outcomes: [RuleOutcome]
        /// The planner for the poll.
        let planner: StopPlanner
        /// The instant at which the poll was sent.
        let sentAt: Instant
        /// Whether the poll shows all activities of the server.
        let isComplete: Bool
        /// The longest time between two observations that still counts as evidence.
        let limit: Duration
    }

    /// Takes a poll for all operations.
    mutating func observe(_ sight: Sight, _ tracker: inout ServerTracker, _ context: inout StepContext) {
        self.forgetRefuted(sight.outcomes, tracker)
        guard !self.operations.isEmpty else { return }
        let outcomes = Dictionary(sight.outcomes.map { ($0.rule.identity, $0) }) { first, _ in first }
        // Each is worked out once for all operations of a rule, and the poll is not copied for each.
        var wanted: [String: Set<ActivityID>] = [:]
        var taken = outcomes.values.contains { $0.rule.rule.scope == .kind } ? self.victims : []
        var picked: [String: [WorkKind: [ActivityID]]] = [:]
        self.beginSweep(at: context.now)
        defer { self.endSweep(at: context.now) }
        for id in self.operations.map(\.id) {
            guard let index = self.index(of: id), self.operations[index].waits(forPollSentAt: sight.sentAt) else {
                continue
            }
            let before = self.operations[index]
            defer {
                let after = self.index(of: id).map { self.operations[$0] }
                self.sweep?.note(after, insteadOf: before)
            }
            let outcome = outcomes[self.operations[index].identity]
            if let outcome, wanted[outcome.rule.identity] == nil {
                let plan = self.operations[index].plan
                let victims = sight.planner.victims(of: outcome, plan)
                wanted[outcome.rule.identity] = Set(victims)
                if outcome.rule.rule.scope == .kind {
                    picked[outcome.rule.identity] = Dictionary(
                        grouping: victims, by: { tracker.activities[$0].map { WorkKind(of: $0.activity) } }
                    ).reduce(into: [:]) { picked, group in if let kind = group.key { picked[kind] = group.value } }
                }
            }
            let shown = StopSight(
                planner: sight.planner, tracker: sight.planner.tracker, outcome: outcome,
                wanted: outcome.flatMap { wanted[$0.rule.identity] } ?? [],
                picked: outcome.flatMap { picked[$0.rule.identity] } ?? [:],
                obstacle: outcome.flatMap { self.obstacle(to: $0.rule.rule, context) },
                taken: outcome?.rule.rule.scope == .kind ? taken : [],
                givenUp: outcome.flatMap { $0.rule.rule.scope == .kind ? self.givenUp[$0.rule.identity] : nil } ?? [],
                sentAt: sight.sentAt, isComplete: sight.isComplete, limit: sight.limit, now: context.now)
            let effect = self.operations[index].observe(shown)
            if case .end(.failed) = effect, self.isCovered(before, sight.planner.tracker) {
                self.operations[index] = before
                self.operations[index].waitForTarget()
                continue
            }
            if outcome?.rule.rule.scope == .kind { taken.formUnion(self.operations[index].victims) }
            if case .send(let remedy) = effect {
                self.send(remedy, index, shown, &tracker, &context)
            } else {
                self.carryOut(effect, index, tracker, &context)
            }
        }
    }

    /// Whether an open request of another operation may end a victim of one that looks again. Its effect is waited for
    /// before the rule gives up on that victim.
    private func isCovered(_ operation: StopOperation, _ tracker: ServerTracker) -> Bool {
        guard operation.openRemedy == nil, let open = self.sweep?.open, !open.isEmpty else { return false }
        return operation.victims.contains { id in
            guard let activity = tracker.activities[id]?.activity else { return false }
            return RemedyKind.allCases.contains { $0.remedy(covering: activity).map { open[$0] != nil } ?? false }
        }
    }

    /// Takes the outcome of a request.
    ///
    /// - Returns: whether this server had sent the request.
    mutating func answer(
        request: Int, _ outcome: RequestOutcome, _ tracker: inout ServerTracker, _ context: inout StepContext
    ) -> Bool {
        guard let id = self.inFlight.removeValue(forKey: request), let index = self.index(of: id),
            case .sending(let sending) = self.operations[index].phase
        else {
            return false
        }
        switch outcome {
        case .notSent:
            self.unmark(sending, &tracker)
            self.takeBack(sending, of: self.operations[index], &context)
            self.pause(sending.kinds, for: self.operations[index].plan.verifyWithin, at: context.now)
        case .noAnswer:
            tracker.distrustIdentity()
            self.tellRequested(index, sending, status: nil, tracker, &context)
        case .answered(let status):
            self.tellRequested(index, sending, status: status, tracker, &context)
        }
        self.releasedEnds += self.heldEnds.removeValue(forKey: request) ?? []
        if outcome.reachedServer { for kind in sending.kinds { self.unsent[kind] = nil } }
        let isRuleInForce = context.rule(self.operations[index].identity) != nil
        let effect = self.operations[index].answer(outcome, isRuleInForce: isRuleInForce, at: context.now)
        if case .end(.failed(let refusal)) = effect, refusal.failure == .notPermitted {
            self.notPermittedAt = context.now
            self.takeBack(sending, of: self.operations[index], &context)
        }
        self.carryOut(effect, index, tracker, &context)
        return true
    }

    /// Confirms the cancel of an activity if a notification told its end after the answer.
    ///
    /// Only a snapshot can confirm the stop of a section or task, because only it shows that no covered work is left.
    mutating func confirmCancelled(
        _ ended: TrackedActivity, receivedAt: Instant, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        for id in self.operations.map(\.id) {
            guard let index = self.index(of: id), case .verifying(let verifying) = self.operations[index].phase,
                verifying.remedy == .cancelActivity(ended.activity.id), verifying.since < receivedAt
            else {
                continue
            }
            self.operations[index].representative = ended
            self.finish(index, .confirmed, tracker, &context)
        }
    }

    mutating func carryOut(
        _ effect: StopEffect, _ index: Int, _ tracker: ServerTracker, _ context: inout StepContext
    ) {
        switch effect {
        case .wait, .send: break
        case .poll: context.askForPoll()
        case .end(let end): self.finish(index, end, tracker, &context)
        }
    }

    /// Numbers an operation.
    mutating func numberOperation() -> Int {
        defer { self.nextOperation += 1 }
        return self.nextOperation
    }
}
