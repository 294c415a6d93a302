// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// Asks one server everything that the service will ask it, and changes nothing there.
struct ServerCheck {
    /// The `[[server]]` table.
    let server: ServerConfiguration

    /// The findings, each after those it depends on. The check ends at the first failure that makes the rest pointless.
    func findings() async -> [OnlineFinding] {
        var findings: [OnlineFinding] = []
        let client: PlexClient
        do {
            let token = try ServerConnection.token(for: self.server)
            findings.append(self.finding(of: token))
            client = try ServerConnection.open(self.server)
        } catch {
            return findings + [self.finding(of: error)]
        }
        await self.ask(client, &findings)
        await client.shutdown()
        return findings
    }

    private func ask(_ client: PlexClient, _ findings: inout [OnlineFinding]) async {
        do throws(PlexClientError) {
            let identity = try await client.identity().value
            let version = identity.version.map { "Plex \($0)" } ?? "an unknown version"
            findings.append(self.finding("reach", .ok, "\(self.server.url) answers with \(version)\(self.security)"))
        } catch {
            findings.append(self.finding("reach", .error, error.description, cure: self.cure(of: error)))
            return
        }
        if self.server.tlsVerify == .none, self.server.url.hasPrefix("https:") {
            findings.append(
                self.finding(
                    "tls", .warning,
                    "no certificate is checked, so any machine in between can read the token (tls-verify = \"none\")",
                    cure: "set tls-ca-file to the server's certificate, and tls-verify to \"full\""))
        }
        do throws(PlexClientError) {
            let count = try await client.activities().value.activities.count
            findings.append(self.finding("access", .ok, "the token is accepted; \(count) activities now"))
        } catch {
            var finding = self.finding("access", .error, error.description, cure: self.cure(of: error))
            // 498 means an expired token.
            finding.isRefusal = [401, 403, 498].contains(error.status)
            findings.append(finding)
            return
        }
        findings.append(await self.administrator(client))
        findings.append(await self.sections(client))
        findings.append(await self.stream(client))
    }

    private func administrator(_ client: PlexClient) async -> OnlineFinding {
        do throws(PlexClientError) {
            let tasks = try await client.butlerTasks().value
            return self.finding(
                "administrator", .ok, "the token is an administrator's (\(tasks.count) maintenance tasks)")
        } catch {
            guard error.status == 401 || error.status == 403 else {
                return self.finding("administrator", .warning, error.description, cure: self.cure(of: error))
            }
            return self.finding(
                "administrator", .error,
                "the token is not an administrator's: it shows fewer activities, and cannot stop scans and tasks",
                cure: "put the token of the server's owner into the token file")
        }
    }

    private func sections(_ client: PlexClient) async -> OnlineFinding {
        do throws(PlexClientError) {
            let sections = try await client.sections().value
            let names = sections.prefix(10).map { "\($0.id.rawValue) \($0.title)" }.joined(separator: ", ")
            let more = sections.count > 10 ? " and \(sections.count - 10) more" : ""
            return self.finding("sections", .ok, sections.isEmpty ? "the server has no libraries" : names + more)
        } catch {
            return self.finding(
                "sections", .warning, error.description,
                cure: "until then, rules that name a section by its title do not act")
        }
    }

    private func stream(_ client: PlexClient) async -> OnlineFinding {
        guard let transport = NotificationTransport(self.server.notifications) else {
            return self.finding("stream", .ok, "not wanted (notifications = \"none\"): polls alone")
        }
        do throws(PlexClientError) {
            _ = try await client.notifications(over: transport)
            return self.finding("stream", .ok, "notifications arrive over \(transport.rawValue)")
        } catch {
            let other = transport == .eventSource ? "websocket" : "eventsource"
            return self.finding(
                "stream", .warning, error.description,
                cure: "the service polls without it; try notifications = \"\(other)\", or \"none\"")
        }
    }

    // MARK: - Words

    private var security: String {
        guard self.server.url.hasPrefix("https:") else { return "" }
        switch self.server.tlsVerify {
        case .full: return ", its certificate is valid for this name"
        case .certificate: return ", its certificate is valid, its name is not checked"
        case .none: return ""
        }
    }

    private func finding(of token: ServerConnection.FoundToken) -> OnlineFinding {
        let cure = "put the token of the server's owner into \(self.server.tokenFile ?? "/etc/plex-activityd/token")"
        guard let source = token.source else { return self.finding("token", .warning, "there is no token", cure: cure) }
        guard !token.token.isEmpty else { return self.finding("token", .warning, "\(source) is empty", cure: cure) }
        return self.finding("token", .ok, "from \(source)")
    }

    /// The finding for an error before the first request.
    private func finding(of error: any Error) -> OnlineFinding {
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

    private func cure(of error: PlexClientError) -> String {
        switch error.reason {
        case .unauthorized, .forbidden: "put a valid token of the server's owner into the token file"
        case .tls:
            "set tls-ca-file to the server's certificate or its authority, or set url to the name in the certificate"
        case .redirected: "set url to the address where Plex itself answers"
        case .unreachable: "start the server, or correct url, connect-to or the firewall"
        case .timedOut: "check whether the server is overloaded, and whether a firewall drops the requests"
        case .notJSON, .unreadable, .tooLarge:
            "check that url is the address of the Plex Media Server, and not of a proxy or another service"
        default: "check the server, and any proxy between it and this machine"
        }
    }

    private func finding(
        _ topic: String, _ verdict: OnlineFinding.Verdict, _ found: String, cure: String? = nil
    ) -> OnlineFinding {
        OnlineFinding(
            server: self.server.name.printable(limit: 64), topic: topic, verdict: verdict,
            found: ScreenText.line(found, limit: 500), cure: cure?.printable())
    }
}
