// SPDX-License-Identifier: Apache-2.0

/// Why a file is not TOML, or not TOML that a configuration file may hold.
struct SyntaxProblem: Error, Hashable {
    /// The line, from 1; nil for the file as a whole.
    var line: Int?
    /// What is wrong and what would be right. Quotes nothing longer than a few characters: it could be a token.
    var message: String
}
