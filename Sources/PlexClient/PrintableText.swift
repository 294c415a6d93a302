// SPDX-License-Identifier: Apache-2.0

/// Makes text from a server fit for a journal, a terminal and an error message.
package enum PrintableText {
    /// How many scalars an excerpt of a body shows at most.
    static let excerptLength = 160
    /// How many bytes of a body are looked at for an excerpt.
    static let excerptBytes = 4096

    /// The text on one line: every run of white space and of characters that do not show themselves (controls,
    /// overrides of the writing direction, joiners, private and unassigned ones) becomes one space, and it is cut.
    ///
    /// - Parameters:
    ///   - text: Text from a server.
    ///   - limit: How many scalars to keep; an ellipsis follows where some were cut.
    package static func line(_ text: String, limit: Int) -> String {
        Self.cut(Self.visible(text.unicodeScalars), limit: limit)
    }

    /// The beginning of a body for an error message, made printable, with the token taken out should the server
    /// have echoed it.
    static func excerpt(_ bytes: [UInt8], without token: PlexToken) -> String {
        let isCut = bytes.count > Self.excerptBytes
        var text = Self.visible(String(decoding: bytes.prefix(Self.excerptBytes), as: UTF8.self).unicodeScalars)
        // The token may reach over the cut: what could be the beginning of one goes.
        if isCut { text.removeLast(min(text.count, token.secret.unicodeScalars.count)) }
        return Self.cut(Self.redact(text, token: token), limit: Self.excerptLength)
    }

    /// Text for an error message, made printable and without the token.
    static func line(_ text: String, limit: Int, without token: PlexToken) -> String {
        Self.cut(Self.redact(Self.visible(text.unicodeScalars), token: token), limit: limit)
    }

    /// The scalars that show themselves, with one space for every run of others.
    private static func visible(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var gap = false
        for scalar in scalars {
            guard Self.showsItself(scalar) else {
                gap = !kept.isEmpty
                continue
            }
            if gap { kept.append(" ") }
            gap = false
            kept.append(scalar)
        }
        return kept
    }

    /// Whether a scalar has a shape of its own and changes nothing about its neighbours.
    private static func showsItself(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return (0x21...0x7E).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
            .unassigned:
            return false
        default:
            return true
        }
    }

    /// The text with `[token]` wherever the token stands in it.
    ///
    /// The gaps that ``visible(_:)`` leaves are overlooked, or a token with a control character inside would pass.
    private static func redact(_ text: [Unicode.Scalar], token: PlexToken) -> [Unicode.Scalar] {
        let secret = Array(token.secret.unicodeScalars)
        guard !secret.isEmpty else { return text }
        var kept: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            if let end = Self.end(of: secret, in: text, from: index) {
                kept += "[token]".unicodeScalars
                index = end
            } else {
                kept.append(text[index])
                index += 1
            }
        }
        return kept
    }

    /// The index after the secret when it starts at this one, spaces within it overlooked.
    private static func end(of secret: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start
        for scalar in secret {
            while index > start, index < text.count, text[index] == " " { index += 1 }
            guard index < text.count, text[index] == scalar else { return nil }
            index += 1
        }
        return index
    }

    /// The first scalars, with an ellipsis where there were more.
    private static func cut(_ scalars: [Unicode.Scalar], limit: Int) -> String {
        var text = String(String.UnicodeScalarView(scalars.prefix(limit)))
        if scalars.count > limit { text += "…" }
        return text
    }
}
