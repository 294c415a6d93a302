// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexClient
import PlexModel
import Systemd

/// Asks a server of the configuration on behalf of whoever runs the tool.
enum ServerConnection {
    /// Why the token cannot be had.
    struct TokenError: Error, CustomStringConvertible {
        /// What cannot be read and what to do.
        let description: String
    }

    /// What a server shows now.
    static func activities(of server: ServerConfiguration) async throws -> ActivitySnapshot {
        let client = try self.client(for: server)
        do {
            let snapshot = try await client.activities().value
            await client.shutdown()
            return snapshot
        } catch {
            await client.shutdown()
            throw error
        }
    }

    private static func client(for server: ServerConfiguration) throws -> PlexClient {
        let verification: PlexClientConfiguration.TLSVerification =
            switch server.tlsVerify {
            case .full: .full
            case .certificate: .certificate
            case .none: .none
            }
        let configuration = PlexClientConfiguration(
            address: try PlexServerAddress(server.url),
            connectTo: server.connectTo,
            tlsVerification: verification,
            tlsCAFile: server.tlsCAFile,
            requestTimeout: server.requestTimeout,
            clientIdentifier: server.clientIdentifier ?? "plex-activityctl",
            product: "plex-activityctl"
        )
        return try PlexClient(configuration: configuration, token: try self.token(for: server))
    }

    /// The token from the files that the service's own credentials come from, which root alone may read.
    private static func token(for server: ServerConfiguration) throws -> PlexToken {
        let directory = "/etc/plex-activityd"
        let places = server.tokenFile.map { [$0] } ?? ["\(directory)/token.\(server.name)", "\(directory)/token"]
        for place in places {
            switch Credentials.read(path: place) {
            case .missing: continue
            case .present(let credential): return try PlexToken(credential.trimmedText ?? "")
            case .unreadable: throw TokenError(description: "the token in \(place) cannot be read: run as root")
            case .tooLarge: throw TokenError(description: "\(place) is too large for a token")
            }
        }
        return .none
    }
}
