// SPDX-License-Identifier: Apache-2.0

/// One `[[server]]` table.
package struct ServerConfiguration: Hashable, Sendable {
    /// How the server tells of changes between two polls.
    package enum Notifications: String, Hashable, Sendable, CaseIterable {
        /// Server-sent events.
        case eventsource
        /// A WebSocket.
        case websocket
        /// It does not; only polls tell.
        case none
    }

    /// The checks of the server's certificate; without meaning over http.
    package enum TLSVerification: String, Hashable, Sendable, CaseIterable {
        /// The chain of signatures and the host name.
        case full
        /// The chain of signatures, but not the host name.
        case certificate
        /// No checks; announced at every start.
        case none
    }

    /// The unique name in `PLEX_SERVER`.
    package var name: String
    /// The url: http or https, a host, and no user, password, query or fragment.
    package var url: String
    /// The absolute path of the file that holds the token; nil for the service's credential.
    package var tokenFile: String?
    /// The time between two polls, from a second to an hour.
    package var pollInterval: Duration
    /// How long a request may take, body included: 1 second to 2 minutes.
    package var requestTimeout: Duration
    /// How the server tells of changes between two polls.
    package var notifications: Notifications
    /// `X-Plex-Client-Identifier`; nil for an identifier derived from the machine id.
    package var clientIdentifier: String?
    /// The absolute path of a PEM file with the certificates to trust instead of the system's.
    package var tlsCAFile: String?
    /// How much of the server's certificate is checked.
    package var tlsVerify: TLSVerification
    /// The address to connect to instead of the url's host.
    package var connectTo: String?

    /// A server with these values; the defaults are the documented ones.
    package init(
        name: String,
        url: String,
        tokenFile: String? = nil,
        pollInterval: Duration = .seconds(10),
        requestTimeout: Duration = .seconds(10),
        notifications: Notifications = .eventsource,
        clientIdentifier: String? = nil,
        tlsCAFile: String? = nil,
        tlsVerify: TLSVerification = .full,
        connectTo: String? = nil
    ) {
        self.name = name
        self.url = url
        self.tokenFile = tokenFile
        self.pollInterval = pollInterval
        self.requestTimeout = requestTimeout
        self.notifications = notifications
        self.clientIdentifier = clientIdentifier
        self.tlsCAFile = tlsCAFile
        self.tlsVerify = tlsVerify
        self.connectTo = connectTo
    }
}
