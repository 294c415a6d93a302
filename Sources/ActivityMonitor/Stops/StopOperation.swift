// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One decision of an armed rule on its way through the ladder: look again, request, verify; again or one step on.
///
/// It is a state machine: ``observe(_:)`` takes a poll, ``answer(_:isRuleInForce:at:)`` the outcome of its request, and
/// both return what is to follow. It is made from a mandate and keeps it, as nothing else may send a request.
struct StopOperation: Hashable, Sendable {
    /// Where an operation is.
    enum Phase: Hashable, Sendable {
        /// Waits for a poll that shows that the rule still wants the request.
        /// Can go on to `sending`, to itself for the next step, or end.
        case lookingAgain(LookingAgain)
        /// A request is on its way. Can go on to `verifying`, to `lookingAgain` for the next step, or end.
        case sending(Sending)
        /// Waits for polls that show what became of the request.
        /// Can go on to `lookingAgain` for another attempt or the next step, or end.
        case verifying(Verifying)
    }

    /// What an operation that looks again knows.
    struct LookingAgain: Hashable, Sendable {
        /// Only a poll that was sent after this moment counts.
        let since: Instant
        /// For how long it has waited for what the step needs to be clear.
        var waited = EvidenceClock()
        /// For how long polls have shown neither what is to end nor all that there is.
        var unseen = EvidenceClock()
    }

    /// What an operation knows whose request is on its way.
    struct Sending: Hashable, Sendable {
        /// The request's number.
        let request: Int
        /// When it was handed out to be sent.
        let sentAt: Instant
        /// What was sent.
        let remedy: Remedy
        /// The kinds of what it is to end.
        let kinds: [Kind]
        /// What the request was noted on, to take it back if it was not sent.
        var marks: [RequestMark]
        /// What it covers besides the victims.
        let collateral: [ActivityID]
        /// Why the operation ends as soon as the request is answered; nil while nothing forbids it to go on.
        var abandonment: StopAbandonment?
    }

    /// What an operation knows that verifies.
    struct Verifying: Hashable, Sendable {
        /// When the request was answered: only a poll that was sent later counts.
        let since: Instant
        /// What was sent.
        let remedy: Remedy
        /// How much evidence there has been since.
        var evidence = EvidenceClock()
        /// For how long polls have shown neither what is to end nor all that there is.
        var unseen = EvidenceClock()
    }

    /// Tells it from the others of its server; rises from each to the next.
    private(set) var id: Int
    /// The decision that it came from; several operations may come from one.
    let decision: Int
    /// The identity of the rule.
    let identity: String
    /// The rule's name.
    let rule: String
    /// The leave to act.
    let mandate: StopMandate
    /// What is to end, in the order of the uuids; what proved to be gone or changed is taken out.
    var victims: [ActivityID]
    /// The first victim as it was last seen: it stands for all in events, also when it is gone.
    var representative: TrackedActivity
    /// The conditions as they were when the last request was sent.
    var predicates: [Predicate] = []
    /// The steps, and which of them it is at.
    var ladder: Ladder
    /// What came of the requests so far.
    var record = RequestRecord()
    /// The request that it was counted with among the stops of the hour; nil before, and after a restart of the daemon.
    var countedRequest: Int?
    /// Where it is.
    var phase: Phase

    /// How it stops.
    var plan: StopPlan { self.mandate.plan }

    /// The target of the request that is on its way or being verified.
    var openRemedy: Remedy? {
        switch self.phase {
        case .lookingAgain: nil
        case .sending(let sending): sending.remedy
        case .verifying(let verifying): verifying.remedy
        }
    }

    /// Whether a poll that was sent at this instant says anything to it.
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

    /// An operation like another one, for one of its victims alone.
    init(splitting other: StopOperation, id: Int, for victim: TrackedActivity) {
        self = other
        self.id = id
        self.victims = [victim.activity.id]
        self.representative = victim
        self.predicates = []
    }

    /// The span up to the next observation will not count.
    mutating func interrupt() {
        switch self.phase {
        // What waits for a look that shows more ends however many polls fail in between.
        case .lookingAgain, .sending:
            break
        case .verifying(var verifying):
            verifying.evidence.interrupt()
            verifying.unseen.interrupt()
            self.phase = .verifying(verifying)
        }
    }
}

/// What came of an operation's requests so far.
struct RequestRecord: Hashable, Sendable {
    /// The last request that the server may have heard; nil before the first.
    var heard: HeardRequest?
    /// Whether a request was accepted: then what goes on was not honoured.
    var wasAccepted = false
    /// Whether what was asked to stop has ended and other work of its kind went on in its place.
    var wasReplaced = false
    /// How the last request was taken.
    var reception = RequestReception()
    /// Why the last step that could not be taken could not.
    var refusal: StopRefusal?

    /// Why a step was passed over of which it could not be told whether it may be taken; nil where there is none.
    var unclear: StopAbandonment?

    /// How the operation ends when no step is left: only what was seen is a failure.
    var end: StopEnd {
        if self.wasAccepted { return .failed(StopRefusal(failure: .notHonoured)) }
        if let unclear = self.unclear { return .abandoned(unclear) }
        return .failed(self.refusal ?? StopRefusal(failure: self.heard == nil ? .noRemedy : .notHonoured))
    }
}

/// A request that the server may have heard.
struct HeardRequest: Hashable, Sendable {
    /// What was sent.
    let remedy: Remedy
    /// Which request of its step it was, from 1.
    let attempt: Int
}

/// How the server took the last request.
struct RequestReception: Hashable, Sendable {
    /// When it was handed out to be sent; nil before, and after a restart of the daemon.
    var sentAt: Instant?
    /// Whether the answer was that what it is about is not there.
    var foundNothing = false
    /// Whether it may not have been sent: the service ended between its state and its answer.
    var mayBeUnsent = false
}
