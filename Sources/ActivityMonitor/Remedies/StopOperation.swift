// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One decision of an armed rule on its way through the ladder: look again, request, verify; again or one step on.
///
/// It is made from a mandate and keeps it, as nothing else may send a request.
struct StopOperation: Hashable, Sendable {
    /// Where an operation is.
    enum Phase: Hashable, Sendable {
        /// Waits for a poll that was sent after `since` and shows that the rule still wants the request.
        /// Can go on to `sending`, to itself for the next step, or end.
        case lookingAgain(since: Instant, waited: EvidenceClock)
        /// A request is on its way. Can go on to `verifying`, to `lookingAgain` for the next step, or end.
        case sending(request: Int, Remedy)
        /// Waits for polls that were sent after `since`, the moment of the answer, to show what became of it.
        /// Can go on to `lookingAgain` for another attempt or the next step, or end.
        case verifying(since: Instant, Remedy, evidence: EvidenceClock)
    }

    /// Tells it from the others of its server.
    let id: Int
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
    /// The steps, from the first.
    let ladder: [RemedyKind]
    /// The first victim as it was last seen: it stands for all in events, also when it is gone.
    var representative: TrackedActivity
    /// The current step.
    var step = 0
    /// How many requests the step has sent.
    var attempts = 0
    /// Which request of its step the last one was that the server may have heard; 0 before the first.
    var lastAttempt = 0
    /// When the last request was answered, for the time in messages; nil before.
    var answeredAt: Instant?
    /// The target of the last request that the server may have heard; nil before the first.
    var lastRemedy: Remedy?
    /// Whether a request was answered as if it were heard: then what goes on was not honoured.
    var wasHeard = false
    /// Whether the last request may not have been sent: the service ended between its state and its answer.
    var mayBeUnsent = false
    /// Whether the server answered the last request that what it is about is not there.
    var foundNothing = false
    /// For how long polls have shown neither what is to end nor all that there is.
    var unseen = EvidenceClock()
    /// The conditions as they were when the last request was sent.
    var predicates: [Predicate] = []
    /// What the last request was noted on, to take it back if it was not sent.
    var marks: [RequestMark] = []
    /// What the last request covered besides the victims.
    var collateral: [ActivityID] = []
    /// What the refused step would have ended that is to be spared, by name.
    var sparedNames: [String] = []
    /// Why the last step that could not be taken could not.
    var refusal: StopFailure?
    /// Why the operation ends as soon as the request on its way is answered; nil while nothing forbids it to go on.
    var abandonment: StopAbandonment?
    /// Where it is.
    var phase: Phase

    /// The span up to the next observation will not count.
    mutating func interrupt() {
        self.unseen.interrupt()
        switch self.phase {
        case .lookingAgain(let since, var waited):
            waited.interrupt()
            self.phase = .lookingAgain(since: since, waited: waited)
        case .sending:
            break
        case .verifying(let since, let remedy, var evidence):
            evidence.interrupt()
            self.phase = .verifying(since: since, remedy, evidence: evidence)
        }
    }

    /// The target of the request that is on its way or being verified.
    var openRemedy: Remedy? {
        switch self.phase {
        case .lookingAgain: nil
        case .sending(_, let remedy): remedy
        case .verifying(_, let remedy, _): remedy
        }
    }
}

/// Why an operation failed: `PLEX_REASON` of `stop-ineffective`.
package enum StopFailure: String, Hashable, Codable, Sendable {
    /// Requests were sent, and it is still there.
    case notHonoured = "not-honoured"
    /// No remedy applies.
    case noRemedy = "no-remedy"
    /// The server does not know the task, or does not run it now.
    case notAButlerTask = "not-a-butler-task"
    /// The step would have ended something that is not to be ended.
    case wouldStopSpared = "would-stop-spared"
    /// The token is not an administrator's.
    case notPermitted = "not-permitted"
}

/// Why an operation was given up: `PLEX_REASON` of `stop-abandoned`.
enum StopAbandonment: String, CaseIterable, Hashable, Sendable {
    /// It ended by itself before a request was sent.
    case ended
    /// The rule does not want it any more.
    case changed
    /// It ended after our request, and other work of its kind has taken its place: nothing can be claimed.
    case replaced
    /// The server's epoch ended.
    case serverRestarted = "server-restarted"
    /// It was gone when the daemon looked again after a restart of its own.
    case daemonRestarted = "daemon-restarted"
    /// Incomplete lists have not shown it, or not all that must be known of it, for too long.
    case notShown = "not-shown"
    /// The server is no longer in the configuration.
    case noLongerWatched = "no-longer-watched"
    /// The rule was changed or removed.
    case ruleChanged = "rule-changed"
    /// Everything is paused.
    case paused
    /// A window in which nothing is stopped has opened.
    case window = "not-during"
    /// A breaker has tripped.
    case breakerTripped = "breaker-tripped"
    /// The server does not accept the token.
    case authenticationRefused = "authentication-refused"
    /// Nothing may be stopped on this server.
    case heldBack = "held-back"
    /// The request could not be sent safely, and was not.
    case notSent = "not-sent"
}
