// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// `check [DIR]`: says what is wrong with the configuration.
struct CheckCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what is wrong with the configuration.",
        discussion: """
            Exits with 0 if there is nothing to say, with 1 if it can be used but something is probably not meant, and \
            with 78 if the service would refuse it.
            """
    )

    /// The directory to read; none for the system's.
    @Argument(help: "Read the configuration of this directory alone.")
    var directory: String?

    /// Loads the configuration and prints what is wrong with it.
    func run() async throws {
        let configuration: DaemonConfiguration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationLoader.load(from: .named(self.directory))
        } catch {
            print(error)
            throw ControlExit.configuration
        }
        for warning in configuration.warnings { print(warning) }
        for file in configuration.files { print("read \(file.printable())") }
        for server in configuration.servers { print("server \(server.name.printable()): \(server.url.printable())") }
        for rule in configuration.rules { print("rule \(rule.name): \(rule.mode) (\(rule.file.printable()))") }
        if !configuration.warnings.isEmpty { throw ControlExit.foundProblem }
    }
}

extension ConfigurationSource {
    /// The configuration of a directory, or the system's where there is none.
    static func named(_ directory: String?) -> ConfigurationSource {
        directory.map { .directory($0) } ?? .system
    }
}
