// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text, safe to print. U+FFFD replaces each control character, line separator and bidirectional override. An
    /// ellipsis replaces the text after the given number of Unicode scalars.
    ///
    /// Titles come from the server, and their escape sequences must not reach the terminal of a reader of the journal.
    package func printable(limit: Int = 512) -> String {
        // Nearly all texts are plain and short, so this check saves the loop.
        if self.utf8.count <= limit, self.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
        var text = ""
        var count = 0
        for scalar in self.unicodeScalars {
            if count == limit {
                text += "…"
                break
            }
            text.unicodeScalars.append(Self.isUnsafe(scalar) ? "\u{FFFD}" : scalar)
            count += 1
        }
        return text
    }

    /// Whether a scalar may move the cursor, change the terminal or turn the direction of the following text.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x2028, 0x2029: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}
