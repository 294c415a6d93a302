// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// A mistake, or a probable mistake, in a configuration file.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Whether the configuration can still be used.
    package enum Severity: String, Hashable, Sendable {
        /// The configuration cannot be used.
        case error
        /// The configuration can be used.
        case warning
    }

    /// Whether the configuration can still be used.
    package var severity: Severity
    /// The path of the file.
    package var file: String
    /// The line, from 1; nil where it is not known.
    package var line: Int?
    /// Where in the file, such as `rule[2].when.running-for`; tables of an array are counted from 1. Empty for the file
    /// as a whole.
    package var keyPath: String
    /// The value, fit for printing; nil without a value, and for a value that must not be shown.
    package var value: String?
    /// What is wrong, and what to write instead.
    package var message: String

    /// The greatest number of characters of a value that are shown.
    private static let valueLimit = 80

    /// A problem with these values; all text is made printable and bounded.
    package init(
        severity: Severity = .error,
        file: String,
        line: Int? = nil,
        keyPath: String = "",
        value: String? = nil,
        message: String
    ) {
        self.severity = severity
        self.file = file.printable()
        self.line = line
        self.keyPath = keyPath.printable(limit: 160)
        self.value = value?.printable(limit: Self.valueLimit)
        self.message = message.printable()
    }

    /// The problem in one line for the operator: `file:line: key = value: what would be right`.
    package var description: String {
        var text = self.file
        if let line = self.line { text += ":\(line)" }
        text += ": "
        if self.severity == .warning { text += "warning: " }
        if !self.keyPath.isEmpty {
            text += self.keyPath
            if let value = self.value { text += " = \(value)" }
            text += ": "
        }
        return text + self.message
    }
}
