// SPDX-License-Identifier: Apache-2.0

/// One entry as it was read from the journal.
///
/// Its fields are whatever the sender put there, within the reader's limits: any bytes, any number of times. Those with
/// an underscore in front come from journald and cannot be forged (systemd.journal-fields(7), "Trusted journal fields").
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

    /// The entry's place, sd_journal_get_cursor(3).
    public let cursor: String
    /// When journald received it, in microseconds since the beginning of 1970, UTC: sd_journal_get_realtime_usec(3).
    public let realtimeMicroseconds: UInt64
    /// The same on the monotonic clock of its boot, in microseconds: sd_journal_get_monotonic_usec(3).
    public let monotonicMicroseconds: UInt64
    /// The boot in which it was received.
    public let boot: Identifier128
    /// The fields, in no defined order; those that were asked for.
    public let fields: [Field]

    /// The first value of a field as text, or nil if there is none.
    public subscript(_ name: String) -> String? {
        self.fields.first { $0.name == name }?.text
    }
}
