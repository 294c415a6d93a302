// SPDX-License-Identifier: Apache-2.0
package import MonitorConfiguration
package import PlexClient
package import Systemd

/// Looks for the token of a server in the places that the configuration names or that are customary.
package struct TokenLookup: Sendable {
    /// The directory of the administrator's token files.
    package static let systemDirectory = "/etc/plex-activityd"

    /// The places where the token of a server may be, in the order in which they count.
    package enum Places: Hashable, Sendable {
        /// The file that `token-file` names.
        case named(file: String)
        /// Credentials of the service, by their names.
        case credentials(names: [String])
        /// The administrator's token files, by their paths.
        case files(paths: [String])

        /// The names or paths.
        package var all: [String] {
            switch self {
            case .named(let file): [file]
            case .credentials(let names): names
            case .files(let paths): paths
            }
        }
    }

    /// The result of a look at the places of a server.
    package enum Finding: Hashable, Sendable {
        /// The first place with a token. The token is empty where the place is: then no token is sent.
        case token(PlexToken, place: String)
        /// No place has anything.
        case missing
        /// A place that cannot be read, with the errno.
        case unreadable(place: String, errno: Int32)
        /// A place with more bytes than any token has.
        case tooLarge(place: String)
        /// A place with something that is not a token.
        case unusable(place: String, PlexConfigurationError)
    }

    private let credentials: Credentials
    private let directory: String

    /// A lookup among the service's credentials, or among files where there are none.
    package init(credentials: Credentials, directory: String = Self.systemDirectory) {
        self.credentials = credentials
        self.directory = directory
    }

    /// The directory of the administrator's token files.
    package var tokenDirectory: String { self.directory }

    /// The places of a server: `token-file`; else the credentials `plex-token.NAME`, `plex-token_NAME` and `plex-token`;
    /// without a credentials directory the files `token.NAME` and `token`.
    package func places(for server: ServerConfiguration) -> Places {
        if let file = server.tokenFile { return .named(file: file) }
        guard self.credentials.directory == nil else {
            return .credentials(names: ["plex-token.\(server.name)", "plex-token_\(server.name)", "plex-token"])
        }
        // A name with a slash cannot be part of a file's name.
        let own = server.name.contains("/") ? [] : ["\(self.directory)/token.\(server.name)"]
        return .files(paths: own + ["\(self.directory)/token"])
    }

    /// Looks at the places of a server anew.
    package func find(for server: ServerConfiguration) -> Finding {
        let places = self.places(for: server)
        for place in places.all {
            switch self.read(place, of: places) {
            case .missing: continue
            case .present(let credential): return Self.finding(credential, place: place)
            case .unreadable(let number): return .unreadable(place: place, errno: number)
            case .tooLarge: return .tooLarge(place: place)
            }
        }
        return .missing
    }

    private func read(_ place: String, of places: Places) -> CredentialResult {
        switch places {
        case .credentials: self.credentials.read(place)
        case .named, .files: Credentials.read(path: place)
        }
    }

    private static func finding(_ credential: Credential, place: String) -> Finding {
        guard let text = credential.trimmedText else {
            return .unusable(place: place, .invalidToken(reason: "it is not UTF-8"))
        }
        let pasted: String
        do throws(PastedToken.Refusal) {
            pasted = try PastedToken.token(in: text)
        } catch {
            return .unusable(place: place, .invalidToken(reason: "\(error)"))
        }
        do throws(PlexConfigurationError) {
            return .token(try PlexToken(pasted), place: place)
        } catch {
            return .unusable(place: place, error)
        }
    }
}
