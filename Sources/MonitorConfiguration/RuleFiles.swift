// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// Reads rule files by themselves, without a main file: to test them, or to replay a recording by them.
package enum RuleFiles {
    /// What stands for the main file in problems that are not of a rule file.
    private static let mainName = "(servers)"

    /// The configuration of these rule files on these servers; nothing is armed but by a file itself.
    ///
    /// - Throws: ``ConfigurationFailure/rejected(_:)`` with the problems of all files.
    package static func load(
        _ paths: [String], servers: [ServerSettings], fileSystem: any ConfigurationFileSystem = HostFileSystem()
    ) throws(ConfigurationFailure) -> DaemonConfiguration {
        var files = FileReader(fileSystem: fileSystem)
        let main = servers.map { server in
            """
            [[server]]
            name = "\(server.name)"
            url = "http://127.0.0.1:32400"
            poll-interval = "\(server.pollInterval.text)"

            """
        }
        files.takeMain(main.joined(), named: Self.mainName)
        files.read(paths)
        let configuration = Resolution(files: files).configuration()
        let problems = files.findings.sorted(by: files.paths)
        guard var configuration, !files.findings.hasErrors else { throw .rejected(problems) }
        configuration.warnings = problems
        configuration.files.removeFirst()
        return configuration
    }
}
