// SPDX-License-Identifier: Apache-2.0

/// How long a stream may be silent, and how much of it is held in memory.
package struct NotificationLimits: Hashable, Sendable {
    /// How long an EventSource may be without a byte; servers have been seen to send a ping every 10 to 15 seconds.
    package var eventSourceSilence: Duration = .seconds(45)
    /// How often a WebSocket is pinged.
    package var webSocketPingInterval: Duration = .seconds(30)
    /// How long a WebSocket may be without a byte: two pings without an answer, and the time for one.
    package var webSocketSilence: Duration = .seconds(75)
    /// How long a WebSocket waits for the other side to say goodbye too, and for the connection to end after that.
    package var closeTimeout: Duration = .seconds(2)
    /// The longest message, in bytes; those of real servers have some hundred.
    package var messageSize = 1024 * 1024

    /// How many unread bytes the system holds (SO_RCVBUF; Linux doubles it, socket(7)). By default it would grow to 6
    /// MiB.
    package var receiveBuffer = 256 * 1024

    /// The limits that fit real servers.
    package init() {}
}
