// SPDX-License-Identifier: Apache-2.0

/// One entry from the journal.
///
/// Its sender chose the fields: they may hold any bytes and may repeat, within the reader's limits. Fields that begin
/// with an underscore come from journald and cannot be forged (systemd.journal-fields(7), "Trusted journal fields").
public struct JournalRecord: Hashable, Sendable {
    /// One field: a name and any bytes.
    public struct Field: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value, cut at the reader's limit.
        public let value: [UInt8]

        /// The value as text; bytes that are not UTF-8 are replaced by U+FFFD.
        public var text: String { String(decoding: self.value, as: UTF8.self) }
    }

    /// The entry's cursor: sd_journal_get_cursor(3).
    public let cursor: String
    /// When journald received the entry, in microseconds since 1970-01-01 UTC: sd_journal_get_realtime_usec(3).
    public let realtimeMicroseconds: UInt64
    /// The same time on the monotonic clock of its boot, in microseconds: sd_journal_get_monotonic_usec(3).
    public let monotonicMicroseconds: UInt64
    /// The boot in which journald received the entry.
    public let boot: Identifier128
    /// The requested fields, in no defined order.
    public let fields: [Field]

    /// The first value of a field as text; nil without such a field.
    public subscript(_ name: String) -> String? {
        self.fields.first { $0.name == name }?.text
    }
}
