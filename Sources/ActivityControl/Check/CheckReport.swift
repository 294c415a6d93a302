// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// The result of `check`, for people and for programs.
struct CheckReport: Encodable {
    /// An error in a file, or a warning about a probable mistake.
    struct Problem: Encodable {
        /// `error` or `warning`.
        var severity: String
        /// The path of the file.
        var file: String
        /// The line, from 1; nil for an unknown line.
        var line: Int?
        /// Where in the file, such as `rule[2].when.running-for`; empty for the file as a whole.
        var key: String
        /// The value; nil for no value, or for a value that must stay hidden.
        var value: String?
        /// The error and its cure.
        var message: String

        /// A problem of the configuration.
        init(_ problem: ConfigurationProblem) {
            self.severity = problem.severity.rawValue
            self.file = problem.file
            self.line = problem.line
            self.key = problem.keyPath
            self.value = problem.value
            self.message = problem.message
        }
    }

    /// A server of the configuration.
    struct Server: Encodable {
        /// Its name.
        var name: String
        /// Its url.
        var url: String
    }

    /// A rule of the configuration.
    struct RuleEntry: Encodable {
        /// Its name.
        var name: String
        /// `observe`, `enforce` or `notify`.
        var mode: String
        /// The path of its file.
        var file: String
    }

    /// The files that were read; empty for a configuration with errors.
    var files: [String] = []
    /// The errors and warnings.
    var problems: [Problem] = []
    /// The servers.
    var servers: [Server] = []
    /// The rules.
    var rules: [RuleEntry] = []
    /// The findings about the servers and the machine; nil without `--online`.
    var online: [OnlineFinding]?

    /// The report of a configuration without errors.
    init(_ configuration: DaemonConfiguration) {
        self.files = configuration.files.map { $0.printable() }
        self.problems = configuration.warnings.map(Problem.init(_:))
        self.servers = configuration.servers.map {
            Server(name: $0.name.printable(limit: 64), url: $0.url.printable())
        }
        self.rules = configuration.rules.map {
            RuleEntry(name: $0.name, mode: $0.mode, file: $0.file.printable())
        }
    }

    /// The report of a configuration that is missing or has errors.
    init(_ failure: ConfigurationFailure) {
        switch failure {
        case .missing(let path):
            let problem = ConfigurationProblem(file: path, message: failure.description)
            self.problems = [Problem(problem)]
        case .rejected(let problems):
            self.problems = problems.map(Problem.init(_:))
        }
    }

    /// The exit code of the worst problem; nil for 0.
    var exitCode: ExitCode? {
        if self.problems.contains(where: { $0.severity == "error" }) { return ControlExit.configuration }
        let online = self.online ?? []
        let errors = online.filter { $0.verdict == .error }
        if errors.contains(where: { $0.topic == "configuration" }) { return ControlExit.configuration }
        if errors.contains(where: { $0.isRefusal || ["token", "administrator"].contains($0.topic) }) {
            return ControlExit.permission
        }
        if !errors.isEmpty { return ControlExit.unavailable }
        let hasWarnings = !self.problems.isEmpty || online.contains { $0.verdict == .warning }
        return hasWarnings ? ControlExit.foundProblem : nil
    }

    /// The findings of `--online`, for people.
    func onlineLines(_ paint: Paint) -> [String] {
        (self.online ?? []).flatMap { finding -> [String] in
            let colour: Paint.Colour =
                switch finding.verdict {
                case .ok: .good
                case .warning: .doubtful
                case .error: .bad
                }
            let word = paint(DisplayWidth.fit(finding.verdict.rawValue, to: 7), colour)
            let server = finding.server.map { "\($0): " } ?? ""
            return ["\(word)  \(server)\(finding.topic): \(finding.found)"]
                + (finding.cure.map { ["         what to do: \($0)"] } ?? [])
        }
    }
}
