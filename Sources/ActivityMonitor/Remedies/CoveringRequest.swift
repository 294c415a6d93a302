// SPDX-License-Identifier: Apache-2.0

/// The request of ours that an activity may have ended of: kept with the activity, and told when it ends.
package struct CoveringRequest: Hashable, Codable, Sendable {
    /// The rule that asked.
    package var rule: String
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// Whether the activity was none of the decision's victims and only shared their target.
    package var isCollateral: Bool
}
