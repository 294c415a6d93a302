// SPDX-License-Identifier: Apache-2.0

/// The place of the configuration.
package enum ConfigurationSource: Hashable, Sendable {
    /// `/etc/plex-activityd/plex-activityd.toml`, and `rules.d` under `/usr/lib/plex-activityd` and
    /// `/etc/plex-activityd`, where the second takes precedence.
    case system
    /// `plex-activityd.toml` and `rules.d` of one directory, and nothing else: `--config DIR`.
    case directory(String)

    /// The file that must exist.
    package var mainFile: String { self.configurationDirectory + "/plex-activityd.toml" }

    /// The directories of rule files; a later one takes precedence.
    package var ruleDirectories: [String] {
        switch self {
        case .system: ["/usr/lib/plex-activityd/rules.d", "/etc/plex-activityd/rules.d"]
        case .directory: [self.configurationDirectory + "/rules.d"]
        }
    }

    /// The directory of the main file, without a slash at its end.
    private var configurationDirectory: String {
        switch self {
        case .system:
            return "/etc/plex-activityd"
        case .directory(let path):
            var path = Substring(path.isEmpty ? "." : path)
            while path.count > 1, path.last == "/" { path = path.dropLast() }
            return String(path)
        }
    }
}
