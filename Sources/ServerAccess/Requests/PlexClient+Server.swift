// SPDX-License-Identifier: Apache-2.0
package import MonitorConfiguration
package import PlexClient

/// The names under which a program introduces itself to servers.
package struct ClientIdentity: Hashable, Sendable {
    /// `X-Plex-Client-Identifier` where the configuration names none.
    package var clientIdentifier: String
    /// `X-Plex-Product`.
    package var product: String
    /// `X-Plex-Version`; empty for none.
    package var version: String
    /// `X-Plex-Device-Name`; empty for none.
    package var deviceName: String

    /// An identity with these values.
    package init(clientIdentifier: String, product: String, version: String = "", deviceName: String = "") {
        self.clientIdentifier = clientIdentifier
        self.product = product
        self.version = version
        self.deviceName = deviceName
    }
}

extension PlexClient {
    /// The client of a `[[server]]` table. It connects with its first request.
    ///
    /// - Throws: `PlexConfigurationError` for a url, a certificate file or a text that cannot be used.
    package convenience init(
        server: ServerConfiguration, token: PlexToken, identity: ClientIdentity
    ) throws(PlexConfigurationError) {
        try self.init(configuration: PlexClientConfiguration(server: server, identity: identity), token: token)
    }
}

extension PlexClientConfiguration {
    /// The settings of a client for a `[[server]]` table.
    ///
    /// - Throws: `PlexConfigurationError` for a url that cannot be used.
    package init(server: ServerConfiguration, identity: ClientIdentity) throws(PlexConfigurationError) {
        let verification: TLSVerification =
            switch server.tlsVerify {
            case .full: .full
            case .certificate: .certificate
            case .none: .none
            }
        self.init(
            address: try PlexServerAddress(server.url),
            connectTo: server.connectTo,
            tlsVerification: verification,
            tlsCAFile: server.tlsCAFile,
            requestTimeout: server.requestTimeout,
            clientIdentifier: server.clientIdentifier ?? identity.clientIdentifier,
            product: identity.product,
            version: identity.version,
            deviceName: identity.deviceName
        )
    }
}

extension NotificationTransport {
    /// The transport of a `notifications` setting; nil for `none`.
    package init?(_ notifications: ServerConfiguration.Notifications) {
        switch notifications {
        case .eventsource: self = .eventSource
        case .websocket: self = .webSocket
        case .none: return nil
        }
    }
}
