// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What was kept, as far as it can be read.
package struct StateReading: Hashable, Sendable {
    /// The state with all servers; nil where nothing is kept.
    package var state: StoredState?
    /// The events that may not have been told, in order.
    package var untold: [Event] = []
    /// What cannot be used, each in one sentence for the operator.
    package var complaints: [String] = []

    /// Nothing.
    package init() {}
}

/// The state is of a newer version of the service, which knows more than this one would keep.
package struct NewerState: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    package var path: String
    /// Its version.
    package var version: Int

    /// One sentence for the operator.
    package var description: String {
        "\(self.path) was written by a newer plex-activityd (layout \(self.version), this one reads up to "
            + "\(StoredState.currentVersion)): install the newer version again, or move the state directory's content "
            + "away to begin without pause, breakers and evidence"
    }
}
