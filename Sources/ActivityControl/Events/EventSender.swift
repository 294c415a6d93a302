// SPDX-License-Identifier: Apache-2.0
import Systemd

/// Who may have written an event: anybody can write entries with any fields, but not those with an underscore in front.
///
/// An entry of the service has the service's `_SYSTEMD_UNIT`, which journald takes from the control group of the process.
/// For a process that has ended before journald came to read, it finds none; the user it knows all the same (`_UID`,
/// which the kernel adds). So entries without a unit count if their user is one that the service has run as. With
/// `DynamicUser=` nobody else has that user while the service runs.
struct EventSender {
    /// The fields that the decision needs.
    static let names = ["SYSLOG_IDENTIFIER", Self.unitField, Self.userField]
    /// The `SYSLOG_IDENTIFIER` of the daemon.
    static let identifier = "plex-activityd"

    private static let unitField = "_SYSTEMD_UNIT"
    private static let userField = "_UID"

    /// The service's unit.
    let unit: String
    /// The users it has run as.
    private(set) var users: Set<String> = []

    /// What libsystemd can look for: entries of the unit, and those of its users.
    var matches: [[JournalMatch]] {
        let identifier = JournalMatch("SYSLOG_IDENTIFIER", Self.identifier)
        let ofUnit = [identifier, JournalMatch(Self.unitField, self.unit)]
        guard !self.users.isEmpty else { return [ofUnit] }
        return [ofUnit, [identifier] + self.users.sorted().map { JournalMatch(Self.userField, $0) }]
    }

    /// Whether the service has written an entry. Learns the user of those that surely come from it.
    mutating func accepts(_ record: JournalRecord) -> Bool {
        guard record["SYSLOG_IDENTIFIER"] == Self.identifier else { return false }
        let user = record[Self.userField]
        guard let unit = record[Self.unitField] else { return user.map(self.users.contains) ?? false }
        guard unit == self.unit else { return false }
        if let user { self.users.insert(user) }
        return true
    }
}
