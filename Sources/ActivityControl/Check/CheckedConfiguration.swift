// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import MonitorConfiguration

/// The configuration that `check` loads: one in place, or one in place with a rule file that is not installed yet.
struct CheckedConfiguration {
    /// The configuration.
    let configuration: DaemonConfiguration
    /// What the operator must know about the load; nil where there is nothing to know.
    var remark: String?

    /// What the command line names.
    enum Target: Hashable {
        /// A configuration.
        case configuration(ConfigurationSource)
        /// A rule file, and the configuration that it is checked with.
        case ruleFile(String, ConfigurationSource)

        /// What a path and `--config` mean; nil where they contradict each other.
        ///
        /// A path that is no regular file is a configuration directory, and so is the directory of a main file.
        static func named(path: String?, directory: String?) -> Target? {
            guard let path else { return .configuration(.named(directory)) }
            var isDirectory = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            let mainFile = "plex-activityd.toml"
            if exists, !isDirectory, path.split(separator: "/").last.map(String.init) != mainFile {
                return .ruleFile(path, .named(directory))
            }
            guard directory == nil else { return nil }
            let parent = exists && !isDirectory ? String(path.dropLast(mainFile.count)) : path
            return .configuration(.directory(parent))
        }
    }

    /// Loads what the command line names.
    ///
    /// - Parameters:
    ///   - target: what the command line names.
    ///   - needsServers: whether a rule file without a configuration is an error.
    ///   - root: the system whose configuration is meant by `.system`.
    /// - Throws: the problems; those of a rule file that is not installed name it as the caller did.
    static func load(
        _ target: Target, needsServers: Bool, root: SystemRoot = SystemRoot()
    ) throws(ConfigurationFailure) -> CheckedConfiguration {
        switch target {
        case .configuration(.system):
            return CheckedConfiguration(configuration: try root.loadConfiguration())
        case .configuration(let source):
            return CheckedConfiguration(configuration: try ConfigurationLoader.load(from: source))
        case .ruleFile(let path, let source):
            let overlay = RuleFileOverlay(path: path, directory: source.ruleDirectories.last ?? "")
            do throws(ConfigurationFailure) {
                var configuration = try ConfigurationLoader.load(from: source, fileSystem: overlay)
                configuration.files = configuration.files.map { $0 == overlay.place ? path : $0 }
                configuration.warnings = configuration.warnings.map { overlay.renamed($0) }
                for index in configuration.rules.indices where configuration.rules[index].file == overlay.place {
                    configuration.rules[index].file = path
                }
                return CheckedConfiguration(configuration: configuration)
            } catch {
                guard case .missing(let mainFile) = error else { throw overlay.renamed(error) }
                guard source == .system, !needsServers else { throw error }
                let alone = try RuleFiles.load([path], servers: [ServerSettings(name: "home")])
                return CheckedConfiguration(
                    configuration: alone,
                    remark: "there is no \(mainFile): the rule file is checked alone, for a server called home")
            }
        }
    }
}

extension RuleFileOverlay {
    /// A problem that names the rule file as the caller did.
    fileprivate func renamed(_ problem: ConfigurationProblem) -> ConfigurationProblem {
        var problem = problem
        // Problems of other files can name the rule file too.
        problem.message = problem.message.replacing(self.place.printable(), with: self.path.printable())
        if problem.file == self.place.printable() { problem.file = self.path.printable() }
        return problem
    }

    /// A failure whose problems name the rule file as the caller did.
    fileprivate func renamed(_ failure: ConfigurationFailure) -> ConfigurationFailure {
        guard case .rejected(let problems) = failure else { return failure }
        return .rejected(problems.map { self.renamed($0) })
    }
}
