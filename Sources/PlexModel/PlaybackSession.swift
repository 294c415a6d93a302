// SPDX-License-Identifier: Apache-2.0

/// One row of `GET /status/sessions`: somebody plays something.
public struct PlaybackSession: Hashable, Sendable {
    /// What the player does.
    public enum State: Hashable, Sendable {
        /// It plays.
        case playing
        /// It wants to play and waits for data.
        case buffering
        /// It is paused.
        case paused
        /// The server named another state, or none.
        case unknown
    }

    /// The server's key for the session; empty where it gave none.
    public var key: String
    /// What the player does.
    public var state: State
    /// Whether the server transcodes video or audio for it.
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
