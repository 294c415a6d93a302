// SPDX-License-Identifier: Apache-2.0
import PlexClient

/// Makes text from a server safe for a screen with counted columns.
enum ScreenText {
    /// The most combining marks on one character: more of them would cover other lines.
    private static let maximumMarks = 3

    /// The text on one line, without characters that move the cursor, change the writing direction, or change the width
    /// of the character before.
    static func line(_ text: String, limit: Int = 400) -> String {
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in PrintableText.line(text, limit: limit).unicodeScalars {
            // Variation selectors and skin tones are dropped: terminals disagree about their width.
            if (0xFE00...0xFE0F).contains(scalar.value) || (0x1F3FB...0x1F3FF).contains(scalar.value) { continue }
            marks = DisplayWidth.of(scalar) == 0 ? marks + 1 : 0
            if marks <= Self.maximumMarks { kept.append(scalar) }
        }
        return String(kept)
    }
}
