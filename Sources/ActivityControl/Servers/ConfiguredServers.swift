// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient

/// The configured servers that a command works with.
struct ConfiguredServers {
    /// The configuration.
    let configuration: DaemonConfiguration
    /// The servers, in the order of the configuration.
    let servers: [ServerConfiguration]

    /// All servers of a configuration, or the server with this name.
    ///
    /// - Throws: the exit code, after an error message.
    static func load(directory: String?, server name: String?) throws(ExitCode) -> ConfiguredServers {
        let configuration: DaemonConfiguration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationLoader.load(from: .named(directory))
        } catch {
            ControlExit.complain(error.description)
            throw ControlExit.configuration
        }
        let servers = configuration.servers.filter { name == nil || $0.name == name }
        guard !servers.isEmpty else {
            throw Self.complain(aboutUnknown: name ?? "", among: configuration.servers.map(\.name))
        }
        return ConfiguredServers(configuration: configuration, servers: servers)
    }

    /// A client for a server.
    ///
    /// - Throws: the exit code, after an error message.
    static func open(_ server: ServerConfiguration) throws(ExitCode) -> LiveServer {
        do {
            return try LiveServer(server)
        } catch {
            ControlExit.complain("\(server.name.printable(limit: 64)): \("\(error)".printable())")
            throw ControlExit.permission
        }
    }

    /// Reports an unknown server name, and returns the exit code.
    static func complain(aboutUnknown name: String, among names: [String]) -> ExitCode {
        let known = names.map { ScreenText.line($0, limit: 64) }.joined(separator: ", ")
        ControlExit.complain("no server is called \(ScreenText.line(name, limit: 64)); the servers are: \(known)")
        return ControlExit.usage
    }

    /// Reports a failed request, and returns the exit code.
    static func complain(about server: String, _ error: PlexClientError) -> ExitCode {
        ControlExit.complain("\(server.printable(limit: 64)): \(error.description.printable())")
        return if error.status == 401 || error.status == 498 { ControlExit.permission } else { ControlExit.unavailable }
    }
}
