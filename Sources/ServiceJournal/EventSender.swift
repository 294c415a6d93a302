// SPDX-License-Identifier: Apache-2.0
package import Systemd

/// Tells the service's entries from forged ones: every program can write any field, except fields that begin with `_`.
///
/// journald adds `_SYSTEMD_UNIT` from the control group of the sending process. If that process has ended before
/// journald reads the entry, the unit is missing, but `_UID` is present, because the kernel adds it. So an entry
/// without a unit counts if the service has run as its user. With `DynamicUser=`, no other process has that user while
/// the service runs. Entries of `plex-activityctl` count if root wrote them.
package struct EventSender {
    /// The fields that the test needs.
    package static let names = ["SYSLOG_IDENTIFIER", Self.unitField, Self.userField]
    /// The `SYSLOG_IDENTIFIER` of the daemon.
    package static let identifier = "plex-activityd"

    /// The `SYSLOG_IDENTIFIER` of the tool, which tells the stops of a person.
    package static let toolIdentifier = "plex-activityctl"

    private static let unitField = "_SYSTEMD_UNIT"
    private static let userField = "_UID"

    /// The service's unit.
    package let unit: String
    /// The users it has run as.
    package private(set) var users: Set<String> = []

    /// The entries of a unit.
    package init(unit: String) {
        self.unit = unit
    }

    /// The matches for libsystemd: entries of the unit, and entries of its users.
    package var matches: [[JournalMatch]] {
        let identifier = JournalMatch("SYSLOG_IDENTIFIER", Self.identifier)
        let ofUnit = [identifier, JournalMatch(Self.unitField, self.unit)]
        let ofTool = [
            JournalMatch("SYSLOG_IDENTIFIER", Self.toolIdentifier), JournalMatch(Self.userField, "0"),
        ]
        guard !self.users.isEmpty else { return [ofUnit, ofTool] }
        return [ofUnit, ofTool, [identifier] + self.users.sorted().map { JournalMatch(Self.userField, $0) }]
    }

    /// Whether the service wrote an entry. An entry with the service's unit also teaches its user.
    package mutating func accepts(_ record: JournalRecord) -> Bool {
        if record["SYSLOG_IDENTIFIER"] == Self.toolIdentifier { return record[Self.userField] == "0" }
        guard record["SYSLOG_IDENTIFIER"] == Self.identifier else { return false }
        let user = record[Self.userField]
        guard let unit = record[Self.unitField] else { return user.map(self.users.contains) ?? false }
        guard unit == self.unit else { return false }
        if let user { self.users.insert(user) }
        return true
    }
}
