// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The content of `status.json`: what the daemon knows now, for `plex-activityctl status` and other programs.
package struct StatusDocument: Codable, Hashable, Sendable {
    /// The layout of this version.
    package static let currentVersion = 1

    /// The layout it was written in.
    package var version = Self.currentVersion
    /// The version of the daemon.
    package var programVersion: String
    /// The process.
    package var pid: Int32
    /// When it was written: RFC 3339, UTC.
    package var writtenAt: String
    /// When the daemon started: RFC 3339, UTC.
    package var startedAt: String
    /// Why the last configuration that was offered is not in force; nil where it is.
    package var rejectedConfiguration: String?
    /// Whether everything is paused: null where it is not, the end as RFC 3339 has it, or empty for until lifted.
    package var pause: Pause?
    /// How the polls of each server go, in the configuration's order.
    package var polls: [PollStatus]
    /// What is being done about the notifications of each server, in the configuration's order.
    package var streams: [StreamConnectionStatus]
    /// What the monitor knows.
    package var monitor: StatusReport
    /// How many events there were since the daemon started.
    package var counters: EventCounters
}

/// How the polls of one server go.
package struct PollStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var server: String
    /// When the last poll was answered or failed: RFC 3339, UTC; nil before the first.
    package var lastPoll: String?
    /// When the last good answer came.
    package var lastAnswer: String?
    /// Why the last poll failed; nil when it did not.
    package var lastError: String?
    /// The time between two polls at present, in microseconds.
    package var intervalMicroseconds: Int64
}

extension StatusReport {
    /// The report in one line, for `STATUS=` of sd_notify(3).
    package var line: String {
        self.servers.map(\.line).joined(separator: " · ")
    }
}

extension ServerStatus {
    /// The server in a few words: `home 1.43: 3 activities, 1 rule pending; 2 stops in the last hour`.
    fileprivate var line: String {
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
        text += "; \(Self.count(self.stopsInLastHour, "stop")) in the last hour"
        if !self.breakers.isEmpty { text += ", \(Self.count(self.breakers.count, "breaker")) tripped" }
        if self.stream.state == "closed" { text += "; no notifications, polled only" }
        return text
    }

    private static func count(_ number: Int, _ one: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(plural ?? one + "s")"
    }
}
