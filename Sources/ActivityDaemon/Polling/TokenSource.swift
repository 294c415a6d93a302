// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
package import MonitorConfiguration
package import PlexClient
private import ServerAccess
package import Systemd

/// The token of a server as the source found it.
package struct TokenReading: Hashable, Sendable {
    /// The token; empty where none is sent.
    package var token: PlexToken
    /// A sentence for the operator about the token, with what to do; nil where all is well.
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
    private let lookup: TokenLookup

    /// Tokens from the given credentials; without a credentials directory from files in the given directory.
    package init(credentials: Credentials = Credentials(), directory: String = "/etc/plex-activityd") {
        self.lookup = TokenLookup(credentials: credentials, directory: directory)
    }

    /// Looks for the token, and says what to do where none can be used.
    package func token(for server: ServerConfiguration) -> TokenReading {
        let who = "server \(server.name.printable())"
        let without = "\(who) gets no token"
        let places = self.lookup.places(for: server)
        let complaint: String
        switch self.lookup.find(for: server) {
        case .token(let token, _) where !token.isEmpty:
            return TokenReading(token: token)
        case .token(_, let place):
            complaint = "\(without), because \(place) is empty: \(self.remedy(places))"
        case .missing:
            let names = places.all.joined(separator: ", no ")
            complaint = "\(without), because there is no \(names): \(self.remedy(places))"
        case .unreadable(let place, let number):
            complaint =
                "\(without), because \(place) cannot be read (\(ErrorNumber.text(number))): make it readable for the "
                + "service, or let systemd pass it with LoadCredential=plex-token:\(place) and leave token-file out"
        case .tooLarge(let place):
            complaint = "\(without), because \(place) is too large for a token: \(self.remedy(places))"
        case .unusable(let place, let error):
            complaint = "\(who), \(place): \(error)"
        }
        return TokenReading(token: .none, complaint: complaint)
    }

    /// What to do where a token is missing.
    private func remedy(_ places: TokenLookup.Places) -> String {
        let directory = self.lookup.tokenDirectory
        switch places {
        case .named: return "put the token into it, readable for the service"
        case .files: return "run plex-activityctl token set, which writes \(directory)/token"
        // The manager reads a credential when the service starts; before systemd 260 no reload changes that.
        case .credentials:
            return "run plex-activityctl token set, which writes \(directory)/token, and systemctl restart "
                + "plex-activityd"
        }
    }
}
