// SPDX-License-Identifier: Apache-2.0
package import MonitorConfiguration

/// Where the daemon writes its events: `--output`.
package enum OutputChoice: String, Hashable, Sendable, CaseIterable {
    /// The journal where standard error is the journal's, otherwise text.
    case auto
    /// The journal.
    case journal
    /// Readable lines on standard output.
    case text
    /// JSON on standard output, an object a line.
    case json
}

/// What the command line says.
package struct DaemonOptions: Hashable, Sendable {
    /// `--config DIR`: the only directory to read; nil for the system's.
    package var configurationDirectory: String?
    /// `--output`.
    package var output: OutputChoice
    /// `--check`: only say what is wrong with the configuration.
    package var checksOnly: Bool
    /// `--record FILE`: where to record the inputs of the monitor; nil for nowhere.
    package var recording: String?

    /// `--enforce`: let armed rules act although the daemon was not started as the service.
    package var enforces: Bool

    /// Options with these values.
    package init(
        configurationDirectory: String? = nil, output: OutputChoice = .auto, checksOnly: Bool = false,
        recording: String? = nil, enforces: Bool = false
    ) {
        self.configurationDirectory = configurationDirectory
        self.output = output
        self.checksOnly = checksOnly
        self.recording = recording
        self.enforces = enforces
    }

    /// Where the configuration is looked for.
    package var source: ConfigurationSource {
        self.configurationDirectory.map { .directory($0) } ?? .system
    }
}

/// The exit codes, as sysexits.h names them.
package enum ExitStatus: Int32, Hashable, Sendable {
    /// The daemon ended as requested.
    case success = 0
    /// Another daemon has the same state.
    case unavailable = 69
    /// An internal error, or a second signal to end.
    case software = 70
    /// There is no configuration, or none that can be used.
    case configuration = 78
}
