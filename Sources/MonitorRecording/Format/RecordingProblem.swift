// SPDX-License-Identifier: Apache-2.0

/// Why a line cannot be read.
package struct RecordingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for the operator.
    package var description: String

    /// A problem in these words.
    package init(_ description: String) {
        self.description = description
    }
}
