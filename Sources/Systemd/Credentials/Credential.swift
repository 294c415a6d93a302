// SPDX-License-Identifier: Apache-2.0

/// The content of a credential. It does not print itself, not even in a dump or a failed expectation of a test.
public struct Credential: Sendable, Equatable {
    /// The bytes, as they are in the file.
    public let bytes: [UInt8]

    /// A credential made of bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The content as text without blanks, tabs and line ends at both ends; nil if it is not UTF-8. A credential of
    /// blanks alone is empty text: `SetCredential=` cannot give an empty one (systemd 252 refuses to start the unit).
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
    /// Says that there is something, and not what.
    public var description: String { "Credential(redacted)" }
    /// The same.
    public var debugDescription: String { self.description }
    /// Nothing inside.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
