// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension StopEngine {
    /// Sends a request, unless a cooldown, another open request or a budget forbids it.
    mutating func send(
        _ remedy: Remedy, _ index: Int, _ shown: StopSight, _ tracker: inout ServerTracker,
        _ context: inout StepContext
    ) {
        if case .cancelActivity = remedy { self.split(index, tracker) }
        let id = self.operations[index].id
        let kinds = self.operations[index].victims.compactMap {
            tracker.activities[$0].map { WorkKind(of: $0.activity) }
        }
        if self.isCoolingDown(kinds, at: context.now) {
            return self.finish(index, .abandoned(.cooldown), tracker, &context)
        }
        let machine = tracker.identity?.machineIdentifier
        let isBusy =
            self.sweep?.open[remedy] != nil
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
            self.limits.recordStop(of: operation.rule, request: request, at: context.now)
            self.operations[index].countedRequest = request
        }
        for kind in kinds { self.requestedKinds[operation.decision, default: [:]][kind, default: 0] += 1 }
        let victims = Set(operation.victims)
        let marks = tracker.mark(
            shown.planner.coverage.covered(by: remedy), with: remedy, request: request, rule: operation.rule
        ) { activity in
            // Victims of other operations of this decision are victims, not collateral.
            let other = self.sweep?.victims[activity]
            return victims.contains(activity)
                || (other?.decision == operation.decision && other?.operation != operation.id)
        }
        self.inFlight[request] = id
        self.unclear[operation.identity]?.subtract(operation.victims)
        self.operations[index].send(remedy, request: request, kinds, marks, at: context.now)
        context.send(
            RemedyRequest(
                id: request, server: context.server.name, machineIdentifier: tracker.identity?.machineIdentifier,
                remedy: remedy, under: operation.mandate))
    }

    /// Keeps the first victim in an operation, and gives each other victim its own operation. A cancel ends only one
    /// activity.
    private mutating func split(_ index: Int, _ tracker: ServerTracker) {
        let operation = self.operations[index]
        for victim in operation.victims.dropFirst().compactMap({ tracker.activities[$0] }) {
            let part = StopOperation(splitting: operation, id: self.numberOperation(), for: victim)
            self.append(part)
            self.sweep?.note(part, insteadOf: nil)
        }
        self.operations[index].victims = Array(operation.victims.prefix(1))
    }

    private func exhaustedBudget(of operation: StopOperation, _ context: StepContext) -> StopLimits.Breaker.Reason? {
        if self.limits.stopCount(at: context.now) >= context.settings.safety.maximumStopsPerHour {
            return .serverBudget
        }
        guard let maximum = operation.plan.maximumPerHour else { return nil }
        return self.limits.stopCount(of: operation.rule, at: context.now) >= maximum ? .ruleBudget : nil
    }
}
