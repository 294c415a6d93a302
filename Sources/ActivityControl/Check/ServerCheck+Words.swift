// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient

extension ServerCheck {
    /// What an encrypted connection proves, as the end of a sentence.
    var security: String {
        guard self.server.url.hasPrefix("https:") else { return "" }
        switch self.server.tlsVerify {
        case .full: return ", its certificate is valid for this name"
        case .certificate: return ", its certificate is valid, its name is not checked"
        case .none: return ""
        }
    }

    /// The finding about the place of the token.
    func finding(of token: ServerConnection.FoundToken) -> OnlineFinding {
        guard let source = token.source else {
            return self.finding("token", .warning, "there is no token", cure: self.tokenCure)
        }
        guard !token.token.isEmpty else {
            return self.finding("token", .warning, "\(source) is empty", cure: self.tokenCure)
        }
        return self.finding("token", .ok, "from \(source)")
    }

    /// How to give the service a token, with the path of its file.
    var tokenCure: String {
        if let file = self.server.tokenFile { return "put the token of the server's owner into \(file)" }
        let file = "\(self.root.configurationDirectory)/token"
        return "run \"plex-activityctl token set\", which writes \(file), with the token of the server's owner"
    }

    /// The finding for an error before the first request.
    func finding(of error: any Error) -> OnlineFinding {
        switch error {
        case PlexConfigurationError.invalidToken(let reason):
            return self.finding(
                "token", .error, "the token is invalid: \(reason)", cure: "put the token alone into its file")
        case let error as PlexConfigurationError:
            // The description is the reason, a semicolon and the cure.
            let parts = error.description.split(separator: ";", maxSplits: 1)
            let cure = parts.count > 1 ? parts[1].drop { $0 == " " } : "correct the server's table"
            return self.finding("configuration", .error, String(parts.first ?? ""), cure: String(cure))
        default:
            return self.finding(
                "token", .error, "\(error)", cure: "make the file readable for this user, or run as root")
        }
    }

    /// What to do about a failed request.
    func cure(of error: PlexClientError) -> String {
        switch error.reason {
        case .tokenMissing: self.tokenCure
        case .unauthorized, .forbidden: "put a valid token of the server's owner into the token file"
        case .tls(let cause) where cause.contains("does not speak TLS"): "write http:// in the url"
        case .tls(let cause) where cause.contains("for another host"):
            "set url to a name in the certificate, with connect-to = \"the address\", or tls-verify = \"certificate\""
        case .tls: "set tls-ca-file to the server's certificate, or to that of its authority"
        case .redirected: "set url to the address where Plex itself answers"
        case .unreachable: "start the server, or correct url, connect-to or the firewall"
        case .timedOut where error.mayHaveBeenReceived:
            "raise request-timeout (\(self.server.requestTimeout) now, at most 2m) if the server is only busy"
        case .timedOut: "check whether the server is overloaded, and whether a firewall drops the requests"
        case .notJSON, .unreadable, .tooLarge:
            "check that url is the address of the Plex Media Server, and not of a proxy or another service"
        default: "check the server, and any proxy between it and this machine"
        }
    }

    /// A finding about this server.
    func finding(
        _ topic: String, _ verdict: OnlineFinding.Verdict, _ found: String, cure: String? = nil
    ) -> OnlineFinding {
        OnlineFinding(
            server: self.server.name.printable(limit: 64), topic: topic, verdict: verdict,
            found: ScreenText.line(found, limit: 500), cure: cure?.printable())
    }
}
