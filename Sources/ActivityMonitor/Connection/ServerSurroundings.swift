// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a server has said besides its activities.
struct ServerSurroundings: Hashable, Sendable {
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
    /// What tells the sessions that play from those that are only listed.
    var watch = SessionWatch()
    /// The sessions that were read since the last poll.
    var sessions: SessionCount?
    /// The sessions that counted for the last poll, to explain its judgements.
    var judgedSessions: SessionCount?

    /// Takes the sessions that the server lists, or nil where they could not be read: they count for its next poll.
    mutating func readSessions(_ sessions: [PlaybackSession]?, at now: Instant) {
        self.sessions = sessions.map { self.watch.read($0, at: now) }
    }

    /// Forgets what was learnt about an installation that is not there any more.
    mutating func forgetInstallation() {
        self.sectionNames = [:]
        self.watch = SessionWatch()
    }
}
