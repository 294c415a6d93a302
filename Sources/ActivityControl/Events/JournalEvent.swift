// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Systemd

/// An event as it was read from the journal. Its texts have no control characters and no overrides of the writing
/// direction, whoever wrote them: they are made printable when they are read.
struct JournalEvent: Sendable {
    /// The fields of an entry that are of interest, besides the events' own.
    static let standardFields = [
        "SYSLOG_IDENTIFIER", "PRIORITY", "MESSAGE_ID", "MESSAGE",
    ]
    /// All that is read of an entry.
    static let names = Set(
        Self.standardFields + EventFieldName.allCases.map(\.rawValue) + EventSender.names)

    /// Its place in the journal.
    let cursor: String
    /// When it was written, in microseconds since the beginning of 1970, UTC.
    let microseconds: Int64
    /// The same on the clock of its boot.
    let monotonicMicroseconds: UInt64
    /// The boot in which it was written, as 32 hexadecimal digits.
    let boot: String
    /// The fields with their values, in the order of the journal contract.
    let fields: [(name: String, value: String)]

    /// The event of an entry; nil if the entry is none.
    init?(_ record: JournalRecord) {
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
    subscript(name: String) -> String? {
        self.fields.first { $0.name == name }?.value
    }

    /// The value of a field of an event.
    subscript(name: EventFieldName) -> String? { self[name.rawValue] }

    /// The urgency; info where the entry has none that is known.
    var priority: Priority {
        self["PRIORITY"].flatMap { Int($0) }.flatMap(Priority.init(rawValue:)) ?? .info
    }

    /// The event as one JSON object: the journal's field names, each value a string, as `journalctl -o json` and the
    /// daemon's own `--output json` have them.
    var json: JSONValue {
        let head: [(String, String)] = [
            ("__CURSOR", self.cursor), ("__REALTIME_TIMESTAMP", String(self.microseconds)),
            ("__MONOTONIC_TIMESTAMP", String(self.monotonicMicroseconds)), ("_BOOT_ID", self.boot),
        ]
        return .object((head + self.fields).map { JSONValue.Member($0.0, .string($0.1)) })
    }
}
