// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import ServiceFiles

/// `status`: what the service knows now.
struct StatusCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the service sees, and what its rules are about to do.",
        discussion: """
            Exits with 69 if the service does not run and with 77 if its status may not be read. With --check, one line \
            (OK, PROBLEM, DOWN, or UNKNOWN with 77), and 1 if something is wrong: a server that does not answer or refuses the token, a tripped breaker, a rejected \
            configuration.
            """
    )

    /// Whether one line for a monitor is wanted.
    @Flag(help: "Print one line, and say by the exit code whether all is well.")
    var check = false

    /// Whether to print JSON.
    @Flag(help: "Print the status as one JSON object.")
    var json = false

    /// Where the service keeps its status.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = StatusFile.serviceDirectory

    /// Reads the status and prints it.
    func run() async throws {
        let status: StatusDocument
        let text: String
        do throws(StatusFailure) {
            (status, text) = try StatusFile(directory: self.runtimeDirectory).readRunning()
        } catch {
            // A monitor reads one line of standard output.
            if self.check { print(error.line) } else { ControlExit.complain(error.description) }
            throw error.exitCode
        }
        let problems = StatusProblem.all(in: status)
        if self.json {
            print(JSONText.escaped(text), terminator: text.hasSuffix("\n") ? "" : "\n")
        } else if self.check {
            print(
                problems.isEmpty
                    ? "OK: \(StatusProblem.summary(of: status))" : "PROBLEM: \(problems.joined(separator: "; "))")
        } else {
            let view = StatusView(
                status: status, now: Date(), width: Terminal.tableWidth, paint: Paint.forStandardOutput())
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
