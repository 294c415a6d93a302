// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Makes connections to one server, for requests and for streams.
final class ServerConnector: Sendable {
    /// The server.
    let address: PlexServerAddress
    /// The host to connect to, without brackets.
    let target: String
    /// What TLS needs; nil over http.
    let tls: TLSSettings?
    /// Finds the addresses of host names.
    let resolver: NameResolver
    /// The address that answered last, which is tried first.
    private let preferred = Mutex<SocketAddress?>(nil)

    /// A connector for the server of the configuration.
    init(
        _ configuration: PlexClientConfiguration, resolver: NameResolver = .shared
    ) throws(PlexConfigurationError) {
        self.address = configuration.address
        self.resolver = resolver
        if let target = configuration.connectTo {
            self.target = try PlexClientConfiguration.checked(connectTo: target)
        } else {
            self.target = configuration.address.host
        }
        // A certificate file that cannot be used is an error over http too: a typing error is found before it matters.
        let tls =
            configuration.tlsCAFile != nil || self.address.scheme == .https
            ? try TLSSettings.of(configuration) : nil
        self.tls = self.address.scheme == .https ? tls : nil
    }

    /// The server in messages: scheme, host and port, and where it is looked for if that is somewhere else.
    var name: String {
        self.target == self.address.host
            ? self.address.origin : "\(self.address.origin) (connect-to \(self.target))"
    }

    /// Begins to connect. To be called on the event loop.
    ///
    /// - Parameters:
    ///   - eventLoop: Where the connection is to live.
    ///   - timeout: How long the attempt may take.
    ///   - receiveBuffer: How much the system holds of what came, in bytes; nil for what it likes.
    ///   - completion: Called once on the event loop; over https, the handshake is complete then.
    func connect(
        on eventLoop: any EventLoop, timeout: Duration, receiveBuffer: Int? = nil,
        completion: @escaping (Result<any Channel, ConnectionFailure>) -> Void
    ) -> ConnectionAttempt {
        let attempt = ConnectionAttempt(
            self, eventLoop: eventLoop, timeout: timeout, receiveBuffer: receiveBuffer, completion: completion)
        attempt.start()
        return attempt
    }

    /// The addresses in the order in which they are tried.
    func ordered(_ addresses: [SocketAddress]) -> [SocketAddress] {
        guard let preferred = self.preferred.withLock({ $0 }), addresses.contains(preferred) else { return addresses }
        return [preferred] + addresses.filter { $0 != preferred }
    }

    /// Notes that an address answered.
    func prefer(_ address: SocketAddress) {
        self.preferred.withLock { $0 = address }
    }
}

extension PlexClientConfiguration {
    /// The address to connect to, without the brackets of an IPv6 address.
    static func checked(connectTo target: String) throws(PlexConfigurationError) -> String {
        let isBracketed = target.hasPrefix("[") && target.hasSuffix("]")
        let bare = isBracketed ? String(target.dropFirst().dropLast()) : target
        if PlexServerAddress.isIPv6(bare) {
            guard (try? SocketAddress(ipAddress: bare, port: 0)) != nil else {
                throw .invalidConnectTo(
                    reason: "it has a colon but is no IPv6 address, and the port is that of the url")
            }
            return bare
        }
        guard !isBracketed, PlexServerAddress.isName(bare) else {
            throw .invalidConnectTo(reason: "it is neither an IP address nor a host name")
        }
        return bare
    }
}
