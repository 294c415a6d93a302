// SPDX-License-Identifier: Apache-2.0

/// The stream of notifications of one server, as its connection sees it; ``StatusDocument/monitor`` has the monitor's view.
package struct StreamConnectionStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var server: String
    /// `eventsource` or `websocket`; nil where none are wanted.
    package var transport: String?
    /// `open`, `connecting`, `waiting` for the next attempt, or `unwanted`.
    package var state: String
    /// Since when it is open: RFC 3339, UTC; nil while it is not.
    package var openSince: String?
    /// Why the last attempt failed or the stream was lost; nil while it is open, or where none has failed.
    package var lastError: String?
    /// When it is tried again; nil where nothing waits for that.
    package var nextAttempt: String?

    /// The stream of a server in this state.
    package init(
        server: String, transport: String? = nil, state: String, openSince: String? = nil, lastError: String? = nil,
        nextAttempt: String? = nil
    ) {
        self.server = server
        self.transport = transport
        self.state = state
        self.openSince = openSince
        self.lastError = lastError
        self.nextAttempt = nextAttempt
    }
}
