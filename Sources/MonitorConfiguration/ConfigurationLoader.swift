// SPDX-License-Identifier: Apache-2.0

/// Reads, checks and resolves the configuration.
package enum ConfigurationLoader {
    /// The largest file that is read: 1 MiB.
    package static let largestFile = 1_048_576

    /// Loads the configuration, or throws all its problems.
    ///
    /// - Parameters:
    ///   - source: the place of the files.
    ///   - fileSystem: the file system to read.
    /// - Throws: ``ConfigurationFailure/missing(path:)`` where nothing has been configured, and
    ///   ``ConfigurationFailure/rejected(_:)`` with the problems of all files, warnings included.
    package static func load(
        from source: ConfigurationSource,
        fileSystem: any ConfigurationFileSystem = HostFileSystem()
    ) throws(ConfigurationFailure) -> DaemonConfiguration {
        var files = FileReader(fileSystem: fileSystem)
        guard files.readMain(source.mainFile) else { throw .missing(path: source.mainFile) }
        files.readRules(source.ruleDirectories)
        let resolution = Resolution(files: files)
        let configuration = resolution.configuration()
        let problems = files.findings.sorted(by: files.paths)
        guard var configuration, !files.findings.hasErrors else { throw .rejected(problems) }
        configuration.warnings = problems
        return configuration
    }
}
