// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension StopOperation {
    /// Takes the outcome of the unanswered request.
    mutating func answer(_ outcome: RequestOutcome, isRuleInForce: Bool, at now: Instant) -> StopEffect {
        guard case .sending(let sending) = self.phase else { return .wait }
        let status: Int?
        switch outcome {
        case .notSent:
            self.ladder.uncountRequest()
            return .end(.abandoned(sending.abandonment ?? .notSent))
        case .noAnswer: status = nil
        case .answered(let answered): status = answered
        }
        self.record.reception = RequestReception(sentAt: sending.sentAt, foundNothing: status == 404)
        if let abandonment = sending.abandonment ?? (isRuleInForce ? nil : .ruleChanged) {
            self.record.heard = HeardRequest(remedy: sending.remedy, attempt: self.ladder.attempts)
            return .end(.abandoned(abandonment))
        }
        switch Self.meaning(of: status, for: sending.remedy) {
        case .maybeHeard(let isSure):
            self.record.wasAccepted = self.record.wasAccepted || isSure
            self.record.heard = HeardRequest(remedy: sending.remedy, attempt: self.ladder.attempts)
            self.phase = .verifying(Verifying(since: now, remedy: sending.remedy))
            return .poll
        case .doesNotApply(let failure):
            self.record.refusal = StopRefusal(failure: failure)
            // Only a look shows whether an earlier request of this operation had an effect.
            guard self.record.heard != nil, self.ladder.isAtLast else { return self.takeNextStep(at: now) }
            self.ladder.skipAll()
            return self.lookAgain(at: now)
        case .notPermitted:
            return .end(.failed(StopRefusal(failure: .notPermitted)))
        case .unauthorized:
            return .end(.abandoned(.authenticationRefused))
        }
    }

    /// Gives up at once, or after the answer to an unanswered request.
    mutating func abandon(_ reason: StopAbandonment) -> StopEffect {
        guard case .sending(var sending) = self.phase else { return .end(.abandoned(reason)) }
        sending.abandonment = sending.abandonment ?? reason
        self.phase = .sending(sending)
        return .wait
    }

    /// The meaning of an answer for the ladder.
    private enum Meaning {
        /// The request may have an effect, so it is verified. It is sure if the server accepted the request.
        case maybeHeard(isSure: Bool)
        /// The step does not apply, so the next step follows.
        case doesNotApply(StopFailure)
        /// The token lacks the permission.
        case notPermitted
        /// The server refused the token.
        case unauthorized
    }

    private static func meaning(of status: Int?, for remedy: Remedy) -> Meaning {
        guard let status else { return .maybeHeard(isSure: false) }
        switch (status, endsOneActivity: remedy.kind.endsOneActivity) {
        case (200..<300, _): return .maybeHeard(isSure: true)
        // The server does not know the uuid, and only a list can confirm the end.
        case (404, endsOneActivity: true): return .maybeHeard(isSure: false)
        case (401, endsOneActivity: true), (498, endsOneActivity: true): return .unauthorized
        case (401, _), (403, endsOneActivity: false), (498, _): return .notPermitted
        case (429, _), (500..., _): return .maybeHeard(isSure: false)
        default: return .doesNotApply(remedy.kind.failureWhenRefused)
        }
    }
}
