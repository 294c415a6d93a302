// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Somebody who plays, or a session that the server goes on listing although nobody does.
struct Player: Hashable, Sendable {
    /// The session's key.
    var key: String
    /// What the server says of it.
    var state: PlaybackSession.State
    /// Whether it is transcoded.
    var isTranscoding: Bool
    /// Whether the server tells where it is.
    var hasPlayhead = true
    /// Since when nobody plays any more, although it is listed; nil while somebody does.
    var goneSince: Moment?
    /// Whether the stream tells that it has stopped.
    var isStopTold = false

    /// The row of the session at a moment.
    func session(at now: Moment) -> PlaybackSession {
        let position = (self.goneSince ?? now).milliseconds
        return PlaybackSession(
            key: self.key, state: self.state, isTranscoding: self.isTranscoding,
            playhead: self.hasPlayhead ? .milliseconds(position) : nil)
    }
}
