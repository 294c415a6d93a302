// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What a simulated server is, what runs on it and when, and what goes wrong.
///
/// All times are counted from the start of the simulator; `docs/simulator.md` describes the file format.
package struct Scenario: Hashable, Sendable {
    /// What the uuids of activities are derived from: the same seed gives the same uuids.
    package var seed: UInt64
    /// The server itself.
    package var server: ServerProfile
    /// Who may ask, besides the account of the server's own token.
    package var accounts: [Account]
    /// The libraries.
    package var sections: [LibrarySection]
    /// The maintenance tasks that `GET /butler` lists.
    package var butlerTasks: [ButlerTask]
    /// Who plays something, and when.
    package var sessions: [SessionPlan]
    /// The work, in the order of the file.
    package var activities: [ActivityPlan]
    /// What goes wrong; the first that applies to a request wins.
    package var faults: [Fault]
    /// When the server restarts, in order of time.
    package var restarts: [RestartPlan]

    /// A scenario with these parts; by default an idle server that wants no token.
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

/// The server that is simulated.
package struct ServerProfile: Hashable, Sendable {
    /// What `/identity` and `/` say; a new one means another server behind the same address.
    package var machineIdentifier = "5a11000000000000000000000000000000c0ffee"
    /// The version of Plex Media Server that it claims to be.
    package var version = "1.43.3.10000-51a1a7ed0"
    /// The `X-Plex-Pms-Api-Version` header; nil leaves it out, as servers before 1.41.9 do.
    package var apiVersion: String? = "1.1.1"
    /// The name that people gave it.
    package var name = "Simulator"
    /// The token of the first account; nil means that none is needed and that everybody is that account.
    package var token: String?
    /// Whether the first account is an administrator.
    package var isAdministrator = true
    /// The first account's user id; 1 is the owner.
    package var userID = 1
    /// What an account that is no administrator gets for an administrator's request: 401 or 403.
    package var refusalStatus = 403
    /// Whether the permanent `butler` row at progress 100 is there, as measured on an idle server.
    package var hasIdleButlerRow = false
    /// Whether a section's refresh names the activity that it started in `X-Plex-Activity`; some servers leave it out.
    package var sendsActivityHeader = true

    /// A server that wants no token.
    package init() {}
}

/// Somebody who may ask.
package struct Account: Hashable, Sendable {
    /// The token that is sent as `X-Plex-Token`.
    package var token: String
    /// The user whose activities it sees if it is no administrator.
    package var userID: Int
    /// Whether it sees everything and may stop sections and tasks.
    package var isAdministrator: Bool

    /// An account with these values.
    package init(token: String, userID: Int, isAdministrator: Bool) {
        self.token = token
        self.userID = userID
        self.isAdministrator = isAdministrator
    }
}

/// One playback session and the time in which it exists.
package struct SessionPlan: Hashable, Sendable {
    /// The server's `sessionKey`.
    package var key: String
    /// What is played.
    package var title: String
    /// What the player does: `playing`, `paused` or `buffering`, or a word that no client knows.
    package var state: String
    /// Whether the server transcodes for it.
    package var isTranscoding: Bool
    /// When it begins.
    package var from: Duration
    /// When it is over; nil means never.
    package var until: Duration?

    /// A session with these values.
    package init(
        key: String,
        title: String = "A film",
        state: String = "playing",
        isTranscoding: Bool = false,
        from: Duration = .zero,
        until: Duration? = nil
    ) {
        self.key = key
        self.title = title
        self.state = state
        self.isTranscoding = isTranscoding
        self.from = from
        self.until = until
    }
}

/// A restart of the server: every uuid vanishes, and for a while nobody answers.
package struct RestartPlan: Hashable, Sendable {
    /// When it goes down.
    package var at: Duration
    /// How long connections are refused.
    package var downFor: Duration
    /// The identity with which it comes back; nil means the one it had.
    package var machineIdentifier: String?
    /// Whether the work that ran begins again, with new uuids.
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
