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
    /// At least so many activities of its server, type and known section are there.
    case duplicatesAtLeast(Int)
    /// At least so many sessions on its server play or buffer.
    case streamsAtLeast(Int)
    /// At least so many of those sessions are transcoded.
    case transcodesAtLeast(Int)
    /// It has been running for longer than this many times what is usual for its server, type and section.
    case slowerThanUsual(Double)
    /// Work of its server, type and section has started at least so many times within this time.
    case startsAtLeast(Int, within: Duration)
    /// One of these windows is open.
    case during([TimeWindow])
    /// None of these windows is open.
    case notDuring([TimeWindow])

    /// The key in the configuration and in `PLEX_PREDICATES`.
    package var name: String {
        switch self {
        case .runningFor: "running-for"
        case .noProgressFor: "no-progress-for"
        case .progressBelow: "progress-below"
        case .progressAbove: "progress-above"
        case .duplicatesAtLeast: "duplicates-at-least"
        case .streamsAtLeast: "streams-at-least"
        case .transcodesAtLeast: "transcodes-at-least"
        case .slowerThanUsual: "slower-than-usual"
        case .startsAtLeast: "starts-at-least"
        case .during: "during"
        case .notDuring: "not-during"
        }
    }

    /// The time that the condition waits for, or nil for one that needs none.
    package var threshold: Duration? {
        switch self {
        case .runningFor(let duration), .noProgressFor(let duration): duration
        default: nil
        }
    }

    /// Whether the condition is about the sessions that play on the server.
    package var needsSessions: Bool {
        switch self {
        case .streamsAtLeast, .transcodesAtLeast: true
        default: false
        }
    }
}
