// SPDX-License-Identifier: Apache-2.0

/// Text as XML 1.0 writes it in elements and in attributes.
enum XMLText {
    /// The text with its markup escaped, scalar by scalar: `<` before a combining mark is part of another `Character`.
    ///
    /// A scalar that XML 1.0 forbids (section 2.2, `Char`) becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;".unicodeScalars
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            case "\n": escaped += "&#10;".unicodeScalars
            case "\t", "\r", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                escaped.append(scalar)
            default: escaped.append("\u{FFFD}")
            }
        }
        return String(escaped)
    }
}
