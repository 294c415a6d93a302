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
            with 78 if the service would refuse it. With --online, with 69 if a server gives no usable answer, and with 77 \
            if the token may not do what the service needs.
            """
    )

    /// The directory to read; none for the system's.
    @Argument(help: "Read the configuration of this directory alone.", completion: .directory)
    var directory: String?

    /// Whether to ask the servers.
    @Flag(help: "Also ask each server what the service will ask it; nothing is changed there.")
    var online = false

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object.")
    var json = false

    /// Loads the configuration and prints what is wrong with it.
    func run() async throws {
        var report: CheckReport
        do throws(ConfigurationFailure) {
            let configuration = try ConfigurationLoader.load(from: .named(self.directory))
            report = CheckReport(configuration)
            if !self.json {
                for warning in configuration.warnings { print(warning) }
                for file in report.files { print("read \(file)") }
                for server in report.servers { print("server \(server.name): \(server.url)") }
                for rule in report.rules { print("rule \(rule.name): \(rule.mode) (\(rule.file))") }
            }
            if self.online {
                var findings = [SystemdCheck.finding()]
                for server in configuration.servers { findings += await ServerCheck(server: server).findings() }
                report.online = findings
            }
        } catch {
            report = CheckReport(error)
            if !self.json { print(error) }
        }
        if self.json {
            print(try JSONText.of(report, isPretty: true))
        } else if self.online {
            for line in report.onlineLines(Paint.forStandardOutput()) { print(line) }
        }
        if let code = report.exitCode { throw code }
    }
}

extension ConfigurationSource {
    /// The configuration of a directory, or the system's where there is none.
    static func named(_ directory: String?) -> ConfigurationSource {
        directory.map { .directory($0) } ?? .system
    }
}
