// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// All that can happen to a ``Monitor``.
package enum Input: Hashable, Sendable {
    /// Watch by these settings from now on: the first ones, or an accepted reload.
    case configure(MonitorSettings)
    /// A server said who it is (`GET /identity`).
    case identity(server: String, ServerIdentity)
    /// A server named its library sections (`GET /library/sections`).
    case sections(server: String, [LibrarySection])
    /// The sessions of a server were read (`GET /status/sessions`), or could not be (nil): they count for its next poll.
    case sessions(server: String, [PlaybackSession]?)
    /// A stream of notifications said what a player does now.
    case playback(server: String, receivedAt: Instant, PlaybackNotification)
    /// What the clock on the wall shows: it counts until the next one is told.
    case localTime(LocalTime)
    /// A poll (`GET /activities`) was answered or failed.
    case poll(server: String, sentAt: Instant, PollResult)
    /// A stream of notifications brought news of one activity, received at the given instant.
    case notification(server: String, receivedAt: Instant, ActivityNotification)
    /// A stream of notifications was opened, or is closed: nothing that happens while it is closed is told later.
    case stream(server: String, StreamState)
    /// A request that the monitor asked for was answered, or was not.
    case requestFinished(id: Int, RequestOutcome)
    /// A server's token is another one now: what an older one was not permitted may be tried again.
    case tokenChanged(server: String)
    /// Whether everything is paused: while it is, nothing is stopped.
    case pause(Bool)
    /// Time has passed; due is what ``Monitor/nextDeadline()`` named. Spurious ones are free.
    case wake
}

/// Whether a server's notifications come.
package enum StreamState: Hashable, Sendable {
    /// From now on; what happened before is for the next poll to show.
    case open
    /// Not any more: the connection ended, was found dead, or could not be made.
    case closed(PollFailure)
    /// They do, but something came of which nobody knows what it was about: for a while only polls show what is there.
    case unclear
    /// Nobody listens, because the configuration does not want it.
    case unwanted
}

/// What became of a poll.
package enum PollResult: Hashable, Sendable {
    /// The server showed its activities. An answer with the bytes of the last one is passed on like any other.
    case snapshot(ActivitySnapshot)
    /// There was no usable answer.
    case failure(PollFailure)
}

/// Why a poll or an identity request brought nothing.
package struct PollFailure: Hashable, Sendable {
    /// What kind of failure it is.
    package enum Kind: String, Hashable, Sendable {
        /// No connection, or it broke.
        case unreachable
        /// No whole answer within the request's timeout.
        case timedOut = "timed-out"
        /// 401 or 498: the token is not accepted.
        case unauthorized
        /// Another status that is not 2xx.
        case status
        /// A 2xx that is not a readable list of activities.
        case unreadable
    }

    /// What kind of failure it is.
    package var kind: Kind
    /// The HTTP status, where there was an answer.
    package var status: Int?
    /// One sentence for the operator, without the token, safe to print.
    package var explanation: String

    /// A failure with these values.
    package init(kind: Kind, status: Int? = nil, explanation: String) {
        self.kind = kind
        self.status = status
        self.explanation = explanation
    }
}
