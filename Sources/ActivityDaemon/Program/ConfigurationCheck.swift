// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import MonitorConfiguration

/// `--check`: prints the problems of the configuration, and does nothing else.
enum ConfigurationCheck {
    /// Reads the configuration and prints each problem on a line of its own.
    static func run(_ reader: any ConfigurationSourceReader) async -> ExitStatus {
        do throws(ConfigurationRejection) {
            let loaded = try reader.load()
            // Warnings about a file say so themselves.
            let labelled = Set(loaded.configuration.warnings.map(\.description))
            for warning in loaded.warnings {
                print((labelled.contains(warning) ? "" : "warning: ") + warning.printable(limit: 1000))
            }
            let (servers, rules) = (loaded.configuration.servers.count, loaded.configuration.rules)
            let armed = rules.filter { $0.mode == "enforce" }.count
            print(
                "The configuration can be used: \(servers) server(s), \(rules.count) rule(s), \(armed) of them armed.")
            for server in loaded.servers { await server.server.shutdown() }
            return .success
        } catch {
            for problem in error.problems { print(problem.printable(limit: 1000)) }
            return .configuration
        }
    }
}
