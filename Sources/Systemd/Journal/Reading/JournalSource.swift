// SPDX-License-Identifier: Apache-2.0

/// Which journal files a ``JournalReader`` reads.
public enum JournalSource: Hashable, Sendable {
    /// What this machine's journald has written, persistent or not: `SD_JOURNAL_LOCAL_ONLY` of sd_journal_open(3).
    case local
    /// All journal files in a directory, and in its subdirectories named after machines: sd_journal_open_directory(3).
    case directory(String)
    /// These journal files, sd_journal_open_files(3).
    case files([String])
}

/// One field that entries must have to be read, sd_journal_add_match(3).
public struct JournalMatch: Hashable, Sendable {
    /// The name of the field, those that journald itself vouches for included (`_SYSTEMD_UNIT`).
    public let name: String
    /// The exact value, any bytes.
    public let value: [UInt8]

    /// A field with a value of text.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = Array(value.utf8)
    }
}

/// How much of an entry a ``JournalReader`` takes. What lies beyond is left out, and the entry read nevertheless.
public struct JournalReaderLimits: Hashable, Sendable {
    /// The longest value in bytes; a longer one is cut.
    public var valueBytes: Int
    /// How many fields of an entry are taken; journald itself accepts 1024.
    public var fields: Int

    /// Limits; by default 64 KiB, sd_journal_set_data_threshold(3)'s own, and 1024 fields.
    public init(valueBytes: Int = 64 << 10, fields: Int = 1024) {
        self.valueBytes = valueBytes
        self.fields = fields
    }
}
