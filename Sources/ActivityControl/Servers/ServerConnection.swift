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

    /// A token and where it was found.
    struct FoundToken {
        /// The token; none where no file holds one.
        var token: PlexToken
        /// The path of its file; nil where there is none.
        var source: String?
    }

    /// What a server shows now.
    static func activities(of server: ServerConfiguration) async throws -> ActivitySnapshot {
        let client = try self.open(server)
        do {
            let snapshot = try await client.activities().value
            await client.shutdown()
            return snapshot
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// A client of a server, which whoever asked for it shuts down.
    ///
    /// - Throws: ``TokenError``, or `PlexConfigurationError` for what the configuration should not have let pass.
    static func open(_ server: ServerConfiguration) throws -> PlexClient {
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
        return try PlexClient(configuration: configuration, token: try self.token(for: server).token)
    }

    /// The token from the files that the service's own credentials come from, which root alone may read.
    static func token(for server: ServerConfiguration) throws -> FoundToken {
        let directory = "/etc/plex-activityd"
        // A name that is none of a file cannot have a file of its own.
        let own = server.name.contains("/") ? [] : ["\(directory)/token.\(server.name)"]
        for place in server.tokenFile.map({ [$0] }) ?? own + ["\(directory)/token"] {
            switch Credentials.read(path: place) {
            case .missing: continue
            case .present(let credential):
                return FoundToken(token: try PlexToken(credential.trimmedText ?? ""), source: place)
            case .unreadable: throw TokenError(description: "the token in \(place) cannot be read: run as root")
            case .tooLarge: throw TokenError(description: "\(place) is too large for a token")
            }
        }
        return FoundToken(token: .none, source: nil)
    }
}
