// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Something that happened, as values. ``Narrator`` turns it into an event.
///
/// A fact holds values that the deciding code already has, so making one creates no text.
enum Fact: Hashable, Sendable {
    /// A configuration is in force.
    case configurationLoaded
    /// A server answers again after failures.
    case serverReachable
    /// A poll failed.
    case pollFailed(PollFailure, OutageNews)
    /// A server accepts the token, but it is not an administrator's.
    case tokenLimited
    /// The service saw an activity for the first time.
    case started(TrackedActivity)
    /// Its progress, title or subtitle changed.
    case progressed(TrackedActivity)
    /// It ended.
    case finished(TrackedActivity)
    /// It disappeared unseen, so its end is unknown.
    case lost(TrackedActivity, LossReason)
    /// A rule reached a finding that is worth an event.
    case rule(RuleFact)
    /// A stop was requested, or it ended.
    case stop(StopFact)
    /// A breaker tripped: the reason, the rule (nil for all rules), and the activity at which it tripped.
    case breakerTripped(StopLimits.Breaker.Reason, rule: String?, TrackedActivity)
}

/// A rule's finding about an activity that is worth an event.
struct RuleFact: Hashable, Sendable {
    /// The possible findings.
    enum Finding: Hashable, Sendable {
        /// The conditions hold; the rest of `for`.
        case waits(Duration)
        /// Only an unknown condition has held the rule back, for this time; the reason for the unknown.
        case undecided(Duration, String)
        /// A rule that notifies applies.
        case applies
        /// An observing rule would send this remedy.
        case wouldSend(Remedy)
        /// An observing rule would find no permitted step; the reason, and the work it must spare.
        case wouldFail(StopRefusal)
        /// An observing rule would wait for a missing fact; the reason it would give up with.
        case wouldWait(StopAbandonment)
        /// An armed rule would act, but an obstacle forbids it; the obstacle, and the hold on the whole server if any.
        case isHeldBack(StopAbandonment, ServerHold?)
    }

    /// The rule.
    let rule: Rule
    /// The activity that represents the subject.
    let tracked: TrackedActivity
    /// The conditions with their judgements.
    let predicates: [Predicate]
    /// The finding.
    let finding: Finding
}

/// A change in the course of a stop.
struct StopFact: Hashable, Sendable {
    /// The possible changes.
    enum Happening: Hashable, Sendable {
        /// A request was answered, or got no answer.
        case requested(StopRequestFact)
        /// The victims ended after our request.
        case confirmed(RequestReception)
        /// A victim still runs, and no step is left. The flag says that the last request may not have been sent.
        case ineffective(StopRefusal, mayBeUnsent: Bool)
        /// The stop was given up.
        case abandoned(StopAbandonment)
    }

    /// The name of the rule that asked.
    let ruleName: String
    /// The rule; nil if it is no longer in force.
    let rule: Rule?
    /// The victim that represents all victims.
    let tracked: TrackedActivity
    /// The conditions with their last judgements.
    let predicates: [Predicate]
    /// The last request that may have reached the server; nil before the first.
    let heard: HeardRequest?
    /// The instant of the change.
    let at: Instant
    /// The change.
    let happening: Happening
}

/// A sent request and its answer.
struct StopRequestFact: Hashable, Sendable {
    /// The remedy.
    let remedy: Remedy
    /// The number of the request within its step, from 1.
    let attempt: Int
    /// The HTTP status of the answer; nil without an answer.
    let status: Int?
    /// The number of victims besides the representative.
    let others: Int
    /// The other activities that the request ends.
    let collateral: [Activity]
}

/// A fact and its server.
struct ServerFact: Hashable, Sendable {
    /// The server at the time of the fact.
    let server: ServerLabel
    /// The fact.
    let fact: Fact
}

/// The values of a server that events and sentences about it use.
struct ServerLabel: Hashable, Sendable {
    /// The configured name.
    var name = ""
    /// The identity that the server reported; nil until then.
    var identity: ServerIdentity?
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
}
