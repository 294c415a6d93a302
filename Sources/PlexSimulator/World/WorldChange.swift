// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A change in a world, as a server reports it in its notifications.
package enum WorldChange: Hashable, Sendable {
    /// A run began, changed or ended; an ended run has its last row.
    case activity(ActivityNotification)
    /// A session has another state than before: its own state, or `stopped` at its end; with its playhead at that time.
    case playing(SessionPlan, state: String, playhead: Duration)
    /// The server restarted: all streams are closed, and the lost activities are not reported.
    case restarted
}
