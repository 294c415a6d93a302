// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// `check [PATH]`: reports what is wrong with the configuration, or with one rule file.
struct CheckCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, or one rule file.",
        discussion: """
            A directory is checked as a configuration. A rule file is checked together with the configuration in \
            place: the system's, or that of --config. With --online, the servers are asked too.

            Exits with 0 if nothing is wrong, with 1 if there are only warnings, and with 78 if the service would \
            refuse the configuration. With --online, exits with 69 if a server gives no usable answer, and with 77 if \
            the token lacks a permission that the service needs.
            """
    )

    /// A configuration directory or a rule file; nil for the system's configuration.
    @Argument(
        help: ArgumentHelp("The configuration directory, or a rule file.", valueName: "path"), completion: .file())
    var path: String?

    /// `--config`.
    @OptionGroup var config: ConfigurationOption

    /// `--root`.
    @OptionGroup var root: RootOption

    /// Whether to ask the servers.
    @Flag(help: "Also ask each server what the service will ask it. This changes nothing there.")
    var online = false

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Refuses two configuration directories.
    func validate() throws {
        guard self.target != nil else {
            throw ValidationError("name the configuration directory once: as an argument, or with --config")
        }
        if self.root.directory != nil, self.path != nil || self.config.directory != nil {
            throw ValidationError("--root names the configuration already: leave out the directory or file")
        }
    }

    private var target: CheckedConfiguration.Target? {
        .named(path: self.path, directory: self.config.directory)
    }

    /// Loads the configuration and prints what is wrong with it.
    func run() async throws {
        guard let target = self.target else { return }
        var report: CheckReport
        do throws(ConfigurationFailure) {
            let root = SystemRoot(self.root.directory)
            let checked = try CheckedConfiguration.load(target, needsServers: self.online, root: root)
            var configuration = checked.configuration
            if target == .configuration(.system) {
                configuration.warnings += ServiceView(root: root).problems(of: configuration)
            }
            report = CheckReport(configuration)
            if !self.json.isOn {
                for line in [checked.remark].compactMap(\.self) { print(line) }
                for warning in configuration.warnings { print(warning) }
                for file in report.files { print("read \(file)") }
                for server in checked.remark == nil ? report.servers : [] {
                    print("server \(server.name): \(server.url)")
                }
                for rule in report.rules { print("rule \(rule.name): \(rule.mode) (\(rule.file))") }
            }
            if self.online {
                var findings = [SystemdCheck.finding()]
                for server in configuration.servers {
                    let check = ServerCheck(server: server, rules: configuration.rules, root: root)
                    findings += await check.findings()
                }
                report.online = findings
            }
        } catch {
            report = CheckReport(error)
            if !self.json.isOn { print(error) }
        }
        if self.json.isOn {
            print(try JSONText.of(report, isPretty: true))
        } else if self.online {
            for line in report.onlineLines(Paint.forStandardOutput()) { print(line) }
        }
        if let code = report.exitCode { throw code }
    }
}

extension ConfigurationSource {
    /// The configuration in a directory; the system's configuration without a directory.
    static func named(_ directory: String?) -> ConfigurationSource {
        directory.map { .directory($0) } ?? .system
    }
}
