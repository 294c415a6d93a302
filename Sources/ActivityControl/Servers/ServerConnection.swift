// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexClient
import PlexModel
import Systemd

/// Opens clients for configured servers, for the user of the tool.
enum ServerConnection {
    /// Why the token cannot be read.
    struct TokenError: Error, CustomStringConvertible {
        /// The file and the cure.
        let description: String
    }

    /// A token and its file.
    struct FoundToken {
        /// The token; none without a file.
        var token: PlexToken
        /// The path of the file; nil without a file.
        var source: String?
    }

    /// The present activities of a server.
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

    /// A client for a server; the caller shuts it down.
    ///
    /// - Throws: ``TokenError``, or `PlexConfigurationError` for values that the check of the configuration should
    ///   reject.
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

    /// The token from the files of the service's credentials, which only root may read.
    static func token(for server: ServerConfiguration) throws -> FoundToken {
        let directory = "/etc/plex-activityd"
        // A server name with a slash is not a file name, so it has no file of its own.
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
