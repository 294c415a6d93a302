// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The request of ours that an activity may have ended of: kept with the activity, and told when it ends.
package struct CoveringRequest: Hashable, Codable, Sendable {
    /// The rule that asked.
    package var rule: String
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// Whether the activity was none of the decision's victims and only shared their target.
    package var isCollateral: Bool
    /// Whether it may not have been sent, as the service ended before it was answered; nil for no.
    package var mayBeUnsent: Bool?
}

/// That a request was noted on an activity, and what was noted there before.
struct RequestMark: Hashable, Sendable {
    /// The activity.
    let activity: ActivityID
    /// What was noted.
    let mark: CoveringRequest
    /// The earlier request of ours that covered it; nil where there was none.
    let before: CoveringRequest?
}
