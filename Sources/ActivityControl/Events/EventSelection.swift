// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Systemd

/// Which events are wanted.
struct EventSelection: Sendable {
    /// The names of the events; none for all.
    var events: [String] = []
    /// The rules; none for all.
    var rules: [String] = []
    /// The servers; none for all.
    var servers: [String] = []
    /// The least urgent priority; nil for all.
    var priority: Priority?
    /// The earliest time, in microseconds since the beginning of 1970, UTC; nil for no limit.
    var since: Int64?
    /// The latest time; nil for no limit.
    var until: Int64?

    /// What libsystemd can look for.
    var matches: [JournalMatch] {
        self.events.map { JournalMatch(EventFieldName.event.rawValue, $0) }
            + self.rules.map { JournalMatch(EventFieldName.rule.rawValue, $0) }
            + self.servers.map { JournalMatch(EventFieldName.server.rawValue, $0) }
            + (self.priority.map { 0...$0.rawValue }.map(Array.init) ?? []).map { JournalMatch("PRIORITY", String($0)) }
    }
}
