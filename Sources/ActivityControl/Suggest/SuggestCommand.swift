// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexModel

/// `suggest`: rules that follow from how long work has taken.
struct SuggestCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest rules from how long work has taken until now.",
        discussion: """
            For each type and library of which 10 runs or more are known, a rule that would stop what takes three times as long \
            as 95 of 100 runs did. The output is a rule file: look it over and put it into /etc/plex-activityd/rules.d. Its rules \
            only observe.

            Exits with 69 if nothing has been saved yet, and with 77 if the state may not be read.
            """
    )

    /// Where the service keeps its state.
    @Option(help: ArgumentHelp("The service's state directory.", valueName: "dir"), completion: .directory)
    var stateDirectory = SavedStateFile.directory

    /// The configuration.
    @Option(
        help: ArgumentHelp("Take poll intervals from the configuration of this directory.", valueName: "dir"),
        completion: .directory)
    var config: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each suggestion.")
    var json = false

    /// Reads the state and prints what follows from it.
    func run() async throws {
        let state: SavedState
        do throws(FileFailure) {
            state = try SavedStateFile.read(in: self.stateDirectory)
        } catch {
            ControlExit.complain(error.description)
            throw if case .forbidden = error { ControlExit.permission } else { ControlExit.unavailable }
        }
        // Without a configuration that can be used, the usual interval will do.
        let servers = (try? ConfigurationLoader.load(from: .named(self.config)))?.servers ?? []
        let intervals = Dictionary(servers.map { ($0.name, $0.pollInterval) }) { first, _ in first }
        let history = state.servers.sorted { $0.key < $1.key }
            .map { (server: $0.key, runs: $0.value.history.usualRuns) }
        let rules = SuggestedRule.suggestions(from: history, pollIntervals: intervals)
        for line in self.json ? rules.map(\.json) : Self.lines(of: rules) { print(line) }
        guard rules.isEmpty else { return }
        for (server, runs) in history {
            for usual in runs {
                let section = usual.kind.section.map { ", section \($0.rawValue.printable(limit: 16))" } ?? ""
                ControlExit.complain(
                    "\(server.printable(limit: 64)): \(usual.kind.type.rawValue.printable(limit: 64))\(section): "
                        + "\(usual.count) of \(SuggestedRule.minimumRuns) runs are known")
            }
        }
    }

    private static func lines(of rules: [SuggestedRule]) -> [String] {
        guard !rules.isEmpty else { return ["# Nothing can be suggested yet: too few runs are known."] }
        let head = """
            # Suggested by plex-activityctl suggest from how long work has taken: three times what 95 of 100 runs took at most.
            # The rules only observe: PLEX_EVENT=would-stop in the journal shows what they would have stopped.

            """
        return [head] + rules.map(\.text)
    }
}

extension SuggestedRule {
    /// The suggestion as one JSON object.
    fileprivate var json: String {
        let value = JSONValue.object([
            .init("rule", .string(self.name)),
            .init("server", self.server.map(JSONValue.string) ?? .null),
            .init("type", .string(self.usual.kind.type.rawValue)),
            .init("section", self.usual.kind.section.map { .string($0.rawValue) } ?? .null),
            .init("runs", .integer(self.usual.count)),
            .init("percentile-95-usec", .integer(Int(self.usual.percentile95.wholeMicroseconds))),
            .init("running-for-usec", .integer(Int(self.threshold.wholeMicroseconds))),
            .init("text", .string(self.text)),
        ])
        return JSONText.escaped(value.text)
    }
}
