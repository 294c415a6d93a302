// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import MonitorConfiguration
package import PlexClient
package import PlexModel

/// One Plex Media Server, in the words of what the daemon wants of it.
package protocol PlexServer: Sendable {
    /// Who the server is.
    func identity() async throws(PlexClientError) -> ServerIdentity

    /// The libraries and their names.
    func sections() async throws(PlexClientError) -> [LibrarySection]

    /// What the server is doing; not decoded when the bytes are those of the body before.
    func activities(unlessBody body: ActivitiesBody?) async throws(PlexClientError) -> ActivitiesContent

    /// The hours of the server's maintenance; nil where it gives no usable ones.
    func maintenanceHours() async throws(PlexClientError) -> MaintenanceHours?

    /// Who plays something.
    func sessions() async throws(PlexClientError) -> [PlaybackSession]

    /// Whether the token is an administrator's.
    func isAdministrator() async throws(PlexClientError) -> Bool

    /// Opens a stream of notifications and passes on what it brings, for as long as it lasts; nothing more is read while the
    /// listener has not returned.
    ///
    /// - Throws: Why it could not be opened, or why it ended; `cancelled` when the task was.
    func follow(
        _ transport: NotificationTransport, _ listener: some NotificationListener
    ) async throws(PlexClientError)

    /// Sends a remedy's request once.
    ///
    /// - Returns: The status of the answer, from 200 to 299.
    func send(_ remedy: Remedy) async throws(PlexClientError) -> Int

    /// Sends another token from now on.
    func replaceToken(_ token: PlexToken)

    /// Closes all connections.
    func shutdown() async
}

/// Makes the servers of a configuration.
package protocol PlexServerFactory: Sendable {
    /// The server of one `[[server]]` table; nothing is sent yet.
    func server(
        _ configuration: ServerConfiguration, token: PlexToken
    ) throws(PlexConfigurationError) -> any PlexServer
}
