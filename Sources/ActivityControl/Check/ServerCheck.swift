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
    /// The rules, whose sections are looked for among the server's libraries.
    var rules: [Rule] = []
    /// The token to try; nil for the one in its file.
    var candidate: ServerConnection.FoundToken?
    /// The system whose token and unit are looked at.
    var root = SystemRoot()

    /// The findings, each after those it depends on. The check ends at the first failure that makes the rest pointless.
    func findings() async -> [OnlineFinding] {
        var findings: [OnlineFinding] = []
        let client: PlexClient
        let token: ServerConnection.FoundToken
        do {
            token = try self.candidate ?? ServerConnection.token(for: self.server, root: self.root)
            findings.append(self.finding(of: token))
            client = try PlexClient(server: self.server, token: token.token, identity: .tool)
        } catch {
            return findings + [self.finding(of: error)]
        }
        findings += SandboxCheck.findings(of: self.server, root: self.root)
        await self.ask(client, hasToken: !token.token.isEmpty, &findings)
        await client.shutdown()
        return findings
    }

    private func ask(_ client: PlexClient, hasToken: Bool, _ findings: inout [OnlineFinding]) async {
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
            let activities = count == 1 ? "1 activity" : "\(count) activities"
            let words = hasToken ? "the token is accepted" : "the server answers without a token"
            findings.append(self.finding("access", .ok, "\(words); \(activities) now"))
        } catch {
            var finding = self.finding("access", .error, error.description, cure: self.cure(of: error))
            // 498 means an expired token.
            finding.isRefusal = [401, 403, 498].contains(error.status)
            findings.append(finding)
            return
        }
        findings.append(await self.administrator(client))
        findings += await self.sections(client)
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

    private func sections(_ client: PlexClient) async -> [OnlineFinding] {
        do throws(PlexClientError) {
            let sections = try await client.sections().value
            let names = sections.prefix(10).map { "\($0.id.rawValue) \($0.title)" }.joined(separator: ", ")
            let more = sections.count > 10 ? " and \(sections.count - 10) more" : ""
            let known = Dictionary(sections.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
            let doubts = self.rules.flatMap { $0.sectionNameDoubts(on: self.server.name, sectionNames: known) }
            return [self.finding("sections", .ok, sections.isEmpty ? "the server has no libraries" : names + more)]
                + doubts.map { self.finding("sections", .warning, $0.words, cure: "correct the section in the rule") }
        } catch {
            return [
                self.finding(
                    "sections", .warning, error.description,
                    cure: "until then, rules that name a section by its title do not act")
            ]
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
}
