// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import MonitorConfiguration
import MonitorRecording

/// The source of a replay's rules.
struct ReplayRuleSource {
    /// Configuration directories, directories of rule files, and rule files; empty for the recorded rules.
    var paths: [String]

    /// The rules.
    ///
    /// - Parameter servers: the watched servers; some checks of rules depend on their poll intervals.
    func rules(on servers: [ServerSettings]) throws(ConfigurationFailure) -> ReplayRules {
        guard !self.paths.isEmpty else { return .recorded }
        if self.paths.count == 1, FileManager.default.fileExists(atPath: "\(self.paths[0])/plex-activityd.toml") {
            let configuration = try ConfigurationLoader.load(from: .directory(self.paths[0]))
            return .others(configuration.rules, configuration.safety)
        }
        let files = self.paths.flatMap(Self.files(of:))
        guard !files.isEmpty else {
            throw .missing(path: "\(self.paths.joined(separator: ", "))/rules.d/….toml")
        }
        let configuration = try RuleFiles.load(files, servers: servers)
        return .others(configuration.rules, configuration.safety)
    }

    /// The rule files of a path, in the order of their names.
    private static func files(of path: String) -> [String] {
        for directory in ["\(path)/rules.d", path] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { continue }
            return names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted().map { "\(directory)/\($0)" }
        }
        return [path]
    }
}
