// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import MonitorRecording

/// `replay`: what rules decide on what was recorded.
struct ReplayCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show what rules decide on what plex-activityd --record has recorded.",
        discussion: """
            By the rules that were in force, every decision is taken again as it was. By others (--rules), nothing is \
            stopped: what they would have stopped is listed, and what was really stopped then. Files may be named in any order.

            Exits with 78 if rules have errors, with 77 if a file may not be read, and with 1 if one is no recording.
            """
    )

    /// The files of the recording.
    @Argument(help: ArgumentHelp("The files of a recording.", valueName: "file"))
    var files: [String]

    /// Other rules than those that were in force.
    @Option(
        help: ArgumentHelp(
            "Replay by the rules of this configuration directory, or of this rule file; may be given more than once.",
            valueName: "dir"))
    var rules: [String] = []

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each decision.")
    var json = false

    /// Replays the files.
    func run() async throws {
        do {
            let paths = try await RecordingReader.inOrder(self.files)
            let rules = try ReplayRuleSource(paths: self.rules).rules(on: try await Self.servers(in: paths))
            var report = ReplayReport(by: rules)
            for path in paths {
                try await RecordingReader.read(path) { item in
                    report.take(item)
                    return true
                }
            }
            let text = ReplayText(report: report, rules: rules)
            for line in self.json ? text.json : text.lines { print(line) }
            for line in text.remarks { ControlExit.complain(line) }
        } catch let error as RecordingReader.Failure {
            ControlExit.complain(error.description)
            throw if case .forbidden = error { ControlExit.permission } else { ControlExit.foundProblem }
        } catch let error as ConfigurationFailure {
            ControlExit.complain(error.description)
            throw ControlExit.configuration
        }
    }

    /// The servers that were watched, as the first configuration of a recording names them.
    private static func servers(in paths: [String]) async throws(RecordingReader.Failure) -> [ServerSettings] {
        var servers: [ServerSettings] = []
        for path in paths where servers.isEmpty {
            try await RecordingReader.read(path) { item in
                guard case .input(.configure(let settings), _, _) = item else { return true }
                servers = settings.servers
                return false
            }
        }
        return servers
    }
}
