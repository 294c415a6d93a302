// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// Something that changed in a world, as a server tells those who listen to its notifications.
package enum WorldChange: Hashable, Sendable {
    /// A run began, shows other values, or ended; one that ended comes with the last row that it had.
    case activity(ActivityNotification)
    /// Somebody plays something in another state than before: the session's own, or `stopped` when it is over.
    case playing(SessionPlan, state: String)
    /// The server restarted: nobody listens any more, and what vanished with it is not told.
    case restarted
}
