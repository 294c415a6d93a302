// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration
import ServiceFiles

/// `status`: shows what the service knows now.
struct StatusCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the service sees, and what its rules will do.",
        discussion: """
            Exits with 69 if the service does not run, and with 77 if this user may not read its status. With --check, \
            it prints one line: OK, PROBLEM, DOWN, or UNKNOWN with 77. PROBLEM exits with 1: a server does not answer \
            or refuses the token, a breaker has tripped, or the configuration was rejected.
            """
    )

    /// Whether to print one line for a monitoring system.
    @Flag(help: "Print one line for a monitoring system; the exit code is 0 if all is well.")
    var check = false

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// `--runtime-directory`.
    @OptionGroup var runtimeDirectory: RuntimeDirectoryOption

    /// `--config`, for what the rules will do.
    @OptionGroup var config: ConfigurationOption

    /// Reads the status and prints it.
    func run() async throws {
        let running: RunningStatus
        do throws(StatusFailure) {
            running = try StatusFile(directory: self.runtimeDirectory.path).readRunning()
        } catch {
            // A monitoring system reads one line of standard output.
            if self.check { print(error.line) } else { ControlExit.complain(error.description) }
            throw error.exitCode
        }
        let status = running.status
        let problems = StatusProblem.all(in: status)
        if self.json.isOn {
            print(try JSONText.of(status, isPretty: true))
        } else if self.check {
            print(
                problems.isEmpty
                    ? "OK: \(StatusProblem.summary(of: status))" : "PROBLEM: \(problems.joined(separator: "; "))")
        } else {
            // Without the configuration, the view shows only what the service knows anyway.
            let configuration = try? ConfigurationLoader.load(from: .named(self.config.directory))
            let view = StatusView(
                status: configuration.map { ServiceJudge(running, $0).judged } ?? status, now: Date(),
                width: Terminal.tableWidth, paint: Paint.forStandardOutput())
            print(view.lines.joined(separator: "\n"))
        }
        if self.check, !problems.isEmpty { throw ControlExit.foundProblem }
    }
}

extension StatusFailure {
    /// The line for a monitor: of a service whose status may not be read it is not known that it is down.
    fileprivate var line: String {
        if case .forbidden = self { "UNKNOWN: \(self)" } else { "DOWN: \(self)" }
    }
}
