// SPDX-License-Identifier: Apache-2.0

extension PlexClient {
    /// Follows what the server does from now on: maps to `GET /:/eventsource/notifications?filters=activity,playing`,
    /// or to a WebSocket at `/:/websockets/notifications`.
    ///
    /// Returns when the server has accepted the connection. The request timeout is for that alone; the stream goes on
    /// until its connection ends, its reader is gone, or the client is shut down. The server sends only what changes
    /// from now on: call ``activities()`` once the stream stands to see the whole picture.
    ///
    /// - Parameter transport: How the notifications are to come.
    /// - Throws: What any request throws: 401, a redirect, no connection, no answer in time, not a stream.
    public func notifications(
        over transport: NotificationTransport = .eventSource
    ) async throws(PlexClientError) -> NotificationStream {
        try await self.notifications(over: transport, limits: NotificationLimits())
    }

    /// The same with other limits.
    package func notifications(
        over transport: NotificationTransport, limits: NotificationLimits
    ) async throws(PlexClientError) -> NotificationStream {
        try await self.connector.open(transport, limits: limits, token: self.exchange.currentToken)
    }
}
