// SPDX-License-Identifier: Apache-2.0
import PlexClient

/// Makes text from a server fit for a screen whose columns are counted.
enum ScreenText {
    /// How many marks may combine with one character: more pile up over the lines around.
    private static let maximumMarks = 3

    /// The text on one line, without anything that moves the cursor, turns the direction of what follows or changes the
    /// width of what stands before it.
    static func line(_ text: String, limit: Int = 400) -> String {
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in PrintableText.line(text, limit: limit).unicodeScalars {
            // Selectors of text or emoji presentation and skin tones: terminals do not agree on their width.
            if (0xFE00...0xFE0F).contains(scalar.value) || (0x1F3FB...0x1F3FF).contains(scalar.value) { continue }
            marks = DisplayWidth.of(scalar) == 0 ? marks + 1 : 0
            if marks <= Self.maximumMarks { kept.append(scalar) }
        }
        return String(kept)
    }
}
