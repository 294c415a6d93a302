// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What an observation changed in what is known of a server's activities.
///
/// A tracked activity is large, so it is kept apart: most of thousands of changes name an activity alone.
enum TrackingChange: Hashable, Sendable {
    /// First sight.
    case started(ActivityID)
    /// Progress, title or subtitle changed.
    case changed(ActivityID)
    /// It ended: a complete snapshot of the same epoch does not show it any more, or a notification told the end.
    indirect case ended(TrackedActivity)
    /// Its end is the first news about it.
    indirect case passed(TrackedActivity)
    /// It is gone, and its end was not seen.
    indirect case lost(TrackedActivity, LossReason)
}

/// Why the end of an activity was not seen: `PLEX_REASON` of `lost`.
enum LossReason: String, CaseIterable, Hashable, Sendable {
    /// The epoch of the server ended.
    case serverRestarted = "server-restarted"
    /// Another server answers at the address.
    case identityChanged = "identity-changed"
    /// It was gone when the daemon looked again after a restart of its own.
    case daemonRestarted = "daemon-restarted"
    /// Incomplete lists did not show it for too long, and there was no room to keep it.
    case notShown = "not-shown"
    /// The token changed, and the new one does not show the activity.
    case tokenChanged = "token-changed"
    /// The server is no longer in the configuration.
    case noLongerWatched = "no-longer-watched"
}
