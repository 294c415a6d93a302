// SPDX-License-Identifier: Apache-2.0

/// Why a scenario file is not accepted: every problem in it, each with its key path.
package struct ScenarioError: Error, Hashable, CustomStringConvertible {
    /// One thing that is wrong.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// Where it is, such as `activity[2].stick-at`; empty for the file as a whole.
        package var keyPath: String
        /// What is wrong, and what would be right.
        package var message: String

        /// The key path and the message.
        package var description: String {
            self.keyPath.isEmpty ? self.message : "\(self.keyPath): \(self.message)"
        }
    }

    /// The file's name.
    package var file: String
    /// What is wrong, in the order of the checks.
    package var problems: [Problem]

    /// One line for each problem.
    package var description: String {
        self.problems.map { "\(self.file): \($0)" }.joined(separator: "\n")
    }
}
