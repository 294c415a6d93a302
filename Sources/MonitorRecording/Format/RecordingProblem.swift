// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Why a line cannot be read.
package struct RecordingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for the operator; safe to print, whatever stands in the recording.
    package var description: String

    /// A problem in these words.
    package init(_ description: String) {
        self.description = description.printable()
    }
}
