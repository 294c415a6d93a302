// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// A piece of HTML or SVG.
///
/// Names of elements and attributes are literals of this program. Text from outside enters through ``text(_:limit:)``
/// and ``Attribute``, and both escape it. So no text of a server can become an element, an attribute or a script.
///
/// Elements without content are closed with `/>`, and attributes are always quoted. The same piece is therefore valid
/// in HTML and in a standalone SVG file, which is XML.
package struct Markup: Sendable {
    /// The limit for a text, in Unicode scalars.
    package static let textLimit = 512

    /// The markup in UTF-8.
    package private(set) var bytes: [UInt8] = []

    /// Empty markup.
    package init() {}

    /// Adds a text, escaped. Control characters and overrides of the writing direction become U+FFFD.
    ///
    /// - Parameter limit: the largest number of Unicode scalars; an ellipsis replaces the rest.
    package mutating func text(_ text: String, limit: Int = Markup.textLimit) {
        for scalar in text.printable(limit: limit).unicodeScalars { self.escape(scalar) }
    }

    /// Adds a text of this program as it is, such as a style sheet.
    package mutating func verbatim(_ text: StaticString) {
        self.bytes += text.description.utf8
    }

    /// Adds a line break, so that the source is readable.
    package mutating func line() {
        self.bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds other markup.
    package mutating func append(_ other: Markup) {
        self.bytes += other.bytes
    }

    /// Adds an element without content.
    package mutating func element(_ name: StaticString, _ attributes: Attribute...) {
        self.open(name, attributes)
        self.bytes += "/>".utf8
    }

    /// Adds an element with this text.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
        self.open(name, attributes)
        self.bytes.append(UInt8(ascii: ">"))
        self.text(text)
        self.close(name)
    }

    /// Adds an element with this content.
    package mutating func element(
        _ name: StaticString, _ attributes: Attribute..., content: (inout Markup) throws -> Void
    ) rethrows {
        self.open(name, attributes)
        self.bytes.append(UInt8(ascii: ">"))
        try content(&self)
        self.close(name)
    }

    // MARK: - Writing

    private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        self.bytes.append(UInt8(ascii: "<"))
        self.bytes += name.description.utf8
        for attribute in attributes {
            guard let value = attribute.value else { continue }
            self.bytes.append(UInt8(ascii: " "))
            self.bytes += attribute.name.description.utf8
            self.bytes += "=\"".utf8
            for scalar in value.unicodeScalars { self.escape(scalar) }
            self.bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func close(_ name: StaticString) {
        self.bytes += "</".utf8
        self.bytes += name.description.utf8
        self.bytes.append(UInt8(ascii: ">"))
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "&": self.bytes += "&amp;".utf8
        case "<": self.bytes += "&lt;".utf8
        case ">": self.bytes += "&gt;".utf8
        case "\"": self.bytes += "&quot;".utf8
        case "'": self.bytes += "&#39;".utf8
        // XML has no such characters: https://www.w3.org/TR/xml/#charsets
        case "\u{FFFE}", "\u{FFFF}": self.bytes += "\u{FFFD}".utf8
        default: self.bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }
}
