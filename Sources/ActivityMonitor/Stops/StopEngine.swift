// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// All that is being stopped on one server, and what restrains it.
struct StopEngine: Hashable, Sendable {
    /// What is being stopped, in the order of the decisions; the numbers rise.
    var operations: [StopOperation] = []
    /// What restrains stopping.
    var restraint = Restraint()
    /// The uuids on which rules gave up, by rule identity: a rule does not act on them again while it stays the same.
    var givenUp: [String: Set<ActivityID>] = [:]
    /// The uuids that rules have waited for in vain as it could not be told what a request would end, by rule identity: a
    /// rule acts on them as soon as that can be told.
    var unclear: [String: Set<ActivityID>] = [:]
    /// For how long nothing is stopped after a step that the token did not permit.
    static let permissionPeriod = Duration.minutes(10)
    /// When a step turned out not to be permitted; nil where none has since the token changed.
    var notPermittedAt: Instant?
    /// Whether an earlier entry of the configuration is the same server.
    var sharesIdentity = false
    /// The number of the next operation.
    private var nextOperation = 1
    /// The number of the next decision.
    var nextDecision = 1
    /// What of each kind has started last while something is being stopped.
    var latestStarts: [Kind: TrackedActivity] = [:]
    /// The kinds that a decision has sent requests for and that cool down when its last operation is settled.
    var requestedKinds: [Int: [Kind: Int]] = [:]
    /// The operations whose request has no answer yet, by its number.
    var inFlight: [Int: Int] = [:]
    /// What has ended after a request that has no answer yet, by its number.
    var heldEnds: [Int: [TrackedActivity]] = [:]
    /// What has ended and need not wait for an answer any more, in order.
    var releasedEnds: [TrackedActivity] = []
    /// The kinds for which a request could not be sent, and for how long rules wait before they decide anew.
    var unsent: [Kind: UnsentPause] = [:]

    /// Why nothing is stopped here now; nil where nothing forbids it.
    ///
    /// What the token does not permit is asked again after a while: a refusal may be a mistake of the server.
    func hold(at now: Instant) -> ServerHold? {
        if self.sharesIdentity { return .sharedIdentity }
        let refused = self.notPermittedAt.map { $0.duration(to: now) < Self.permissionPeriod } ?? false
        return refused ? .notPermitted : nil
    }

    /// What is to end by all that is being stopped.
    var victims: Set<ActivityID> { Set(self.operations.flatMap(\.victims)) }

    /// Why a rule that is armed may not act on this server now; nil where nothing forbids it.
    func obstacle(to rule: Rule, _ context: StepContext) -> StopAbandonment? {
        if context.isPaused { return .paused }
        let windows = context.settings.safety.notDuring
        if !windows.isEmpty {
            guard let time = context.localTime, !windows.contains(where: { $0.contains(time) }) else { return .window }
        }
        if self.hold(at: context.now) != nil { return .heldBack }
        return self.restraint.breaker(for: rule.name, at: context.now) == nil ? nil : .breakerTripped
    }

    /// Lets go of what rules gave up on and is gone for good.
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

    /// Forgets what was learnt about an installation that is not there any more. What restrains stopping stays: an address
    /// at which now one and now the other answers must not be a way around budgets and cooldowns.
    mutating func forgetInstallation() {
        self.givenUp = [:]
        self.unclear = [:]
        self.latestStarts = [:]
        self.notPermittedAt = nil
        self.sharesIdentity = false
    }

    /// The span up to the next observation will not count.
    mutating func interrupt() {
        for index in self.operations.indices { self.operations[index].interrupt() }
    }

    /// Where the operation of a number stands; nil once it has ended.
    func index(of id: Int) -> Int? {
        var (low, high) = (0, self.operations.count)
        while low < high {
            let middle = (low + high) / 2
            if self.operations[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < self.operations.count && self.operations[low].id == id ? low : nil
    }
}

// MARK: - Polls and answers

extension StopEngine {
    /// What a poll shows all that waits for it.
    struct Sight {
        /// What rules make of the poll.
        let outcomes: [RuleOutcome]
        /// What plans on it.
        let planner: StopPlanner
        /// When it was sent.
        let sentAt: Instant
        /// Whether it shows all that there is.
        let isComplete: Bool
        /// The longest span between two observations that still is evidence.
        let limit: Duration
    }

    /// Takes a poll for everything that is being stopped.
    mutating func observe(_ sight: Sight, _ tracker: inout ServerTracker, _ context: inout StepContext) {
        guard !self.operations.isEmpty else { return }
        let outcomes = Dictionary(sight.outcomes.map { ($0.rule.identity, $0) }) { first, _ in first }
        // Each is worked out once for all operations of a rule, and the poll is not copied for each.
        var wanted: [String: Set<ActivityID>] = [:]
        var taken = outcomes.values.contains { $0.rule.rule.scope == .kind } ? self.victims : []
        for id in self.operations.map(\.id) {
            guard let index = self.index(of: id), self.operations[index].waits(forPollSentAt: sight.sentAt) else {
                continue
            }
            let outcome = outcomes[self.operations[index].identity]
            if let outcome, wanted[outcome.rule.identity] == nil {
                let plan = self.operations[index].plan
                wanted[outcome.rule.identity] = Set(sight.planner.victims(of: outcome, plan))
            }
            let shown = StopSight(
                planner: sight.planner, tracker: sight.planner.tracker, outcome: outcome,
                wanted: outcome.flatMap { wanted[$0.rule.identity] } ?? [],
                obstacle: outcome.flatMap { self.obstacle(to: $0.rule.rule, context) },
                taken: outcome?.rule.rule.scope == .kind ? taken : [],
                sentAt: sight.sentAt, isComplete: sight.isComplete, limit: sight.limit, now: context.now)
            let effect = self.operations[index].observe(shown)
            if outcome?.rule.rule.scope == .kind { taken.formUnion(self.operations[index].victims) }
            if case .send(let remedy) = effect {
                self.send(remedy, index, shown, &tracker, &context)
            } else {
                self.carryOut(effect, index, tracker, &context)
            }
        }
    }

    /// Takes what became of a request.
    ///
    /// - Returns: whether it was a request of this server.
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

    /// Confirms the cancel of an activity whose end was heard of after the cancel was answered.
    ///
    /// What a section or a task stop ended is for a snapshot to confirm, as only that shows that nothing is left.
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

    private mutating func carryOut(
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

// MARK: - Sending

extension StopEngine {
    /// Sends a request if its target is free, unless it would be one too many.
    private mutating func send(
        _ remedy: Remedy, _ index: Int, _ shown: StopSight, _ tracker: inout ServerTracker,
        _ context: inout StepContext
    ) {
        if case .cancelActivity = remedy { self.split(index, tracker) }
        let id = self.operations[index].id
        let kinds = self.operations[index].victims.compactMap { tracker.activities[$0].map { Kind(of: $0.activity) } }
        if kinds.contains(where: { self.restraint.isCoolingDown($0, at: context.now) }) {
            return self.finish(index, .abandoned(.cooldown), tracker, &context)
        }
        let machine = tracker.identity?.machineIdentifier
        let isBusy =
            self.operations.contains { $0.id != id && $0.openRemedy == remedy }
            || context.isOpenElsewhere(remedy, at: machine)
            || kinds.contains { context.isEngagedElsewhere($0, at: machine) }
        guard tracker.isIdentityCurrent else {
            let effect = self.operations[index].waitForIdentity(shown)
            return self.carryOut(effect, index, tracker, &context)
        }
        guard !isBusy else { return self.operations[index].waitForTarget() }
        let operation = self.operations[index]
        let request = context.numberRequest()
        if operation.ladder.attempts == 0 {
            if let reason = self.exhaustedBudget(of: operation, context) {
                let rule = reason == .serverBudget ? nil : operation.rule
                self.trip(reason, rule: rule, about: operation.representative, &context)
                return self.finish(index, .abandoned(.breakerTripped), tracker, &context)
            }
            self.restraint.recordStop(of: operation.rule, request: request, at: context.now)
            self.operations[index].countedRequest = request
        }
        for kind in kinds { self.requestedKinds[operation.decision, default: [:]][kind, default: 0] += 1 }
        // What the same decision stops by another request is a victim all the same.
        let siblings = self.operations.filter { $0.decision == operation.decision }
        let marks = tracker.mark(
            coveredBy: remedy, request: request, rule: operation.rule, victims: Set(siblings.flatMap(\.victims)))
        self.inFlight[request] = id
        self.operations[index].send(remedy, request: request, kinds, marks, at: context.now)
        context.send(
            RemedyRequest(
                id: request, server: context.server.name, machineIdentifier: tracker.identity?.machineIdentifier,
                remedy: remedy, under: operation.mandate))
    }

    /// Leaves only the first victim to an operation, and gives each of the others one of its own: a cancel ends no more
    /// than one activity.
    private mutating func split(_ index: Int, _ tracker: ServerTracker) {
        let operation = self.operations[index]
        for victim in operation.victims.dropFirst().compactMap({ tracker.activities[$0] }) {
            self.operations.append(StopOperation(splitting: operation, id: self.numberOperation(), for: victim))
        }
        self.operations[index].victims = Array(operation.victims.prefix(1))
    }

    private func exhaustedBudget(of operation: StopOperation, _ context: StepContext) -> Restraint.Breaker.Reason? {
        if self.restraint.stopCount(at: context.now) >= context.settings.safety.maximumStopsPerHour {
            return .serverBudget
        }
        guard let maximum = operation.plan.maximumPerHour else { return nil }
        return self.restraint.stopCount(of: operation.rule, at: context.now) >= maximum ? .ruleBudget : nil
    }
}
