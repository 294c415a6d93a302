// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import MonitorConfiguration

/// `--check`: says what is wrong with the configuration, and nothing else.
enum ConfigurationCheck {
    /// Reads the configuration and prints each problem on a line of its own.
    static func run(_ reader: any ConfigurationSourceReader) async -> ExitStatus {
        do throws(ConfigurationRejection) {
            let loaded = try reader.load()
            // What is said of a file says by itself that it is a warning.
            let told = Set(loaded.configuration.warnings.map(\.description))
            for warning in loaded.warnings {
                print((told.contains(warning) ? "" : "warning: ") + warning.printable(limit: 1000))
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
