// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension ServerStatus {
    /// The server in a few words: `home 1.43: 3 activities, 1 rule pending; 2 stops in the last hour`.
    var line: String {
        let version = self.version.map { " " + $0.split(separator: ".").prefix(2).joined(separator: ".") } ?? ""
        let name = "\(self.name)\(version)".printable(limit: 64)
        switch self.state {
        case "starting": return "\(name): not answered yet"
        case "unauthorized": return "\(name): the token is refused"
        case "unreachable": return "\(name): unreachable, \(Self.count(self.failures, "failed poll"))"
        default: break
        }
        var text = "\(name): \(Self.count(self.activityCount, "activity", plural: "activities"))"
        let pending = self.activities.reduce(0) { $0 + $1.pending.count }
        if pending > 0 { text += ", \(Self.count(pending, "rule")) pending" }
        if !self.operations.isEmpty { text += ", \(Self.count(self.operations.count, "stop")) under way" }
        let stops = self.heededStopsInLastHour ?? self.stopsInLastHour
        text += "; \(Self.count(stops, "stop")) in the last hour"
        if !self.breakers.isEmpty { text += ", \(Self.count(self.breakers.count, "breaker")) tripped" }
        if self.stream.state == "closed" { text += "; no notifications, polled only" }
        return text
    }

    private static func count(_ number: Int, _ one: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(plural ?? one + "s")"
    }
}
