// SPDX-License-Identifier: Apache-2.0

/// The problems of a scenario file, each with its key path.
package struct ScenarioError: Error, Hashable, CustomStringConvertible {
    /// One problem.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The key path, such as `activity[2].stick-at`; empty for the file as a whole.
        package var keyPath: String
        /// The problem and the correct form.
        package var message: String

        /// The key path and the message.
        package var description: String {
            self.keyPath.isEmpty ? self.message : "\(self.keyPath): \(self.message)"
        }
    }

    /// The file's name.
    package var file: String
    /// The problems, in the order of the checks.
    package var problems: [Problem]

    /// One line for each problem.
    package var description: String {
        self.problems.map { "\(self.file): \($0)" }.joined(separator: "\n")
    }
}
