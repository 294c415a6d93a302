// SPDX-License-Identifier: Apache-2.0

/// One `PlaySessionStateNotification`: what a player began to do in one session.
public struct PlaybackNotification: Hashable, Sendable {
    /// What the player does now.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// It plays.
        case playing
        /// It wants to play and waits for data.
        case buffering
        /// It is paused.
        case paused
        /// It has stopped: the session is over, even if `GET /status/sessions` goes on listing it.
        case stopped
    }

    /// The server's key for the session (`sessionKey`).
    public var key: String
    /// What the player does now.
    public var state: State

    /// The news that the player of a session does this now.
    public init(key: String, state: State) {
        self.key = key
        self.state = state
    }
}
