// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Takes what became of a request.
    ///
    /// - Returns: whether it was a request of this server.
    mutating func requestFinished(id: Int, _ outcome: RequestOutcome, _ turn: inout Turn) -> Bool {
        for operation in self.operations {
            guard case .sending(id, let remedy) = operation.phase else { continue }
            self.finishRequest(of: operation, remedy, outcome, &turn)
            return true
        }
        return false
    }

    private mutating func finishRequest(
        of operation: StopOperation, _ remedy: Remedy, _ outcome: RequestOutcome, _ turn: inout Turn
    ) {
        let status: Int?
        switch outcome {
        case .notSent:
            return self.takeBack(operation, &turn)
        case .noAnswer:
            self.tracker.distrustIdentity()
            status = nil
        case .answered(let answered):
            status = answered
        }
        var operation = operation
        operation.answeredAt = turn.now
        operation.mayBeUnsent = false
        operation.foundNothing = status == 404
        operation.representative = self.latest(of: operation.representative)
        self.tellRequested(operation, remedy, status: status, &turn)
        if let abandonment = operation.abandonment {
            return self.finish(operation, .abandoned(abandonment), &turn)
        }
        guard let rule = turn.rules.first(where: { $0.identity == operation.identity }) else {
            return self.finish(operation, .abandoned(.ruleChanged), &turn)
        }
        switch Self.meaning(of: status, for: remedy) {
        case .maybeHeard(let isSure):
            operation.wasHeard = operation.wasHeard || isSure
            operation.lastRemedy = remedy
            operation.lastAttempt = operation.attempts
            operation.phase = .verifying(since: turn.now, remedy, evidence: EvidenceClock())
            self.store(operation)
            turn.output.actions.append(.poll(server: self.settings.name))
        case .doesNotApply(let failure):
            operation.refusal = failure
            // Whether what an earlier request was about is still there is not for this answer to say.
            guard operation.lastRemedy != nil, operation.step + 1 >= operation.ladder.count else {
                return self.takeNextStep(operation, rule, &turn)
            }
            operation.step = operation.ladder.count
            operation.attempts = 0
            operation.phase = .lookingAgain(since: turn.now, waited: EvidenceClock())
            self.store(operation)
            turn.output.actions.append(.poll(server: self.settings.name))
        case .notPermitted:
            self.isNotPermitted = true
            self.finish(operation, .failed(.notPermitted), &turn)
        case .unauthorized:
            self.finish(operation, .abandoned(.authenticationRefused), &turn)
        }
    }

    /// Gives up an operation whose request did not go out: nothing is told of a request, and nothing that ends now ended
    /// of it. Its budget and its cooldown stand, so that what keeps requests back is not tried at every poll.
    private mutating func takeBack(_ operation: StopOperation, _ turn: inout Turn) {
        var operation = operation
        operation.attempts -= 1
        self.unmarkCovered(operation)
        self.finish(operation, .abandoned(operation.abandonment ?? .notSent), &turn)
    }

    /// What an answer means for the ladder.
    private enum Meaning {
        /// Look what becomes of it; sure where the server accepted the request.
        case maybeHeard(isSure: Bool)
        /// The step is over.
        case doesNotApply(StopFailure)
        /// The token may not do this.
        case notPermitted
        /// The token is not accepted.
        case unauthorized
    }

    private static func meaning(of status: Int?, for remedy: Remedy) -> Meaning {
        guard let status else { return .maybeHeard(isSure: false) }
        switch (status, remedy.kind) {
        case (200..<300, _): return .maybeHeard(isSure: true)
        // The uuid is not there any more: only a look at the list can confirm it.
        case (404, .cancelActivity): return .maybeHeard(isSure: false)
        case (401, .cancelActivity), (498, .cancelActivity): return .unauthorized
        case (403, .cancelActivity): return .doesNotApply(.noRemedy)
        case (401, _), (403, _), (498, _): return .notPermitted
        case (429, _), (500..., _): return .maybeHeard(isSure: false)
        case (_, .stopButlerTask): return .doesNotApply(.notAButlerTask)
        default: return .doesNotApply(.noRemedy)
        }
    }

    private func tellRequested(
        _ operation: StopOperation, _ remedy: Remedy, status: Int?, _ turn: inout Turn
    ) {
        let composer = self.composer(turn.settings)
        let tracked = operation.representative
        var fields: [EventField] = []
        if let rule = turn.rules.first(where: { $0.identity == operation.identity }) {
            fields += composer.fields(of: rule.rule)
        } else {
            fields.append(EventField(.rule, operation.rule))
        }
        fields += [
            operation.predicates.field, EventField(.remedy, remedy.kind.rawValue),
            EventField(.attempt, String(operation.attempts)),
        ]
        if let status { fields.append(EventField(.httpStatus, String(status))) }
        let answer = status.map { "the server answered \($0)" } ?? "there was no answer"
        let others = operation.victims.count { $0 != tracked.activity.id }
        let more = others > 0 ? " and \(others) more" : ""
        let names = operation.collateral.prefix(5).compactMap { id in
            self.tracker.activities[id].map { composer.name(of: $0) }
        }
        let collateral = names.isEmpty ? "" : "; it also ends \(names.joined(separator: ", "))"
        turn.output.events.append(
            composer.event(
                .stopRequested, about: tracked,
                "\(composer.name(of: tracked))\(more): rule \(operation.rule) asked to "
                    + "\(remedy.words(sectionNames: self.sectionNames)), \(answer)\(collateral)"
                    + composer.note(of: tracked),
                fields))
    }
}
