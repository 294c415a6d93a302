// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import PlexClient

/// How the notifications of one server come.
package struct StreamStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var server: String
    /// `eventsource` or `websocket`; nil where none are wanted.
    package var transport: String?
    /// `open`, `connecting`, `waiting` for the next attempt, or `unwanted`.
    package var state: String
    /// Since when it has been open, or has not: RFC 3339, UTC; nil before the first attempt has ended.
    package var since: String?
    /// Why it is not open; nil where it is or where no attempt has failed.
    package var lastError: String?
    /// When it is tried again; nil where nothing waits for that.
    package var nextAttempt: String?

    /// Whether notifications are wanted and an attempt to get them has failed.
    var isMissing: Bool { self.lastError != nil }
}

extension StreamStatus {
    /// The status of a stream in this condition, at an instant that is this time on the wall.
    init(server: String, _ condition: StreamControl.Condition, at now: Instant, _ time: WallTime) {
        func text(of instant: Instant) -> String {
            WallTime(microseconds: time.microseconds + now.duration(to: instant).wholeMicroseconds).text
        }
        self.init(
            server: server, transport: condition.transport?.rawValue, state: "unwanted",
            since: condition.since.map(text(of:)), lastError: condition.reason)
        switch condition.phase {
        case .unwanted: break
        case .connecting: self.state = "connecting"
        case .open: self.state = "open"
        case .waiting(let until):
            self.state = "waiting"
            self.nextAttempt = text(of: until)
        }
    }
}
