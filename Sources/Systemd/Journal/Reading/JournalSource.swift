// SPDX-License-Identifier: Apache-2.0

/// The journal files for a ``JournalReader``.
public enum JournalSource: Hashable, Sendable {
    /// The files of this machine's journald, volatile and persistent: `SD_JOURNAL_LOCAL_ONLY` of sd_journal_open(3).
    case local
    /// All journal files in a directory and in its subdirectories of machines: sd_journal_open_directory(3).
    case directory(String)
    /// These journal files, sd_journal_open_files(3).
    case files([String])
}

/// A field that selected entries must have: sd_journal_add_match(3).
public struct JournalMatch: Hashable, Sendable {
    /// The name of the field; trusted fields of journald, such as `_SYSTEMD_UNIT`, are allowed.
    public let name: String
    /// The exact value, any bytes.
    public let value: [UInt8]

    /// A field with a value of text.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = Array(value.utf8)
    }
}

/// The limits of a ``JournalReader`` for one entry. It reads an entry beyond the limits, and drops the excess.
public struct JournalReaderLimits: Hashable, Sendable {
    /// The longest value in bytes; a longer one is cut.
    public var valueBytes: Int
    /// The most fields of an entry; journald itself accepts 1024.
    public var fields: Int

    /// Limits; by default 64 KiB, as in sd_journal_set_data_threshold(3), and 1024 fields.
    public init(valueBytes: Int = 64 << 10, fields: Int = 1024) {
        self.valueBytes = valueBytes
        self.fields = fields
    }
}
