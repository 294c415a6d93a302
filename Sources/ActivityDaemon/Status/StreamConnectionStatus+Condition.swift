// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import PlexClient
import ServiceFiles

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
