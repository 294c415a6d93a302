// SPDX-License-Identifier: Apache-2.0

/// One row of `GET /status/sessions`: a playback.
public struct PlaybackSession: Hashable, Sendable {
    /// The state of the player.
    public enum State: Hashable, Sendable {
        /// It plays.
        case playing
        /// It waits for data.
        case buffering
        /// It is paused.
        case paused
        /// The server reports another state, or no state.
        case unknown
    }

    /// The server's key for the session; empty for no value.
    public var key: String
    /// The state of the player.
    public var state: State
    /// Whether the server transcodes video or audio for the session.
    public var isTranscoding: Bool
    /// Where in the item the player is (`viewOffset`); nil where the server does not say.
    public var playhead: Duration?

    /// A session with these values.
    public init(key: String, state: State, isTranscoding: Bool, playhead: Duration? = nil) {
        self.key = key
        self.state = state
        self.isTranscoding = isTranscoding
        self.playhead = playhead
    }
}
