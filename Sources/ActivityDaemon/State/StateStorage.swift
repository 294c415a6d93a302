// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles

/// Why the state could not be saved.
package struct StateStorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for the operator: what failed, where, and what to do.
    package var description: String

    /// An error with this text.
    package init(_ description: String) {
        self.description = description
    }
}

/// A server's state on its way to its file.
package struct ServerRecord: Hashable, Sendable {
    /// The server's configured name.
    package var name: String
    /// The monitor's memory of the server, as JSON.
    package var memory: [UInt8]
    /// The events that may not have been told, in order, each an ``UntoldEvent`` as JSON.
    package var untold: [[UInt8]]
    /// The instant of the memory.
    package var writtenAt: Instant
}

/// Where the state is kept. What it writes survives the process; only what it has synced survives the machine.
package protocol StateStorage: Sendable {
    /// The state as it was last saved.
    ///
    /// - Throws: ``NewerState``.
    func load() throws(NewerState) -> StateReading

    /// Writes what belongs to no server.
    func write(_ state: StoredState) throws(StateStorageError)

    /// Writes the state of a server.
    func write(_ record: ServerRecord) throws(StateStorageError)

    /// Forgets a server.
    func remove(server: String) throws(StateStorageError)

    /// Writes up to which event everything was told.
    func write(toldUpTo number: UInt64) throws(StateStorageError)

    /// Returns when what was written about no server and about these is on the disk.
    func sync(servers: [String]) throws(StateStorageError)
}

/// No place at all: nothing survives the process.
package struct NoStateStorage: StateStorage {
    /// A storage that keeps nothing.
    package init() {}

    /// Never anything.
    package func load() -> StateReading { StateReading() }
    /// Does nothing.
    package func write(_ state: StoredState) {}
    /// Does nothing.
    package func write(_ record: ServerRecord) {}
    /// Does nothing.
    package func remove(server: String) {}
    /// Does nothing.
    package func write(toldUpTo number: UInt64) {}
    /// Does nothing.
    package func sync(servers: [String]) {}
}
