// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import MonitorConfiguration
package import PlexClient
package import PlexModel
package import ServerAccess

/// A server that is reached over HTTP.
package struct HTTPPlexServer: PlexServer {
    private let client: PlexClient
    private let limits: NotificationLimits

    /// The server that a client talks to.
    ///
    /// - Parameter limits: How long its streams may be silent.
    package init(_ client: PlexClient, limits: NotificationLimits = NotificationLimits()) {
        self.client = client
        self.limits = limits
    }

    /// Maps to `GET /identity`.
    package func identity() async throws(PlexClientError) -> ServerIdentity {
        try await self.client.identity().value
    }

    /// Maps to `GET /library/sections`.
    package func sections() async throws(PlexClientError) -> [LibrarySection] {
        try await self.client.sections().value
    }

    /// Maps to `GET /activities`.
    package func activities(unlessBody body: ActivitiesBody?) async throws(PlexClientError) -> ActivitiesContent {
        try await self.client.activities(unlessBody: body).value
    }

    /// Maps to `GET /:/prefs/get`.
    package func maintenanceHours() async throws(PlexClientError) -> MaintenanceHours? {
        try await self.client.maintenanceHours()
    }

    /// Maps to `GET /status/sessions`.
    package func sessions() async throws(PlexClientError) -> [PlaybackSession] {
        try await self.client.sessions().value
    }

    /// Maps to `GET /butler`, which an administrator's token alone may read.
    package func isAdministrator() async throws(PlexClientError) -> Bool {
        do throws(PlexClientError) {
            _ = try await self.client.butlerTasks()
            return true
        } catch {
            switch error.status {
            case 401, 403: return false
            default: throw error
            }
        }
    }

    /// Maps to `/:/eventsource/notifications` or `/:/websockets/notifications`.
    package func follow(
        _ transport: NotificationTransport, _ listener: some NotificationListener
    ) async throws(PlexClientError) {
        let notifications = try await self.client.notifications(over: transport, limits: self.limits)
        defer { notifications.reconnectionDelay.map(listener.wasAsked(toWait:)) }
        await listener.opened()
        for try await notification in notifications {
            await listener.received(notification)
        }
    }

    /// Maps to the `DELETE` of the remedy.
    package func send(_ remedy: Remedy) async throws(PlexClientError) -> Int {
        try await self.client.send(remedy)
    }

    /// Sends another token from now on.
    package func replaceToken(_ token: PlexToken) {
        self.client.replaceToken(token)
    }

    /// Closes all connections.
    package func shutdown() async {
        await self.client.shutdown()
    }
}

/// Makes servers that are reached over HTTP.
package struct HTTPPlexServerFactory: PlexServerFactory {
    private let identity: ClientIdentity

    /// A factory for clients that introduce themselves in this way.
    package init(identity: ClientIdentity) {
        self.identity = identity
    }

    /// The server of one `[[server]]` table; nothing is sent yet.
    package func server(
        _ configuration: ServerConfiguration, token: PlexToken
    ) throws(PlexConfigurationError) -> any PlexServer {
        HTTPPlexServer(try PlexClient(server: configuration, token: token, identity: self.identity))
    }
}
