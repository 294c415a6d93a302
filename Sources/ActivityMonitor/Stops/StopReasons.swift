// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The end of an operation.
enum StopEnd: Hashable, Sendable {
    /// The victims ended after our request.
    case confirmed
    /// A victim still runs, and no step is left.
    case failed(StopRefusal)
    /// The operation was given up.
    case abandoned(StopAbandonment)
}

/// The reason for a step that could not be taken, or for a failed operation.
struct StopRefusal: Hashable, Sendable {
    /// The reason.
    var failure: StopFailure
    /// The activities that the step would have ended and the rule must spare; empty for other or unknown reasons.
    var spared: [Activity] = []
}

/// The reason for a failed operation: `PLEX_REASON` of `stop-ineffective`.
package enum StopFailure: String, Hashable, Codable, Sendable {
    /// Requests were sent, and the activity still runs.
    case notHonoured = "not-honoured"
    /// No remedy of the rule applies.
    case noRemedy = "no-remedy"
    /// The server does not know the maintenance task, or does not run it now.
    case notAButlerTask = "not-a-butler-task"
    /// The step would have ended an activity that the rule must spare.
    case wouldStopSpared = "would-stop-spared"
    /// The token is not an administrator's.
    case notPermitted = "not-permitted"
}

/// The reason for an abandoned operation: `PLEX_REASON` of `stop-abandoned`.
enum StopAbandonment: String, CaseIterable, Hashable, Sendable {
    /// The activity ended by itself before a request was sent.
    case ended
    /// The conditions of the rule no longer hold.
    case changed
    /// The victim ended after our request, but other covered work runs. So no success is claimed.
    case replaced
    /// The server's epoch ended.
    case serverRestarted = "server-restarted"
    /// The activity was gone when the daemon looked again after its own restart.
    case daemonRestarted = "daemon-restarted"
    /// For too long, incomplete lists have left out the activity or a needed fact about it.
    case notShown = "not-shown"
    /// For too long, a scan that the request may end has not named its section.
    case sectionNotNamed = "section-not-named"
    /// For too long, the identity of the server could not be read.
    case identityNotRead = "identity-not-read"
    /// The configuration no longer has the server.
    case noLongerWatched = "no-longer-watched"
    /// The rule was changed or removed.
    case ruleChanged = "rule-changed"
    /// Everything is paused.
    case paused
    /// A window in which rules stop nothing has opened.
    case window = "not-during"
    /// A breaker has tripped.
    case breakerTripped = "breaker-tripped"
    /// The server refused the token.
    case authenticationRefused = "authentication-refused"
    /// Rules may stop nothing on this server; see ``ServerHold``.
    case heldBack = "held-back"
    /// The cooldown after an earlier stop of the same kind still runs.
    case cooldown
    /// The request was not sent, because it could not be sent safely.
    case notSent = "not-sent"

    /// Whether only facts were missing, so that the rule may decide anew.
    var isLackOfFacts: Bool {
        switch self {
        case .notShown, .sectionNotNamed, .identityNotRead: true
        default: false
        }
    }
}

/// The reason why rules stop nothing on a server.
enum ServerHold: String, Hashable, Sendable {
    /// The token lacks the permission to stop sections and tasks.
    case notPermitted = "not-permitted"
    /// An earlier entry of the configuration is the same server, and only that entry acts.
    case sharedIdentity = "shared-identity"
}
