// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import PlexClient

/// What is being done about the notifications of one server; how they are otherwise, the monitor's part says.
package struct StreamConnectionStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var server: String
    /// `eventsource` or `websocket`; nil where none are wanted.
    package var transport: String?
    /// `open`, `connecting`, `waiting` for the next attempt, or `unwanted`.
    package var state: String
    /// Since when it is open: RFC 3339, UTC; nil while it is not.
    package var openSince: String?
    /// Why the last attempt failed or the stream was lost; nil while it is open, or where none has failed.
    package var lastError: String?
    /// When it is tried again; nil where nothing waits for that.
    package var nextAttempt: String?
}

extension StreamConnectionStatus {
    /// The status of a stream in this condition, at an instant that is this time on the wall.
    init(server: String, _ condition: StreamControl.Condition, at now: Instant, _ time: WallTime) {
        func text(of instant: Instant) -> String {
            WallTime(microseconds: time.microseconds + now.duration(to: instant).wholeMicroseconds).text
        }
        self.init(
            server: server, transport: condition.transport?.rawValue, state: "unwanted", lastError: condition.reason)
        switch condition.phase {
        case .unwanted:
            break
        case .connecting:
            self.state = "connecting"
        case .open(let since):
            self.state = "open"
            self.openSince = text(of: since)
        case .waiting(let until):
            self.state = "waiting"
            self.nextAttempt = text(of: until)
        }
    }
}
