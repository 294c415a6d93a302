// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
package import MonitorConfiguration
package import PlexClient
package import Systemd

/// The token of a server as it was found.
package struct TokenReading: Hashable, Sendable {
    /// The token; empty where none is sent.
    package var token: PlexToken
    /// What to tell the operator about it, with what to do; nil where all is well.
    package var complaint: String?

    /// A reading with these values.
    package init(token: PlexToken, complaint: String? = nil) {
        self.token = token
        self.complaint = complaint
    }
}

/// Where the tokens of servers come from.
package protocol TokenSource: Sendable {
    /// Reads the token of a server anew.
    func token(for server: ServerConfiguration) -> TokenReading
}

/// Tokens from the service's credentials, or from files where there are none.
package struct SystemTokenSource: TokenSource {
    private let credentials: Credentials
    private let directory: String

    /// Tokens from the given credentials; without a credentials directory from files in the given directory.
    package init(credentials: Credentials = Credentials(), directory: String = "/etc/plex-activityd") {
        self.credentials = credentials
        self.directory = directory
    }

    /// The token of `token-file`, else of the credential `plex-token.NAME` or `plex-token_NAME`, else `plex-token`; without
    /// a credentials directory of the files `token.NAME`, then `token`.
    package func token(for server: ServerConfiguration) -> TokenReading {
        if let file = server.tokenFile {
            return self.read([file], server: server, remedy: "put the token into it, readable for the service") {
                Credentials.read(path: $0)
            }
        }
        guard self.credentials.directory != nil else {
            // A name that is none of a file cannot have a file of its own.
            let own = server.name.contains("/") ? [] : ["\(self.directory)/token.\(server.name)"]
            let files = own + ["\(self.directory)/token"]
            return self.read(files, server: server, remedy: "put the token into \(self.directory)/token") {
                Credentials.read(path: $0)
            }
        }
        // The manager reads a credential when the service starts; before systemd 260 no reload changes that.
        let names = ["plex-token.\(server.name)", "plex-token_\(server.name)", "plex-token"]
        let remedy = "put the token into \(self.directory)/token and run `systemctl restart plex-activityd`"
        return self.read(names, server: server, remedy: remedy, read: self.credentials.read)
    }

    /// The first of the places where there is something.
    private func read(
        _ places: [String], server: ServerConfiguration, remedy: String, read: (String) -> CredentialResult
    ) -> TokenReading {
        let who = "server \(server.name.printable())"
        for place in places {
            let trouble: String
            switch read(place) {
            case .missing:
                continue
            case .present(let credential):
                switch self.token(credential) {
                case .success(let token) where token.isEmpty:
                    return TokenReading(
                        token: .none, complaint: "\(who) is asked without a token, for \(place) is empty: \(remedy)")
                case .success(let token):
                    return TokenReading(token: token)
                case .failure(let error):
                    return TokenReading(token: .none, complaint: "\(who), \(place): \(error)")
                }
            case .unreadable(let number):
                trouble =
                    "cannot be read (\(ErrorNumber.text(number))): make it readable for the service, or let systemd pass it with "
                    + "LoadCredential=plex-token:\(place) and leave token-file out"
            case .tooLarge:
                trouble = "is too large for a token: \(remedy)"
            }
            return TokenReading(token: .none, complaint: "\(who) is asked without a token: \(place) \(trouble)")
        }
        return TokenReading(
            token: .none,
            complaint:
                "\(who) is asked without a token, for there is no \(places.joined(separator: ", no ")): \(remedy)")
    }

    private func token(_ credential: Credential) -> Result<PlexToken, PlexConfigurationError> {
        guard let text = credential.trimmedText else { return .failure(.invalidToken(reason: "it is not UTF-8")) }
        return Result { () throws(PlexConfigurationError) in try PlexToken(text) }
    }
}
