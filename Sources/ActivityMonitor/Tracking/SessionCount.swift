// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// How many sessions of a server are active: a range, because the state of a session may be unknown.
struct SessionCount: Hashable, Sendable {
    /// The sessions that play or buffer; paused ones do not count.
    var streams: ClosedRange<Int>
    /// Those of them that the server transcodes.
    var transcodes: ClosedRange<Int>

    /// The counts of the sessions that a server lists.
    init(_ sessions: [PlaybackSession]) {
        let active = sessions.filter { $0.state == .playing || $0.state == .buffering }
        let possible = sessions.filter { $0.state != .paused }
        self.streams = active.count...possible.count
        // A row that could not be read at all may be transcoded.
        let mayTranscode = possible.count { $0.isTranscoding || ($0.state == .unknown && $0.key.isEmpty) }
        self.transcodes = active.count(where: \.isTranscoding)...mayTranscode
    }
}
