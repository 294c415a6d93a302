// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexModel

/// A complete, validated configuration: all files read, defaults filled in, modes of rules resolved.
///
/// A partly valid configuration does not exist: ``ConfigurationLoader`` gives a valid one or the problems.
package struct DaemonConfiguration: Hashable, Sendable {
    /// The servers to watch, in the order of the files; at least one.
    package var servers: [ServerConfiguration]
    /// The rules in the order of the files, `[safety] enforce` applied.
    package var rules: [Rule]
    /// The limits of every rule.
    package var safety: SafetySettings
    /// How events are reported.
    package var journal: JournalSettings
    /// The always protected types that `[safety] unprotect` names, in order; announced at every start.
    package var unprotected: [ActivityType]
    /// The warnings: allowed, but probably not meant.
    package var warnings: [ConfigurationProblem]
    /// The paths of the files that were read, in the order in which they apply.
    package var files: [String]

    /// A configuration with these values.
    package init(
        servers: [ServerConfiguration],
        rules: [Rule] = [],
        safety: SafetySettings = SafetySettings(),
        journal: JournalSettings = JournalSettings(),
        unprotected: [ActivityType] = [],
        warnings: [ConfigurationProblem] = [],
        files: [String] = []
    ) {
        self.servers = servers
        self.rules = rules
        self.safety = safety
        self.journal = journal
        self.unprotected = unprotected
        self.warnings = warnings
        self.files = files
    }

    /// The settings for the monitor.
    ///
    /// - Parameters:
    ///   - generation: the number of accepted configurations of this process, this one included.
    ///   - textHashKey: the installation's key for `PLEX_TEXT_HASH`.
    package func monitorSettings(generation: Int, textHashKey: TextHash.Key) -> MonitorSettings {
        MonitorSettings(
            generation: generation,
            servers: self.servers.map { ServerSettings(name: $0.name, pollInterval: $0.pollInterval) },
            rules: self.rules,
            safety: self.safety,
            journal: self.journal,
            textHashKey: textHashKey
        )
    }
}
