// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Systemd

/// The events to show.
struct EventSelection: Sendable {
    /// The names of the events; empty for all.
    var events: [String] = []
    /// The rules; empty for all.
    var rules: [String] = []
    /// The servers; empty for all.
    var servers: [String] = []
    /// The least urgent priority; nil for all.
    var priority: Priority?
    /// The earliest time, in microseconds since 1970-01-01 UTC; nil for no limit.
    var since: Int64?
    /// The latest time, in microseconds since 1970-01-01 UTC; nil for no limit.
    var until: Int64?

    /// The matches for libsystemd; the times are not among them.
    var matches: [JournalMatch] {
        self.events.map { JournalMatch(EventFieldName.event.rawValue, $0) }
            + self.rules.map { JournalMatch(EventFieldName.rule.rawValue, $0) }
            + self.servers.map { JournalMatch(EventFieldName.server.rawValue, $0) }
            + (self.priority.map { 0...$0.rawValue }.map(Array.init) ?? []).map { JournalMatch("PRIORITY", String($0)) }
    }
}
