// SPDX-License-Identifier: Apache-2.0

/// Text that is safe to print on one line.
enum SingleLine {
    /// The text on one line: a space replaces each control character, line separator, paragraph separator and direction
    /// control. Text over `maximumLength` bytes of UTF-8 is cut between characters, and ends with `…`.
    static func text(_ text: String, maximumLength: Int) -> String {
        let ellipsis = "…"
        var kept = String.UnicodeScalarView()
        var length = 0
        var end = kept.endIndex
        for scalar in text.unicodeScalars {
            let safe = Self.isUnsafe(scalar) ? " " : scalar
            let width = UTF8.width(safe)
            guard length + width <= maximumLength else {
                kept.removeSubrange(end..<kept.endIndex)
                return String(kept) + (maximumLength >= ellipsis.utf8.count ? ellipsis : "")
            }
            kept.append(safe)
            length += width
            // Up to here, the text leaves room for the ellipsis.
            if length + ellipsis.utf8.count <= maximumLength { end = kept.endIndex }
        }
        return String(kept)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x2028, 0x2029: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
