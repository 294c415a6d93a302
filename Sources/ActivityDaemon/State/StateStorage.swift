// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles

/// The monitor's state, with the boot whose clock its instants are of.
package struct StoredState: Codable, Hashable, Sendable {
    /// The layout of this file; one of another is set aside.
    package static let currentVersion = 1

    /// The layout that it was written in.
    package var version = Self.currentVersion
    /// The boot whose clock the instants are of, as 32 hexadecimal digits; empty where it is not known.
    package var bootID: String
    /// When it was written, on that clock.
    package var writtenAt: Instant
    /// What the monitor said.
    package var state: SavedState
    /// The pause that was in force; null where there was none.
    package var pause: Pause?

    /// A state that was written at an instant of a boot.
    package init(bootID: String, writtenAt: Instant, state: SavedState, pause: Pause = .none) {
        self.bootID = bootID
        self.writtenAt = writtenAt
        self.state = state
        // No pause is not written at all, so that what is read equals what was written.
        self.pause = pause == Pause.none ? nil : pause
    }
}

/// What became of an attempt to read the state.
package enum StateReading: Hashable, Sendable {
    /// Nothing has been saved.
    case none
    /// The state as it was saved.
    case state(StoredState)
    /// There is one that cannot be used; it was moved to where nothing looks for it, or could not even be moved.
    ///
    /// - Parameter explanation: What happened, in one sentence for the operator.
    case setAside(explanation: String)
}

/// Why the state could not be saved.
package struct StateStorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for the operator: what failed, where, and what to do.
    package var description: String

    /// An error with this text.
    package init(_ description: String) {
        self.description = description
    }
}

/// Where the state is kept.
package protocol StateStorage: Sendable {
    /// The state as it was last saved.
    func load() -> StateReading

    /// Saves the state: when this returns, it survives the loss of power.
    func save(_ state: StoredState) throws(StateStorageError)
}

/// No place at all: nothing survives the process.
package struct NoStateStorage: StateStorage {
    /// A storage that keeps nothing.
    package init() {}

    /// Never anything.
    package func load() -> StateReading { .none }

    /// Does nothing.
    package func save(_ state: StoredState) {}
}
