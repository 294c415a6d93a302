// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The reason why a line cannot be read.
package struct RecordingProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text for the operator; safe to print, whatever the recording holds.
    package var description: String

    /// A problem in these words.
    package init(_ description: String) {
        self.description = description.printable()
    }
}
