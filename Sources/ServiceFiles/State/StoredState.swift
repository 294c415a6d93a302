// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What the service keeps over restarts and belongs to no server: the content of `state.json`, docs/state-files.md.
///
/// In memory, the state of all servers is in it, too. Version 1 of the file had it.
package struct StoredState: Codable, Hashable, Sendable {
    /// The layout that this program writes.
    package static let currentVersion = 2
    /// The layout with the state of all servers in one file.
    static let versionWithServers = 1

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

/// What the service keeps about one server: the content of a file in `servers`.
package struct StoredServer: Codable, Hashable, Sendable {
    /// The layout that this program writes.
    package static let currentVersion = 2

    /// The layout that it was written in.
    package var version = Self.currentVersion
    /// The server's configured name.
    package var name: String
    /// The boot whose clock the instants are of, as 32 hexadecimal digits; empty where it is not known.
    package var bootID: String
    /// When it was written, on that clock.
    package var writtenAt: Instant
    /// The start of the service that numbered the events.
    package var start: String
    /// The events that may not have been told, in order.
    package var untold: [UntoldEvent]
    /// The monitor's memory of the server.
    package var server: SavedServer

    /// The content for a server.
    package init(
        name: String, bootID: String, writtenAt: Instant, start: String, untold: [UntoldEvent], server: SavedServer
    ) {
        self.name = name
        self.bootID = bootID
        self.writtenAt = writtenAt
        self.start = start
        self.untold = untold
        self.server = server
    }
}

/// An event that may not have been told.
package struct UntoldEvent: Codable, Hashable, Sendable {
    /// Its place in the order of all events since the start of the service, from 1.
    package var number: UInt64
    /// The event, with its `PLEX_EVENT_ID`.
    package var event: Event

    /// An event in its place.
    package init(number: UInt64, event: Event) {
        self.number = number
        self.event = event
    }
}

/// Up to which event everything was told: the content of `told`.
package struct ToldMark: Hashable, Sendable {
    /// The start of the service that numbered the events.
    package var start: String
    /// The number of the last event that was told.
    package var number: UInt64

    /// The events of a start up to this one.
    package init(start: String, number: UInt64) {
        self.start = start
        self.number = number
    }

    /// The mark in a file; nil for another content.
    init?(content: [UInt8]) {
        let words = String(decoding: content, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let number = UInt64(words[1]) else { return nil }
        self.init(start: String(words[0]), number: number)
    }

    /// The content of the file: of the same length for each number, as it is written over the last one.
    package var content: [UInt8] {
        let digits = String(self.number)
        return Array("\(self.start) \(String(repeating: "0", count: max(0, 20 - digits.count)))\(digits)\n".utf8)
    }
}
