// SPDX-License-Identifier: Apache-2.0

/// The server of a ``PlexClient``, and how the client introduces itself. The token is separate, because it changes
/// while the client runs.
public struct PlexClientConfiguration: Hashable, Sendable {
    /// How much of the server's certificate is checked; without effect over http.
    public enum TLSVerification: String, Hashable, Sendable, CaseIterable {
        /// The chain of signatures and the host name.
        case full
        /// The chain of signatures; any host name will do.
        case certificate
        /// Nothing: any machine that answers is believed, and gets the token.
        case none
    }

    /// Where the server answers.
    public var address: PlexServerAddress
    /// The IP address or host name to connect to, while the `Host` header, the TLS server name and the check of the
    /// certificate stay with the host of ``address``; nil where they are the same.
    ///
    /// A certificate that names this very IP address is accepted too.
    ///
    /// For `192-168-1-4.HASH.plex.direct` names where the resolver refuses to answer with private addresses. The port
    /// stays that of ``address``.
    public var connectTo: String?
    /// How much of the server's certificate is checked.
    public var tlsVerification: TLSVerification
    /// A PEM file with the certificates to trust, authorities or the server's own self-signed one, instead of the
    /// system's; nil for the system's.
    public var tlsCAFile: String?
    /// How long a request may take from its start to the last byte of the answer's body.
    public var requestTimeout: Duration
    /// `X-Plex-Client-Identifier`: stable for an installation, the server lists devices by it.
    public var clientIdentifier: String
    /// `X-Plex-Product`: what the program is called.
    public var product: String
    /// `X-Plex-Version`: the program's version.
    public var version: String
    /// `X-Plex-Device-Name`: what the server shows to people, such as the name of the machine; not sent when empty.
    public var deviceName: String

    /// A configuration with these values.
    public init(
        address: PlexServerAddress,
        connectTo: String? = nil,
        tlsVerification: TLSVerification = .full,
        tlsCAFile: String? = nil,
        requestTimeout: Duration = .seconds(10),
        clientIdentifier: String,
        product: String = "plex-activityd",
        version: String = "",
        deviceName: String = ""
    ) {
        self.address = address
        self.connectTo = connectTo
        self.tlsVerification = tlsVerification
        self.tlsCAFile = tlsCAFile
        self.requestTimeout = requestTimeout
        self.clientIdentifier = clientIdentifier
        self.product = product
        self.version = version
        self.deviceName = deviceName
    }
}
