// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Systemd

/// Colours words, if colours are on.
struct Paint: Hashable, Sendable {
    /// The meaning of a colour; the raw value is the parameter of "select graphic rendition" (ECMA-48, 8.3.117).
    enum Colour: String, Hashable, Sendable {
        /// All is well.
        case good = "32"
        /// Worth a look.
        case doubtful = "33"
        /// Something is wrong.
        case bad = "1;31"
        /// A heading.
        case strong = "1"
        /// A detail.
        case faint = "2"
    }

    /// Whether colours are on.
    var isOn: Bool

    /// The paint for standard output: colours only on a terminal that has them, and only without `NO_COLOR`
    /// (https://no-color.org).
    static func forStandardOutput(
        isTerminal: Bool = Terminal.isStandardOutput, environment: [String: String] = ProcessEnvironment.variables
    ) -> Paint {
        Paint(isOn: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb")
    }

    /// The word in a colour.
    func callAsFunction(_ word: String, _ colour: Colour) -> String {
        self.isOn && !word.isEmpty ? "\u{1B}[\(colour.rawValue)m\(word)\u{1B}[0m" : word
    }

    /// The word in the colour of a truth value.
    func callAsFunction(_ word: String, _ truth: Truth) -> String {
        switch truth {
        case .yes: self(word, .good)
        case .no: word
        case .unknown: self(word, .doubtful)
        }
    }
}
