// SPDX-License-Identifier: Apache-2.0
package import MonitorConfiguration

/// A configuration that is known to work: it is checked, its tokens are read and its clients made.
package struct LoadedConfiguration: Sendable {
    /// The configuration.
    package var configuration: DaemonConfiguration
    /// Its servers, in order.
    package var servers: [PreparedServer]
    /// Warnings for the operator, each with what to do; the configuration can still be used.
    package var warnings: [String]
    /// Whether armed rules only observe, because the daemon was not started as the service.
    package var isDisarmed = false

    /// A configuration with these values.
    package init(configuration: DaemonConfiguration, servers: [PreparedServer], warnings: [String] = []) {
        self.configuration = configuration
        self.servers = servers
        self.warnings = warnings
    }
}

/// Why a configuration is not in force.
package struct ConfigurationRejection: Error, Hashable, Sendable {
    /// All problems, each in one line with the file, the key path, the value and what would be right.
    package var problems: [String]
    /// Whether there is none at all.
    package var isMissing: Bool

    /// A rejection for these reasons.
    package init(problems: [String], isMissing: Bool = false) {
        self.problems = problems
        self.isMissing = isMissing
    }
}

/// Where configurations come from.
package protocol ConfigurationSourceReader: Sendable {
    /// Reads everything anew: files, tokens, certificates.
    func load() throws(ConfigurationRejection) -> LoadedConfiguration
}
