// SPDX-License-Identifier: Apache-2.0

/// Finds the token in the text that an administrator pasted into a token file.
///
/// People copy a token in the form in which they found it: in quotes, as a header, in a url from the web app, or as
/// `PlexOnlineToken="…"` from the server's `Preferences.xml`. Editors add a byte order mark. Each form is recognised.
///
/// A token consists of ASCII letters, digits, `-`, `_`, `.` and `~`: a server's token is 20 such characters, and a JSON
/// Web Token (RFC 7515, section 7.1) is three base64url parts with dots between them.
package enum PastedToken {
    /// The longest token, in bytes: a JSON Web Token, the longest kind in use, stays well below.
    package static let maximumLength = 8_192

    /// Why a text cannot be a token. No case holds the text.
    package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// It is a url or XML without a token in it.
        case noTokenInside
        /// It holds blanks or line breaks between other characters.
        case severalWords
        /// It holds a character that no token has.
        case forbiddenCharacter
        /// It is longer than ``PastedToken/maximumLength``.
        case tooLong

        /// The reason and the cure, for the operator.
        package var description: String {
            switch self {
            case .noTokenInside:
                "it is a url or XML without a token; put the value of X-Plex-Token or PlexOnlineToken into the file"
            case .severalWords: "it has more than one word; put the token alone into the file"
            case .forbiddenCharacter:
                "it has a character that no Plex token has; put the token alone into the file"
            case .tooLong: "it is longer than 8 KiB; put the token alone into the file"
            }
        }
    }

    /// The names under which a token stands in headers, urls and `Preferences.xml`, in lower case.
    private static let names = ["x-plex-token", "plexonlinetoken"]

    /// The token in a text; empty for a text of white space, which means that no token is sent.
    ///
    /// - Throws: ``Refusal`` for a text that cannot be a token.
    package static func token(in text: String) throws(Refusal) -> String {
        var rest = Self.trimmed(Substring(text).unicodeScalars)
        if let value = Self.namedValue(in: rest) {
            rest = value
        } else if Self.isURLOrXML(rest) {
            throw .noTokenInside
        }
        let token = Self.unquoted(rest)
        guard token.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard !token.unicodeScalars.contains(where: { $0.properties.isWhitespace }) else { throw .severalWords }
        guard token.utf8.allSatisfy(Self.isTokenByte) else { throw .forbiddenCharacter }
        return token
    }

    /// The value behind the first name of a token that `=` or `:` follows; nil without such a name.
    private static func namedValue(in text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        let lowered = Array(text.map { $0.isASCII ? Self.lowercase($0) : $0 })
        for name in Self.names.map({ Array($0.unicodeScalars) }) {
            var start = 0
            while start + name.count <= lowered.count {
                defer { start += 1 }
                guard Array(lowered[start..<start + name.count]) == name else { continue }
                let rest = Self.trimmed(text.dropFirst(start + name.count))
                guard let sign = rest.first, sign == "=" || sign == ":" else { continue }
                return Self.value(Self.trimmed(rest.dropFirst()), isWholeText: start == 0)
            }
        }
        return nil
    }

    /// The value at the beginning of a text: up to the closing quotation mark, or up to the end of a url's parameter.
    private static func value(
        _ text: Substring.UnicodeScalarView, isWholeText: Bool
    ) -> Substring.UnicodeScalarView {
        guard let first = text.first else { return text }
        if first == "\"" || first == "'" {
            guard let end = text.dropFirst().firstIndex(of: first) else { return text }
            return text.dropFirst()[..<end]
        }
        // A word more behind a whole assignment is a mistake; behind a url's parameter it is the rest of a log line.
        let ends: [Unicode.Scalar] = ["&", "#", "\"", "'", ">", ";"]
        let value = text.prefix { !ends.contains($0) && (isWholeText || !$0.properties.isWhitespace) }
        return Self.trimmed(value)
    }

    /// The text without one pair of quotation marks around it, straight or typographic.
    private static func unquoted(_ text: Substring.UnicodeScalarView) -> String {
        let pairs: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "'": "'", "`": "`", "\u{201C}": "\u{201D}", "\u{2018}": "\u{2019}", "\u{201E}": "\u{201C}",
        ]
        guard text.count >= 2, let first = text.first, let last = text.last, pairs[first] == last else {
            return String(text)
        }
        return String(Self.trimmed(text.dropFirst().dropLast()))
    }

    private static func isURLOrXML(_ text: Substring.UnicodeScalarView) -> Bool {
        let text = Self.unquoted(text).lowercased()
        return text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("<")
    }

    /// The text without white space and byte order marks at both ends.
    private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace || scalar == "\u{FEFF}" }
        guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) })
        else { return text[text.endIndex...] }
        return text[first...last]
    }

    private static func lowercase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(ascii: scalar) + 0x20) : scalar
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
