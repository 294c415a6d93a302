// SPDX-License-Identifier: Apache-2.0

/// The name of a journal field: `A` to `Z`, `0` to `9` and `_`, a letter first, at most 64 characters.
///
/// journald silently drops a field with any other name and keeps the rest of the entry (sd_journal_sendv(3); measured
/// with systemd 252). So a name is checked before its use. Names that begin with an underscore are journald's own
/// trusted fields (systemd.journal-fields(7)); a client cannot set them.
public struct JournalFieldName: Hashable, Sendable {
    /// The longest name that journald keeps, in characters (measured with systemd 252: it keeps 64 and drops 65).
    public static let maximumLength = 64

    /// The name as it appears in the journal.
    public let text: String

    /// A name from a valid text; nil for any other text.
    public init?(_ text: String) {
        guard Self.isValid(text) else { return nil }
        self.text = text
    }

    /// A valid name made from any text: `request-id` becomes `REQUEST_ID`, `plex.session.id` becomes
    /// `PLEX_SESSION_ID`, and a valid name stays as it is.
    ///
    /// Lower-case letters become capitals, and each other forbidden character becomes `_`. Leading underscores are
    /// removed. A leading digit gets the prefix `FIELD_`, and an empty name becomes `FIELD`. Longer names are cut at 64
    /// characters. The same text always gives the same name, but two texts can give one name.
    public init(mapping text: String) {
        var bytes: [UInt8] = []
        // Iterate over scalars, so that a character outside ASCII becomes one underscore, and not one for each byte.
        for scalar in text.unicodeScalars {
            let byte = scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "_")
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                bytes.append(byte - 0x20)
            case let byte where Self.isAllowed(byte):
                // Leading underscores are dropped here, so that long hostile text costs no memory.
                if byte == UInt8(ascii: "_"), bytes.isEmpty { continue }
                bytes.append(byte)
            default:
                if !bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
            }
            if bytes.count == Self.maximumLength { break }
        }
        if let first = bytes.first {
            if !Self.isLetter(first) { bytes.insert(contentsOf: Array("FIELD_".utf8), at: 0) }
        } else {
            bytes = Array("FIELD".utf8)
        }
        self.text = String(decoding: bytes.prefix(Self.maximumLength), as: UTF8.self)
    }

    /// A constant of this module; the tests check all of them.
    init(constant text: StaticString) {
        self.text = "\(text)"
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, Self.isLetter(first), bytes.count <= Self.maximumLength else { return false }
        return bytes.allSatisfy(Self.isAllowed)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        self.isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }
}

extension JournalFieldName: CustomStringConvertible {
    /// The name as it appears in the journal.
    public var description: String { self.text }
}

extension JournalFieldName: ExpressibleByStringLiteral {
    /// A name in source code; an invalid one is mapped by ``init(mapping:)``.
    public init(stringLiteral value: String) {
        self.init(mapping: value)
    }
}

/// The fields of systemd.journal-fields(7) that a program sets itself.
extension JournalFieldName {
    /// The text for people.
    public static let message = Self(constant: "MESSAGE")
    /// 32 hexadecimal digits that name the kind of message; they are the key of the catalog.
    public static let messageID = Self(constant: "MESSAGE_ID")
    /// The syslog priority, 0 (emergency) to 7 (debug).
    public static let priority = Self(constant: "PRIORITY")
    /// The name of the program for syslog.
    public static let syslogIdentifier = Self(constant: "SYSLOG_IDENTIFIER")
    /// The Unix error number that caused the entry, in decimal.
    public static let errno = Self(constant: "ERRNO")
    /// A URL with more about the entry (systemd 246 and later).
    public static let documentation = Self(constant: "DOCUMENTATION")
    /// The source file of the code that wrote the entry.
    public static let codeFile = Self(constant: "CODE_FILE")
    /// The line in it.
    public static let codeLine = Self(constant: "CODE_LINE")
    /// The function there.
    public static let codeFunction = Self(constant: "CODE_FUNC")
    /// The label of the logger. systemd does not define it, but other log libraries use this name.
    public static let logger = Self(constant: "LOGGER")
}
