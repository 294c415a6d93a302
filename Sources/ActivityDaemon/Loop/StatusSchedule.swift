// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// When the status is written: soon after a change, but not too often, and at the latest after a while without one.
struct StatusSchedule: Hashable, Sendable {
    /// The least time between two versions of the status.
    static let interval = Duration.seconds(1)
    /// The most time between two versions of the status.
    static let patience = Duration.seconds(10)

    private var writtenAt: Instant?
    private var isChanged = true

    /// A status that was never written.
    init() {}

    /// When the status is to be written again; nil for after the present message.
    var due: Instant? {
        self.writtenAt?.advanced(by: self.isChanged ? Self.interval : Self.patience)
    }

    /// Notes that the status may have changed.
    mutating func noteChange() {
        self.isChanged = true
    }

    /// Has the status written after this message, however recent the last one is: a person waits for it.
    mutating func hurry() {
        self.writtenAt = nil
    }

    /// Notes that the status is written now.
    mutating func written(at now: Instant) {
        self.writtenAt = now
        self.isChanged = false
    }

    /// Whether the status is to be written now.
    func isDue(at now: Instant) -> Bool {
        self.due.map { $0 <= now } ?? true
    }
}
