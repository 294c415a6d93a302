// SPDX-License-Identifier: Apache-2.0

/// The reason why a file is not TOML, or holds TOML that a configuration may not hold.
struct SyntaxProblem: Error, Hashable {
    /// The line, from 1; nil for the file as a whole.
    var line: Int?
    /// What is wrong, and what to write instead. Quotes at most a few characters: a longer text could be a token.
    var message: String
}
