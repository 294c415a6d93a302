// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One stop by an armed rule: it looks again, sends a request and verifies, for each attempt and step of the ladder.
///
/// It is a state machine: ``observe(_:)`` takes a poll, and ``answer(_:isRuleInForce:at:)`` takes the outcome of its
/// request. Both return the next action. It keeps the mandate, without which no request can be sent.
struct StopOperation: Hashable, Sendable {
    /// The phases of an operation.
    enum Phase: Hashable, Sendable {
        /// Waits for a poll that shows whether the rule still wants the request.
        /// Can go on to `sending`, to itself for the next step, or end.
        case lookingAgain(LookingAgain)
        /// A request is unanswered. Can go on to `verifying`, to `lookingAgain` for the next step, or end.
        case sending(Sending)
        /// Waits for polls that show the effect of the request.
        /// Can go on to `lookingAgain` for another attempt or the next step, or end.
        case verifying(Verifying)
    }

    /// The values of an operation that looks again.
    struct LookingAgain: Hashable, Sendable {
        /// Only polls sent after this instant count.
        let since: Instant
        /// How long it has waited for the facts that the step needs.
        var waited = EvidenceClock()
        /// For how long polls have shown neither what is to end nor all that there is.
        var unseen = EvidenceClock()

        /// Whether polls have left something unknown since the last one that showed all that there is.
        var hasWaited: Bool { self.unseen.lastSeenAt != nil || self.unseen.total > .zero }
    }

    /// The values of an operation with an unanswered request.
    struct Sending: Hashable, Sendable {
        /// The request's number.
        let request: Int
        /// The instant at which it was handed to the shell.
        let sentAt: Instant
        /// What was sent.
        let remedy: Remedy
        /// The kinds of the victims.
        let kinds: [WorkKind]
        /// The notes of the request on activities, to take them back if it was not sent.
        var marks: [RequestMark]
        /// The covered activities besides the victims.
        let collateral: [ActivityID]
        /// The reason to end after the answer; nil if the operation goes on.
        var abandonment: StopAbandonment?
    }

    /// The values of an operation that verifies.
    struct Verifying: Hashable, Sendable {
        /// The instant of the answer. Only polls sent later count.
        let since: Instant
        /// What was sent.
        let remedy: Remedy
        /// The evidence since the answer.
        var evidence = EvidenceClock()
        /// For how long polls have shown neither what is to end nor all that there is.
        var unseen = EvidenceClock()
    }

    /// The number of the operation; it rises from each operation of the server to the next.
    private(set) var id: Int
    /// The number of its decision, which may have several operations.
    let decision: Int
    /// The identity of the rule.
    let identity: String
    /// The rule's name.
    let rule: String
    /// The mandate to act.
    let mandate: StopMandate
    /// The activities to end, in the order of their uuids. Activities that ended or changed are removed.
    var victims: [ActivityID]
    /// The last known state of the first victim. It represents all victims in events, even after its end.
    var representative: TrackedActivity
    /// The conditions with their judgements at the last look before a request.
    var predicates: [Predicate] = []
    /// The steps and the current step.
    var ladder: Ladder
    /// The outcomes of the requests so far.
    var record = RequestRecord()
    /// The request that counts among the stops of the hour; nil before it, and after a restart of the daemon.
    var countedRequest: Int?
    /// The current phase.
    var phase: Phase

    /// The plan of the stop.
    var plan: StopPlan { self.mandate.plan }

    /// The request that is unanswered or being verified; nil for none.
    var openRemedy: Remedy? {
        switch self.phase {
        case .lookingAgain: nil
        case .sending(let sending): sending.remedy
        case .verifying(let verifying): verifying.remedy
        }
    }

    /// Whether a poll that was sent at this instant counts for the operation.
    func waits(forPollSentAt sentAt: Instant) -> Bool {
        switch self.phase {
        case .lookingAgain(let looking): looking.since < sentAt
        case .sending: false
        case .verifying(let verifying): verifying.since < sentAt
        }
    }

    /// An operation at its first step.
    init(
        id: Int, decision: Int, identity: String, rule: String, mandate: StopMandate, victims: [ActivityID],
        ladder: Ladder, representative: TrackedActivity, phase: Phase
    ) {
        self.id = id
        self.decision = decision
        self.identity = identity
        self.rule = rule
        self.mandate = mandate
        self.victims = victims
        self.ladder = ladder
        self.representative = representative
        self.phase = phase
    }

    /// A copy of an operation for one of its victims.
    init(splitting other: StopOperation, id: Int, for victim: TrackedActivity) {
        self = other
        self.id = id
        self.victims = [victim.activity.id]
        self.representative = victim
        self.predicates = []
    }

    /// Marks an interruption: the time up to the next observation will not count.
    mutating func interrupt() {
        switch self.phase {
        // A wait for missing facts must end, even if polls fail in between.
        case .lookingAgain, .sending:
            break
        case .verifying(var verifying):
            verifying.evidence.interrupt()
            verifying.unseen.interrupt()
            self.phase = .verifying(verifying)
        }
    }
}

/// The outcomes of an operation's requests so far.
struct RequestRecord: Hashable, Sendable {
    /// The last request that may have reached the server; nil before the first.
    var heard: HeardRequest?
    /// Whether the server accepted a request. If a victim still runs, the request was not honoured.
    var wasAccepted = false
    /// Whether the victims ended and other work of their kind replaced them.
    var wasReplaced = false
    /// The answer to the last request.
    var reception = RequestReception()
    /// The reason for the last step that could not be taken; nil for none.
    var refusal: StopRefusal?

    /// The reason for the last step that was skipped because its effect stayed unclear; nil for none.
    var unclear: StopAbandonment?

    /// The end of the operation when no step is left. An unclear step makes it abandoned, not failed.
    var end: StopEnd {
        if self.wasAccepted { return .failed(StopRefusal(failure: .notHonoured)) }
        if let unclear = self.unclear { return .abandoned(unclear) }
        return .failed(self.refusal ?? StopRefusal(failure: self.heard == nil ? .noRemedy : .notHonoured))
    }
}

/// A request that may have reached the server.
struct HeardRequest: Hashable, Sendable {
    /// What was sent.
    let remedy: Remedy
    /// The number of the request within its step, from 1.
    let attempt: Int
}

/// The answer to the last request.
struct RequestReception: Hashable, Sendable {
    /// The instant at which it was handed to the shell; nil before the first, and after a restart of the daemon.
    var sentAt: Instant?
    /// Whether the answer was 404: the server did not find the target.
    var foundNothing = false
    /// Whether it may not have been sent, because the service ended between the save of the state and the answer.
    var mayBeUnsent = false
}
