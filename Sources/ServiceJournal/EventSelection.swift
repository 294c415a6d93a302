// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Systemd

/// The events to show.
package struct EventSelection: Sendable {
    /// The names of the events; empty for all.
    package var events: [String] = []
    /// The rules; empty for all.
    package var rules: [String] = []
    /// The servers; empty for all.
    package var servers: [String] = []
    /// The least urgent priority; nil for all.
    package var priority: Priority?
    /// The earliest time, in microseconds since 1970-01-01 UTC; nil for no limit.
    package var since: Int64?
    /// The latest time, in microseconds since 1970-01-01 UTC; nil for no limit.
    package var until: Int64?

    /// The events of a selection; all of them by default.
    package init(
        events: [String] = [], rules: [String] = [], servers: [String] = [], priority: Priority? = nil,
        since: Int64? = nil, until: Int64? = nil
    ) {
        self.events = events
        self.rules = rules
        self.servers = servers
        self.priority = priority
        self.since = since
        self.until = until
    }

    /// The matches for libsystemd; the times are not among them.
    package var matches: [JournalMatch] {
        self.events.map { JournalMatch(EventFieldName.event.rawValue, $0) }
            + self.rules.map { JournalMatch(EventFieldName.rule.rawValue, $0) }
            + self.servers.map { JournalMatch(EventFieldName.server.rawValue, $0) }
            + (self.priority.map { 0...$0.rawValue }.map(Array.init) ?? []).map { JournalMatch("PRIORITY", String($0)) }
    }
}
