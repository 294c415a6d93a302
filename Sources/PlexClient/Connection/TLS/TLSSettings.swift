// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import Synchronization

/// What TLS needs for all servers that share a way to check certificates: one context, and one copy of the authorities.
final class TLSSettings: Sendable {
    /// What tells settings apart.
    private struct Key: Hashable {
        /// How much of a certificate is checked.
        var verification: PlexClientConfiguration.TLSVerification
        /// The content of the file with the certificates to trust; nil for the system's.
        var trusted: [UInt8]?
    }

    /// Settings that are forgotten with the last client that uses them.
    private struct Weak {
        /// The settings.
        weak var settings: TLSSettings?
    }

    /// The settings that clients of this process use.
    private static let shared = Mutex<[Key: Weak]>([:])

    /// How TLS is done.
    private let configuration: TLSConfiguration
    /// The context. It is made for the first connection, because it parses the system's authorities: 1 MB of them.
    private let context = Mutex<NIOSSLContext?>(nil)

    /// Settings that nothing shares yet.
    private init(_ configuration: TLSConfiguration) {
        self.configuration = configuration
    }

    /// The settings that a configuration asks for, shared with every other client that asks for the same.
    ///
    /// - Throws: ``PlexConfigurationError/unreadableCertificateFile(path:reason:)``.
    static func of(_ configuration: PlexClientConfiguration) throws(PlexConfigurationError) -> TLSSettings {
        var key = Key(verification: configuration.tlsVerification)
        if let path = configuration.tlsCAFile { key.trusted = try CertificateFile.read(path) }
        if let settings = Self.shared.withLock({ $0[key]?.settings }) { return settings }
        let made = TLSSettings(try Self.make(key, path: configuration.tlsCAFile ?? ""))
        return Self.shared.withLock { shared in
            shared = shared.filter { $0.value.settings != nil }
            // Another thread may have been faster.
            if let settings = shared[key]?.settings { return settings }
            shared[key] = Weak(settings: made)
            return made
        }
    }

    /// What does TLS for one connection.
    ///
    /// - Parameter host: The name that the certificate must have; an IP address is compared with that of the
    ///   connection.
    func makeHandler(host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: self.sharedContext(), serverHostname: isAddress ? nil : host)
    }

    /// The context of all connections.
    func sharedContext() throws -> NIOSSLContext {
        try self.context.withLock {
            let context = try $0 ?? NIOSSLContext(configuration: self.configuration)
            $0 = context
            return context
        }
    }

    /// What is trusted, and how much of a certificate is checked.
    private static func make(_ key: Key, path: String) throws(PlexConfigurationError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // A server that does not answer a goodbye holds up the end of the client no longer.
        configuration.shutdownTimeout = .seconds(1)
        // A server that speaks HTTP/2 must not choose it.
        configuration.applicationProtocols = ["http/1.1"]
        configuration.certificateVerification =
            switch key.verification {
            case .full: .fullVerification
            case .certificate: .noHostnameVerification
            case .none: .none
            }
        guard let trusted = key.trusted else { return configuration }
        let certificates = (try? NIOSSLCertificate.fromPEMBytes(trusted)) ?? []
        guard !certificates.isEmpty else {
            throw .unreadableCertificateFile(path: path, reason: "it holds no certificate")
        }
        configuration.trustRoots = .certificates(certificates)
        return configuration
    }
}
