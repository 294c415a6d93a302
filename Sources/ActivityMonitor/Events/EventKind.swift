// SPDX-License-Identifier: Apache-2.0

/// The events of the journal contract; the raw value is the text of `PLEX_EVENT`.
package enum EventKind: String, Hashable, Sendable, CaseIterable {
    /// The service saw an activity for the first time.
    case started
    /// Its progress, title or subtitle changed.
    case progress
    /// It ended.
    case finished
    /// It disappeared unseen, so its end is unknown.
    case lost
    /// A rule's conditions hold and its `for` has not passed yet.
    case rulePending = "rule-pending"
    /// An observing rule would have acted now.
    case wouldStop = "would-stop"
    /// The conditions of a rule that only notifies became true.
    case ruleFired = "rule-fired"
    /// Only an unknown condition held a rule back, for as long as the rule's longest threshold.
    case ruleUndecided = "rule-undecided"
    /// The request of a remedy was sent.
    case stopRequested = "stop-requested"
    /// It ended after our request.
    case stopConfirmed = "stop-confirmed"
    /// It still runs, and every remedy was tried or none applies.
    case stopIneffective = "stop-ineffective"
    /// A stop was given up: the activity ended or changed, or stopping was no longer allowed.
    case stopAbandoned = "stop-abandoned"
    /// A breaker tripped, and rules only observe.
    case breakerTripped = "breaker-tripped"
    /// A server gives no usable answer.
    case serverUnreachable = "server-unreachable"
    /// A server gives usable answers again.
    case serverReachable = "server-reachable"
    /// A server refuses the token.
    case authenticationRefused = "authentication-refused"
    /// A server accepts the token, but it is not an administrator's.
    case tokenLimited = "token-limited"
    /// A configuration is in force.
    case configurationLoaded = "configuration-loaded"
    /// A configuration has errors and is not in force.
    case configurationRejected = "configuration-rejected"

    /// The `MESSAGE_ID` of the event, made once with `systemd-id128 new`. It stays the same for ever.
    package var messageID: String {
        switch self {
        case .started: "323af0a76cfd4e9dafa66ae652adcbb4"
        case .progress: "f747b307fc784b448c62879782ac9977"
        case .finished: "c8d5f822f7df4fb88c48780a4e4e9e01"
        case .lost: "994437f0f30145a18722e1e1d6ef15d8"
        case .rulePending: "208e0d280e90492cb6ff2cec347ed8a5"
        case .wouldStop: "f1f7670f6a9448dcb4c4510e04f18c97"
        case .ruleFired: "ea17e86d3e4747d682c33c6d7c89ed79"
        case .ruleUndecided: "0fb28899bc6049fe92fc9bd14a5a8c39"
        case .stopRequested: "050e78cc96d04cd58c851444b683e53e"
        case .stopConfirmed: "fe5ac566dc1a43008e9b8784a5aaf838"
        case .stopIneffective: "1cdeaefa54f2472c94703aa53399c48d"
        case .stopAbandoned: "3ca916f16c754de182f84c5a3267af2a"
        case .breakerTripped: "215b7b293fbf4935851174859b9fcde1"
        case .serverUnreachable: "b4dce85d47b34b52bd66932532971917"
        case .serverReachable: "86ff679197a0486eb2b23b5b56b37449"
        case .authenticationRefused: "ddb4fe25ba664536b1cd22322325d9be"
        case .tokenLimited: "32ad615f7e184063949c74a19fd84145"
        case .configurationLoaded: "c3a09c78f2b44eb797f82c56f96f87d7"
        case .configurationRejected: "e9fe6cf898a7405695f580fcb8684361"
        }
    }

    /// The priority of the event; a started or finished activity of a quiet type has debug instead.
    package var priority: Priority {
        switch self {
        case .progress: .debug
        case .started, .finished, .rulePending, .stopAbandoned: .info
        case .lost, .wouldStop, .ruleUndecided, .stopRequested, .stopConfirmed, .serverReachable,
            .configurationLoaded:
            .notice
        case .ruleFired, .stopIneffective, .serverUnreachable, .tokenLimited: .warning
        case .breakerTripped, .authenticationRefused, .configurationRejected: .error
        }
    }
}
