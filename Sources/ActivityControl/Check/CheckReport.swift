// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// What `check` has to say, for people and for programs.
struct CheckReport: Encodable {
    /// Something that is wrong in a file, or probably not meant.
    struct Problem: Encodable {
        /// `error` or `warning`.
        var severity: String
        /// The path of the file.
        var file: String
        /// The line, from 1; nil where it is not known.
        var line: Int?
        /// Where in the file, such as `rule[2].when.running-for`; empty for the file as a whole.
        var key: String
        /// The value; nil where there is none, or where it must not be shown.
        var value: String?
        /// What is wrong and what would be right.
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

    /// The files that were read; none where the configuration cannot be used.
    var files: [String] = []
    /// What is wrong, or probably not meant.
    var problems: [Problem] = []
    /// The servers.
    var servers: [Server] = []
    /// The rules.
    var rules: [RuleEntry] = []
    /// What the servers and the machine say; nil without `--online`.
    var online: [OnlineFinding]?

    /// The report of a configuration that can be used.
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

    /// The report of one that cannot.
    init(_ failure: ConfigurationFailure) {
        switch failure {
        case .missing(let path):
            let problem = ConfigurationProblem(file: path, message: failure.description)
            self.problems = [Problem(problem)]
        case .rejected(let problems):
            self.problems = problems.map(Problem.init(_:))
        }
    }

    /// The exit code: the worst of what was found; nil for 0.
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

    /// What was found online, for people.
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
