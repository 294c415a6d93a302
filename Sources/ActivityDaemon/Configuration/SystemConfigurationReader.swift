// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
package import MonitorConfiguration
private import PlexClient
private import PlexModel

/// Reads the configuration from files and the tokens from where they are kept.
package struct SystemConfigurationReader: ConfigurationSourceReader {
    private let source: ConfigurationSource
    private let tokens: any TokenSource
    private let factory: any PlexServerFactory
    private let letsRulesAct: Bool

    /// A reader of these places.
    ///
    /// - Parameter letsRulesAct: Whether armed rules act; otherwise they observe like all others.
    package init(
        source: ConfigurationSource, tokens: any TokenSource, factory: any PlexServerFactory, letsRulesAct: Bool = true
    ) {
        self.source = source
        self.tokens = tokens
        self.factory = factory
        self.letsRulesAct = letsRulesAct
    }

    /// Reads everything anew.
    package func load() throws(ConfigurationRejection) -> LoadedConfiguration {
        var configuration: DaemonConfiguration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationLoader.load(from: self.source)
        } catch {
            switch error {
            case .missing: throw ConfigurationRejection(problems: [error.description], isMissing: true)
            case .rejected(let problems): throw ConfigurationRejection(problems: problems.map(\.description))
            }
        }
        var loaded = LoadedConfiguration(
            configuration: configuration, servers: [], warnings: configuration.warnings.map(\.description))
        loaded.warnings += configuration.announcements
        if !self.letsRulesAct {
            loaded.warnings += configuration.disarm()
            loaded.configuration = configuration
            loaded.isDisarmed = true
        }
        var problems: [String] = []
        for server in configuration.servers {
            let reading = self.tokens.token(for: server)
            if let complaint = reading.complaint { loaded.warnings.append(complaint) }
            do throws(PlexConfigurationError) {
                let made = try self.factory.server(server, token: reading.token)
                loaded.servers.append(PreparedServer(configuration: server, server: made, token: reading.token))
            } catch {
                problems.append("\(self.source.mainFile): server \(server.name): \(error)")
            }
        }
        guard problems.isEmpty else { throw ConfigurationRejection(problems: problems) }
        return loaded
    }
}

extension DaemonConfiguration {
    /// Takes from armed rules the leave to act.
    ///
    /// - Returns: A sentence for the operator, where a rule was armed.
    fileprivate mutating func disarm() -> [String] {
        let armed = self.rules.filter { $0.mode == "enforce" }.map(\.name)
        self.rules = self.rules.map(\.observing)
        guard !armed.isEmpty else { return [] }
        return [
            "plex-activityd was not started as a service, so armed rules only observe (\(armed.joined(separator: ", "))): "
                + "run `systemctl start plex-activityd`, or add --enforce"
        ]
    }

    /// Settings that lower a guard: the daemon announces them at every start.
    fileprivate var announcements: [String] {
        var texts: [String] = []
        if !self.unprotected.isEmpty {
            let types = self.unprotected.map(\.rawValue).joined(separator: ", ")
            texts.append("[safety] unprotect: rules may stop \(types), which are protected by default")
        }
        for server in self.servers where server.tlsVerify == .none && server.url.hasPrefix("https") {
            texts.append(
                "server \(server.name): tls-verify = \"none\": any program that answers at \(server.url) gets the "
                    + "token; set tls-ca-file to the server's certificate instead")
        }
        return texts
    }
}
