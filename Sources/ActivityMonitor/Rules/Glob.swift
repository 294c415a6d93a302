// SPDX-License-Identifier: Apache-2.0

/// A pattern in which `*` stands for any text and `?` for any one character; everything else stands for itself.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as written.
    package let pattern: String

    /// Whether texts are compared as names: without regard to case and without blanks at their ends.
    package let ignoresCase: Bool

    /// Whether the pattern holds a wildcard.
    package let hasWildcard: Bool

    /// A pattern; every text is one.
    package init(_ pattern: String, ignoringCase: Bool = false) {
        self.pattern = pattern
        self.ignoresCase = ignoringCase
        self.hasWildcard = pattern.contains { $0 == "*" || $0 == "?" }
    }

    /// The pattern as written.
    package var description: String { self.pattern }

    /// Whether the whole text matches.
    ///
    /// Takes at most the product of both lengths in steps, whatever the pattern: on a mismatch only the last `*` grows.
    package func matches(_ text: String) -> Bool {
        // Most patterns are the name of a type, and each is held against every activity of every poll.
        if !self.hasWildcard, !self.ignoresCase { return self.pattern == text }
        let pattern = Array(self.ignoresCase ? self.pattern.comparableName : self.pattern)
        let text = Array(self.ignoresCase ? text.comparableName : text)
        var position = 0
        var index = 0
        var star: (pattern: Int, text: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == "*" {
                star = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == text[position] {
                index += 1
                position += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                index = last.pattern + 1
                position = last.text + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }
}
