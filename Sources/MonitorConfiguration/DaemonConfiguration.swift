// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexModel

/// A whole, validated configuration: every file read, every default filled in, every rule armed or not.
///
/// There is no way to hold one that is only partly right: ``ConfigurationLoader`` gives this or the problems.
package struct DaemonConfiguration: Hashable, Sendable {
    /// The servers to watch, in the order of the files; at least one.
    package var servers: [ServerConfiguration]
    /// The rules in the order of the files, `[safety] enforce` applied.
    package var rules: [Rule]
    /// What bounds every rule.
    package var safety: SafetySettings
    /// How events are reported.
    package var journal: JournalSettings
    /// The types that `[safety] unprotect` takes off the list of those always protected, in order; to be announced at
    /// every start.
    package var unprotected: [ActivityType]
    /// What is allowed but probably not meant.
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

    /// What the monitor needs of it.
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
