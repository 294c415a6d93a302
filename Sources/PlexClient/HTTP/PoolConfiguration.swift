// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

extension PlexClientConfiguration {
    /// How long a connection is kept without use: below the 20 seconds after which Plex closes one, so that a request
    /// hardly ever meets a connection that is just being closed.
    static let idleTimeout = TimeAmount.seconds(15)

    /// The headers of every request, without the token.
    func requestHeaders() throws(PlexConfigurationError) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            // Without it the server answers in XML.
            "Accept": "application/json"
        ]
        let userAgent = self.version.isEmpty ? self.product : "\(self.product)/\(self.version)"
        for (name, value) in [
            ("User-Agent", userAgent),
            ("X-Plex-Client-Identifier", self.clientIdentifier),
            ("X-Plex-Product", self.product),
            ("X-Plex-Version", self.version),
            ("X-Plex-Device-Name", self.deviceName),
            ("X-Plex-Platform", "Linux"),
        ] where !value.isEmpty {
            guard value.utf8.count <= 256, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidHeader(name: name)
            }
            headers.add(name: name, value: value)
        }
        return headers
    }

    /// The settings of the pool of connections.
    func poolConfiguration() throws(PlexConfigurationError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try self.tlsConfiguration(),
            // The token would travel along.
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(self.requestTimeout)),
            // A small body that unfolds into a large one has no way in.
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = Self.idleTimeout
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        // A refusal is news for the caller; waiting for it to go away would turn every cause into a timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let target = self.connectTo {
            configuration.dnsOverride[self.address.bracketedHost] = try Self.checked(connectTo: target)
        }
        return configuration
    }

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

    /// What is trusted, and how much of a certificate is checked.
    func tlsConfiguration() throws(PlexConfigurationError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification =
            switch self.tlsVerification {
            case .full: .fullVerification
            case .certificate: .noHostnameVerification
            case .none: .none
            }
        guard let path = self.tlsCAFile else { return configuration }
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch let error as IOError {
            throw .unreadableCertificateFile(path: path, reason: "it cannot be opened (errno \(error.errnoCode))")
        } catch {
            throw .unreadableCertificateFile(path: path, reason: "it holds no certificate")
        }
        guard !certificates.isEmpty else {
            throw .unreadableCertificateFile(path: path, reason: "it holds no certificate")
        }
        configuration.trustRoots = .certificates(certificates)
        return configuration
    }
}
