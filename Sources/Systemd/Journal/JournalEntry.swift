// SPDX-License-Identifier: Apache-2.0

/// One field of a journal entry: a name and any bytes.
public struct JournalField: Hashable, Sendable {
    /// The name.
    public let name: JournalFieldName
    /// The value: any bytes, newlines and NUL included. Text is UTF-8.
    public let value: [UInt8]

    /// A field with a value of bytes.
    public init(name: JournalFieldName, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A field with a value of text.
    public init(name: JournalFieldName, value: String) {
        self.init(name: name, value: Array(value.utf8))
    }

    /// The value as text; bytes that are not UTF-8 are replaced by U+FFFD.
    public var text: String {
        String(decoding: self.value, as: UTF8.self)
    }
}

/// An entry for the journal: fields in the order of their addition. A name may occur several times
/// (systemd.journal-fields(7)).
public struct JournalEntry: Hashable, Sendable {
    /// The fields.
    public private(set) var fields: [JournalField]

    /// An entry made of fields.
    public init(fields: [JournalField] = []) {
        self.fields = fields
    }

    /// An entry with `MESSAGE`, `PRIORITY` and, if given, `SYSLOG_IDENTIFIER`.
    public init(message: String, priority: JournalPriority, identifier: String? = nil) {
        self.init()
        self.append(.message, message)
        self.append(.priority, String(priority.rawValue))
        if let identifier { self.append(.syslogIdentifier, identifier) }
    }

    /// Adds a field of text.
    public mutating func append(_ name: JournalFieldName, _ value: String) {
        self.fields.append(JournalField(name: name, value: value))
    }

    /// Adds a field of bytes.
    public mutating func append(_ name: JournalFieldName, bytes: [UInt8]) {
        self.fields.append(JournalField(name: name, value: bytes))
    }

    /// The first value of a field as text; nil without such a field.
    public subscript(_ name: JournalFieldName) -> String? {
        self.fields.first { $0.name == name }?.text
    }

    /// The priority; nil without a `PRIORITY` from 0 to 7.
    public var priority: JournalPriority? {
        self[.priority].flatMap { Int($0) }.flatMap(JournalPriority.init(rawValue:))
    }

    /// The size in bytes that counts in a queue: names, values and 16 bytes for each field.
    var size: Int {
        self.fields.reduce(0) { $0 + $1.name.text.utf8.count + $1.value.count + 16 }
    }
}
