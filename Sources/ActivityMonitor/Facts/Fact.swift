// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Something that happened, in values: ``Narrator`` makes the event of it.
///
/// A fact holds what the deciding code knows anyway, so it costs no text.
enum Fact: Hashable, Sendable {
    /// A configuration is in force.
    case configurationLoaded
    /// A server answers again after failures.
    case serverReachable
    /// A poll failed; how many have failed in a row, this one included.
    case pollFailed(PollFailure, count: Int)
    /// First sight of an activity.
    case started(TrackedActivity)
    /// Its progress, title or subtitle changed.
    case progressed(TrackedActivity)
    /// It ended.
    case finished(TrackedActivity)
    /// It is gone, and how it ended was not seen.
    case lost(TrackedActivity, LossReason)
    /// A rule came to a point that is worth telling.
    case rule(RuleFact)
    /// A stop was asked for, or ended.
    case stop(StopFact)
    /// A breaker tripped: which, for which rule (nil for all), and the activity that it tripped on.
    case breakerTripped(Restraint.Breaker.Reason, rule: String?, TrackedActivity)
}

/// What a rule makes of an activity, where that is worth telling.
struct RuleFact: Hashable, Sendable {
    /// What it comes to.
    enum Finding: Hashable, Sendable {
        /// The conditions hold; how much of `for` is left.
        case waits(Duration)
        /// Only an unknown has held the rule back for so long; what is not known.
        case undecided(Duration, String)
        /// A rule that notifies applies.
        case applies
        /// A rule that observes would send this.
        case wouldSend(Remedy)
        /// A rule that observes would find no step that it may take; why, and what it must spare.
        case wouldFail(StopRefusal)
        /// A rule that observes would wait until it can be told what it may do; why.
        case wouldWait(StopAbandonment)
        /// An armed rule would act and may not; what forbids it, and what holds the whole server back.
        case isHeldBack(StopAbandonment, ServerHold?)
    }

    /// The rule.
    let rule: Rule
    /// The activity that stands for the subject.
    let tracked: TrackedActivity
    /// The conditions as they were judged.
    let predicates: [Predicate]
    /// What it comes to.
    let finding: Finding
}

/// What happens to a stop.
struct StopFact: Hashable, Sendable {
    /// What happens.
    enum Happening: Hashable, Sendable {
        /// A request was answered, or was not.
        case requested(StopRequestFact)
        /// What was to end has ended after our request.
        case confirmed(RequestReception)
        /// It has not, and nothing is left to try; whether the last request may not have been sent.
        case ineffective(StopRefusal, mayBeUnsent: Bool)
        /// It was given up.
        case abandoned(StopAbandonment)
    }

    /// The name of the rule that asked.
    let ruleName: String
    /// The rule; nil where it is not in force any more.
    let rule: Rule?
    /// The victim that stands for all.
    let tracked: TrackedActivity
    /// The conditions as they were judged last.
    let predicates: [Predicate]
    /// The last request that the server may have heard; nil before the first.
    let heard: HeardRequest?
    /// When it happens.
    let at: Instant
    /// What happens.
    let happening: Happening
}

/// A request that was sent, and how it was answered.
struct StopRequestFact: Hashable, Sendable {
    /// What was sent.
    let remedy: Remedy
    /// Which request of its step it was, from 1.
    let attempt: Int
    /// The status of the answer; nil where there was none.
    let status: Int?
    /// How many victims there are besides the one that stands for all.
    let others: Int
    /// What else the request ends.
    let collateral: [Activity]
}

/// A fact, and the server that it is about.
struct ServerFact: Hashable, Sendable {
    /// The server as it was then.
    let server: ServerLabel
    /// What happened.
    let fact: Fact
}

/// What of a server a sentence about it needs.
struct ServerLabel: Hashable, Sendable {
    /// The configured name.
    var name = ""
    /// Who the server says it is; nil until it has said.
    var identity: ServerIdentity?
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
}
