// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What is known of a stream beside its messages.
final class StreamRecord: Sendable {
    /// How the stream comes.
    let transport: NotificationTransport
    /// The server's scheme, host and port, for errors.
    private let server: String
    /// What changes.
    private let state = Mutex<(delay: Duration?, skipped: Int)>((nil, 0))

    /// A record of a stream that has just begun.
    init(transport: NotificationTransport, server: String) {
        self.transport = transport
        self.server = server
    }

    /// How long the server asked to wait before the next connection.
    var reconnectionDelay: Duration? {
        get { self.state.withLock { $0.delay } }
        set { self.state.withLock { $0.delay = newValue } }
    }

    /// How many messages were passed over.
    var skippedMessages: Int { self.state.withLock { $0.skipped } }

    /// Counts messages that were passed over.
    func skip(_ count: Int) {
        self.state.withLock { $0.skipped += count }
    }

    /// An error of the stream.
    func error(_ reason: PlexClientError.Reason) -> PlexClientError {
        PlexClientError(method: "GET", path: self.transport.path, reason: reason, server: self.server)
    }
}
