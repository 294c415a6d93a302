// SPDX-License-Identifier: Apache-2.0

/// One condition of a rule's `[rule.when]`.
package enum Condition: Hashable, Sendable {
    /// It has been seen running for at least this long, in evidence.
    case runningFor(Duration)
    /// Neither progress nor title nor subtitle has changed for at least this long, in evidence.
    case noProgressFor(Duration)
    /// Its progress is below this percentage.
    case progressBelow(Double)
    /// Its progress is above this percentage.
    case progressAbove(Double)

    /// The key in the configuration and in `PLEX_PREDICATES`.
    package var name: String {
        switch self {
        case .runningFor: "running-for"
        case .noProgressFor: "no-progress-for"
        case .progressBelow: "progress-below"
        case .progressAbove: "progress-above"
        }
    }

    /// The time that the condition waits for, or nil for one that needs none.
    package var threshold: Duration? {
        switch self {
        case .runningFor(let duration), .noProgressFor(let duration): duration
        case .progressBelow, .progressAbove: nil
        }
    }
}
