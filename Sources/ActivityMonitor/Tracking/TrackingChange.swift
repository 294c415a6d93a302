// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What an observation changed in what is known of a server's activities.
enum TrackingChange: Hashable, Sendable {
    /// First sight.
    case started(ActivityID)
    /// Progress, title or subtitle changed.
    case changed(ActivityID)
    /// It was there, and a complete snapshot of the same epoch proves that it is not any more, or a notification said so.
    case ended(TrackedActivity)
    /// Its end is the first that was heard of it.
    case passed(TrackedActivity)
    /// It is gone, and nobody saw how.
    case lost(TrackedActivity, LossReason)
}

/// Why nobody saw how an activity went: `PLEX_REASON` of `lost`.
enum LossReason: String, CaseIterable, Hashable, Sendable {
    /// The epoch of the server ended.
    case serverRestarted = "server-restarted"
    /// Another server answers at the address.
    case identityChanged = "identity-changed"
    /// It was gone when the daemon looked again after a restart of its own.
    case daemonRestarted = "daemon-restarted"
    /// Incomplete lists have not shown it for so long, and so much else, that it is not kept.
    case notShown = "not-shown"
    /// Another token is used, and it does not show it.
    case tokenChanged = "token-changed"
    /// The server is no longer in the configuration.
    case noLongerWatched = "no-longer-watched"
}
