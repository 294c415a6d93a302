// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexModel
package import Systemd

/// An event from the journal. Its texts are made printable: they have no control characters and no direction overrides.
package struct JournalEvent: Sendable {
    /// The standard fields of an entry that are read.
    package static let standardFields = [
        "SYSLOG_IDENTIFIER", "PRIORITY", "MESSAGE_ID", "MESSAGE",
    ]
    /// All fields that are read.
    package static let names = Set(
        Self.standardFields + EventFieldName.allCases.map(\.rawValue) + EventSender.names)

    /// The entry's cursor in the journal.
    package let cursor: String
    /// The time of the entry, in microseconds since 1970-01-01 UTC.
    package let microseconds: Int64
    /// The time of the entry on the monotonic clock of its boot, in microseconds.
    package let monotonicMicroseconds: UInt64
    /// The boot of the entry, as 32 hexadecimal digits.
    package let boot: String
    /// The fields and their values, in the order of the journal contract.
    package let fields: [(name: String, value: String)]

    /// The event of an entry; nil for an entry without an event.
    package init?(_ record: JournalRecord) {
        guard record[EventFieldName.event.rawValue] != nil else { return nil }
        self.cursor = record.cursor
        self.microseconds = Int64(clamping: record.realtimeMicroseconds)
        self.monotonicMicroseconds = record.monotonicMicroseconds
        self.boot = record.boot.description
        let names = Self.standardFields + EventFieldName.allCases.map(\.rawValue)
        self.fields = names.compactMap { name in
            record[name].map { (name, $0.printable(limit: 64 << 10)) }
        }
    }

    /// The value of a field of the journal.
    package subscript(name: String) -> String? {
        self.fields.first { $0.name == name }?.value
    }

    /// The value of a field of an event.
    package subscript(name: EventFieldName) -> String? { self[name.rawValue] }

    /// The priority; info if the entry has no known one.
    package var priority: Priority {
        self["PRIORITY"].flatMap { Int($0) }.flatMap(Priority.init(rawValue:)) ?? .info
    }

    /// The event as one JSON object: the journal's field names with strings, as in `journalctl -o json` and in the
    /// daemon's `--output json`.
    package var json: JSONValue {
        let head: [(String, String)] = [
            ("__CURSOR", self.cursor), ("__REALTIME_TIMESTAMP", String(self.microseconds)),
            ("__MONOTONIC_TIMESTAMP", String(self.monotonicMicroseconds)), ("_BOOT_ID", self.boot),
        ]
        return .object((head + self.fields).map { JSONValue.Member($0.0, .string($0.1)) })
    }
}
