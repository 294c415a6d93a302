// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The facts from a server besides its activities: section names and sessions.
struct ServerSurroundings: Hashable, Sendable {
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
    /// The hours of its maintenance; nil where they have not been read or could not be.
    var maintenance: MaintenanceHours?
    /// Tells sessions that play from sessions that are only listed.
    var watch = SessionWatch()
    /// The sessions read since the last poll; nil if they were not read or could not be.
    var sessions: SessionCount?
    /// The sessions used by the last poll; `explain` uses them again.
    var judgedSessions: SessionCount?

    /// Takes the names of the sections.
    ///
    /// - Returns: whether they differ from those known before.
    mutating func nameSections(_ sections: [LibrarySection]) -> Bool {
        let before = self.sectionNames
        self.sectionNames = Dictionary(sections.map { ($0.id, $0.title) }) { first, _ in first }
        return self.sectionNames != before
    }

    /// Takes the listed sessions for the next poll, or nil if they could not be read.
    mutating func readSessions(_ sessions: [PlaybackSession]?, at now: Instant) {
        self.sessions = sessions.map { self.watch.read($0, at: now) }
    }

    /// Forgets everything about the previous installation at this address.
    mutating func forgetInstallation() {
        self.sectionNames = [:]
        self.maintenance = nil
        self.watch = SessionWatch()
    }
}
