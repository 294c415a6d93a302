// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a server has said besides its activities.
struct ServerSurroundings: Hashable, Sendable {
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
    /// The sessions that were read since the last poll.
    var sessions: SessionCount?
    /// The sessions that counted for the last poll, to explain its judgements.
    var judgedSessions: SessionCount?
}
