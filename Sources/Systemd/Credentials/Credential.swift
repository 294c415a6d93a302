// SPDX-License-Identifier: Apache-2.0

/// The content of a credential. No description, dump or failed test expectation shows it.
public struct Credential: Sendable, Equatable {
    /// The bytes of the file.
    public let bytes: [UInt8]

    /// A credential made of bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The content as text, without blanks, tabs and line ends at both ends; nil for invalid UTF-8.
    ///
    /// A credential of blanks gives an empty text, because `SetCredential=` cannot be empty (systemd 252 refuses to
    /// start the unit).
    public var trimmedText: String? {
        guard let text = String(validating: self.bytes, as: UTF8.self) else { return nil }
        let isBlank = { (character: Character) in character == " " || character == "\t" || character.isNewline }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A fixed text without the content.
    public var description: String { "Credential(redacted)" }
    /// The same fixed text.
    public var debugDescription: String { self.description }
    /// A mirror without the content.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
