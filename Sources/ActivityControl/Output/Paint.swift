// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Systemd

/// Colours words, where that is wanted.
struct Paint: Hashable, Sendable {
    /// What a word is coloured as; the raw value is the parameter of "select graphic rendition" (ECMA-48, 8.3.117).
    enum Colour: String, Hashable, Sendable {
        /// All is well.
        case good = "32"
        /// Worth a look.
        case doubtful = "33"
        /// Something is wrong.
        case bad = "1;31"
        /// A heading.
        case strong = "1"
        /// Of less interest.
        case faint = "2"
    }

    /// Whether there are colours.
    var isOn: Bool

    /// Colours for standard output: only on a terminal, and not where `NO_COLOR` is set (https://no-color.org) or the
    /// terminal knows none.
    static func forStandardOutput(
        isTerminal: Bool = Terminal.isStandardOutput, environment: [String: String] = ProcessEnvironment.variables
    ) -> Paint {
        Paint(isOn: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb")
    }

    /// The word in a colour.
    func callAsFunction(_ word: String, _ colour: Colour) -> String {
        self.isOn && !word.isEmpty ? "\u{1B}[\(colour.rawValue)m\(word)\u{1B}[0m" : word
    }

    /// The word in the colour of whether it holds.
    func callAsFunction(_ word: String, _ truth: Truth) -> String {
        switch truth {
        case .yes: self(word, .good)
        case .no: word
        case .unknown: self(word, .doubtful)
        }
    }
}
