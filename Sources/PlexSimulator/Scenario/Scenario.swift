// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A simulated server with its work, its faults and its restarts.
///
/// All times count from the start of the simulator. `docs/simulator.md` describes the file format.
package struct Scenario: Hashable, Sendable {
    /// The seed of the activities' uuids: the same seed gives the same uuids.
    package var seed: UInt64
    /// The server itself.
    package var server: ServerProfile
    /// The accounts besides the account of the server's own token.
    package var accounts: [Account]
    /// The libraries.
    package var sections: [LibrarySection]
    /// The maintenance tasks that `GET /butler` lists.
    package var butlerTasks: [ButlerTask]
    /// The playback sessions.
    package var sessions: [SessionPlan]
    /// The work, in the order of the file.
    package var activities: [ActivityPlan]
    /// The faults; the first one that applies to a request wins.
    package var faults: [Fault]
    /// The restarts, in order of time.
    package var restarts: [RestartPlan]

    /// A scenario with these parts; by default an idle server that needs no token.
    package init(
        seed: UInt64 = 1,
        server: ServerProfile = ServerProfile(),
        accounts: [Account] = [],
        sections: [LibrarySection] = [],
        butlerTasks: [ButlerTask] = [],
        sessions: [SessionPlan] = [],
        activities: [ActivityPlan] = [],
        faults: [Fault] = [],
        restarts: [RestartPlan] = []
    ) {
        self.seed = seed
        self.server = server
        self.accounts = accounts
        self.sections = sections
        self.butlerTasks = butlerTasks
        self.sessions = sessions
        self.activities = activities
        self.faults = faults
        self.restarts = restarts.sorted { $0.at < $1.at }
    }
}

/// The simulated server.
package struct ServerProfile: Hashable, Sendable {
    /// The identifier in `/identity` and `/`. A new identifier means another server behind the same address.
    package var machineIdentifier = "5a11000000000000000000000000000000c0ffee"
    /// The reported version of Plex Media Server.
    package var version = "1.43.3.10000-51a1a7ed0"
    /// The `X-Plex-Pms-Api-Version` header; nil leaves it out, as servers before 1.41.9 do.
    package var apiVersion: String? = "1.1.1"
    /// The name for people.
    package var name = "Simulator"
    /// The token of the first account; nil means that no token is needed, and that every request is from that account.
    package var token: String?
    /// Whether the first account is an administrator.
    package var isAdministrator = true
    /// The first account's user id; 1 is the owner.
    package var userID = 1
    /// The status for an administrator's request from another account: 401 or 403.
    package var refusalStatus = 403
    /// The hours of its maintenance, for `GET /:/prefs/get`; nil for a server that does not tell them.
    package var maintenance: MaintenanceHours? = MaintenanceHours(start: 2, end: 5)
    /// Whether the server shows the permanent `butler` row at progress 100, as an idle server does (measured).
    package var hasIdleButlerRow = false
    /// Whether the answer to a section's refresh names the started activity in `X-Plex-Activity`; some servers leave it
    /// out.
    package var sendsActivityHeader = true

    /// A server that needs no token.
    package init() {}
}

/// An account.
package struct Account: Hashable, Sendable {
    /// The token in `X-Plex-Token`.
    package var token: String
    /// The user; without administrator rights, the account sees only this user's activities.
    package var userID: Int
    /// Whether the account sees all activities and may stop sections and tasks.
    package var isAdministrator: Bool

    /// An account with these values.
    package init(token: String, userID: Int, isAdministrator: Bool) {
        self.token = token
        self.userID = userID
        self.isAdministrator = isAdministrator
    }
}

/// One playback session and its time.
package struct SessionPlan: Hashable, Sendable {
    /// The server's `sessionKey`.
    package var key: String
    /// The title of the media.
    package var title: String
    /// The state of the player: `playing`, `paused`, `buffering`, or a word that no client knows.
    package var state: String
    /// Whether the server transcodes for the session.
    package var isTranscoding: Bool
    /// The begin.
    package var from: Duration
    /// The end; nil for no end.
    package var until: Duration?
    /// From when on it is a ghost: the stream calls it stopped and its playhead stands still, but the server goes on
    /// listing it as before; nil for never.
    package var ghostFrom: Duration?

    /// A session with these values.
    package init(
        key: String,
        title: String = "A film",
        state: String = "playing",
        isTranscoding: Bool = false,
        from: Duration = .zero,
        until: Duration? = nil,
        ghostFrom: Duration? = nil
    ) {
        self.ghostFrom = ghostFrom
        self.key = key
        self.title = title
        self.state = state
        self.isTranscoding = isTranscoding
        self.from = from
        self.until = until
    }

    /// Where the playhead is (`viewOffset`): it moves while the session plays, from zero at its begin.
    package func playhead(at time: Duration) -> Duration {
        guard self.state == "playing" else { return .zero }
        return max(.zero, min(time, self.ghostFrom ?? time) - self.from)
    }
}

/// A restart of the server: every uuid disappears, and for a while the server does not answer.
package struct RestartPlan: Hashable, Sendable {
    /// The time at which the server goes down.
    package var at: Duration
    /// How long the server refuses connections.
    package var downFor: Duration
    /// The identifier after the restart; nil keeps the old one.
    package var machineIdentifier: String?
    /// Whether the interrupted work starts again, with new uuids.
    package var resumesWork: Bool

    /// A restart with these values.
    package init(
        at: Duration,
        downFor: Duration = .zero,
        machineIdentifier: String? = nil,
        resumesWork: Bool = false
    ) {
        self.at = at
        self.downFor = downFor
        self.machineIdentifier = machineIdentifier
        self.resumesWork = resumesWork
    }
}
