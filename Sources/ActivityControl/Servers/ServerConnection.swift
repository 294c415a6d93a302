// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess
import Systemd

/// Asks a server of the configuration for the person who runs the tool.
enum ServerConnection {
    /// Why the token cannot be read.
    struct TokenError: Error, CustomStringConvertible {
        /// The file and the cure.
        let description: String
    }

    /// A token and its file.
    struct FoundToken: Hashable {
        /// The token; empty where no file holds one.
        var token: PlexToken
        /// The path of the file, or where else the token is from; nil without a token.
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

    /// A client of a server; the caller shuts it down.
    ///
    /// - Throws: ``TokenError``, or `PlexConfigurationError` for values that the check of the configuration should
    ///   reject.
    static func open(_ server: ServerConfiguration) throws -> PlexClient {
        try PlexClient(server: server, token: try self.token(for: server).token, identity: .tool)
    }

    /// The token from the files of the service's credentials, which only root may read.
    static func token(for server: ServerConfiguration, root: SystemRoot = SystemRoot()) throws -> FoundToken {
        let lookup = TokenLookup(credentials: Credentials(environment: [:]), directory: root.configurationDirectory)
        switch lookup.find(for: server) {
        case .token(let token, let place): return FoundToken(token: token, source: place)
        case .missing: return try self.encryptedToken(for: server, root: root)
        case .unreadable(let place, _):
            throw TokenError(description: "the token in \(place) cannot be read: run as root")
        case .tooLarge(let place): throw TokenError(description: "\(place) is too large for a token")
        case .unusable(_, let error): throw error
        }
    }

    /// The token that `token set --encrypt` wrote, in the order in which the service looks for tokens.
    private static func encryptedToken(for server: ServerConfiguration, root: SystemRoot) throws -> FoundToken {
        guard server.tokenFile == nil else { return FoundToken(token: .none, source: nil) }
        for name in [server.name, nil] where name.map(TokenStore.isName) != false {
            let store = TokenStore(root: root, server: name)
            guard InstalledFile.exists(store.encryptedFile) else { continue }
            guard let bytes = EncryptedToken.decrypt(store.encryptedFile, credential: store.credential) else {
                throw TokenError(description: "the token in \(store.encryptedFile) cannot be decrypted: run as root")
            }
            return FoundToken(token: try PlexToken(TokenFailure.token(in: bytes)), source: store.encryptedFile)
        }
        return FoundToken(token: .none, source: nil)
    }
}

extension ClientIdentity {
    /// The name under which this tool introduces itself.
    static let tool = ClientIdentity(clientIdentifier: "plex-activityctl", product: "plex-activityctl")
}
