// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The inputs of a ``Monitor``.
package enum Input: Hashable, Sendable {
    /// These settings are in force from now on: the first ones, or those of an accepted reload.
    case configure(MonitorSettings)
    /// A server reported its identity (`GET /identity`).
    case identity(server: String, ServerIdentity)
    /// A server named its library sections (`GET /library/sections`).
    case sections(server: String, [LibrarySection])
    /// The hours of a server's maintenance (`GET /:/prefs/get`); nil if they could not be read.
    case maintenance(server: String, MaintenanceHours?)
    /// The sessions of a server for its next poll (`GET /status/sessions`); nil if they could not be read.
    case sessions(server: String, [PlaybackSession]?)
    /// A stream of notifications told the state of a player.
    case playback(server: String, receivedAt: Instant, PlaybackNotification)
    /// The local time; it counts until the next input of this kind.
    case localTime(LocalTime)
    /// A poll (`GET /activities`) was answered or failed.
    case poll(server: String, sentAt: Instant, PollResult)
    /// A stream of notifications brought news of one activity, received at the given instant.
    case notification(server: String, receivedAt: Instant, ActivityNotification)
    /// A stream of notifications was opened or closed. Plex does not repeat the notifications of a closed time.
    case stream(server: String, StreamState)
    /// A request of the monitor was answered, or failed.
    case requestFinished(id: Int, RequestOutcome)
    /// A server told whether the token is an administrator's (`GET /butler`).
    case administrator(server: String, Bool)
    /// A person sends a request to a server with `plex-activityctl cancel`.
    case manualRequest(server: String, ManualRequest)
    /// A server's token was replaced. Requests that the old token did not permit may be tried again.
    case tokenChanged(server: String)
    /// Everything is paused (true) or resumed (false). During a pause, rules stop nothing.
    case pause(Bool)
    /// The instant of ``Monitor/nextDeadline()`` has come. An early or repeated wake has no effect.
    case wake
}

/// The state of a server's stream of notifications.
package enum StreamState: Hashable, Sendable {
    /// Notifications come from now on. The next poll shows everything that happened before.
    case open
    /// The connection ended, was found dead, or could not be made.
    case closed(PollFailure)
    /// A notification could not be understood. For some polls, only the polls show the activities.
    case unclear
    /// The configuration wants no stream.
    case unwanted
}

/// The result of a poll.
package enum PollResult: Hashable, Sendable {
    /// The server listed its activities. An answer with the same bytes as the last one is passed on, too.
    case snapshot(ActivitySnapshot)
    /// There was no usable answer.
    case failure(PollFailure)
}

/// Why a poll or an identity request failed.
package struct PollFailure: Hashable, Sendable {
    /// The kinds of failure.
    package enum Kind: String, Hashable, Sendable {
        /// The connection could not be made, or it broke.
        case unreachable
        /// The answer was not complete within the request's timeout.
        case timedOut = "timed-out"
        /// The server refused the token: 401 or 498.
        case unauthorized
        /// The server answered with another status outside 2xx.
        case status
        /// The server answered with 2xx, but not with a readable list of activities.
        case unreadable
    }

    /// The kind of failure.
    package var kind: Kind
    /// The HTTP status; nil without an answer.
    package var status: Int?
    /// One sentence for the operator, safe to print. It does not contain the token.
    package var explanation: String
    /// Whether the server refused a request without a token. A recording does not keep it.
    package var lacksToken: Bool

    /// A failure with these values.
    package init(kind: Kind, status: Int? = nil, explanation: String, lacksToken: Bool = false) {
        self.kind = kind
        self.status = status
        self.explanation = explanation
        self.lacksToken = lacksToken
    }
}
