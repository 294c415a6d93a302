// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// How an operation ends.
enum StopEnd: Hashable, Sendable {
    /// What was to end has ended after our request.
    case confirmed
    /// It has not, and nothing is left to try.
    case failed(StopRefusal)
    /// It was given up.
    case abandoned(StopAbandonment)
}

/// Why a step could not be taken, or an operation failed.
struct StopRefusal: Hashable, Sendable {
    /// Why.
    var failure: StopFailure
    /// What the step would have ended that is to be spared; empty where that is not known, or not why.
    var spared: [Activity] = []
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
    /// A scan that the request may end has not named its section for too long.
    case sectionNotNamed = "section-not-named"
    /// Who the server is could not be read for too long.
    case identityNotRead = "identity-not-read"
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
    /// The same work was stopped a moment ago, and is to be left alone.
    case cooldown
    /// The request could not be sent safely, and was not.
    case notSent = "not-sent"
}

/// Why nothing is stopped on a server, whatever the rules say.
enum ServerHold: String, Hashable, Sendable {
    /// The token may not stop sections and tasks.
    case notPermitted = "not-permitted"
    /// Another entry of the configuration is the same server, and that one acts.
    case sharedIdentity = "shared-identity"
}
