// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexModel

/// `suggest`: derives rules from how long past work took.
struct SuggestCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest rules from how long past work took.",
        discussion: """
            Suggests a rule for each type and library with 10 known runs or more. The rule's threshold is three times \
            the 95th percentile of their durations. The output is a rule file: review it, and put it into \
            /etc/plex-activityd/rules.d. Its rules only observe. The poll intervals in the configuration set a lower \
            limit for the thresholds.

            Exits with 69 if the service has not saved its state yet, and with 77 if this user may not read the state.
            """
    )

    /// The service's state directory.
    @Option(help: ArgumentHelp("The service's state directory.", valueName: "dir"), completion: .directory)
    var stateDirectory = SavedStateFile.directory

    /// `--config`, for the poll intervals.
    @OptionGroup var config: ConfigurationOption

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Reads the state and prints the suggestions.
    func run() async throws {
        let state: SavedState
        do throws(FileFailure) {
            state = try SavedStateFile.read(in: self.stateDirectory)
        } catch {
            ControlExit.complain(error.description)
            throw if case .forbidden = error { ControlExit.permission } else { ControlExit.unavailable }
        }
        // Without a usable configuration, the default poll interval applies.
        let servers = (try? ConfigurationLoader.load(from: .named(self.config.directory)))?.servers ?? []
        let intervals = Dictionary(servers.map { ($0.name, $0.pollInterval) }) { first, _ in first }
        let history = state.servers.sorted { $0.key < $1.key }
            .map { (server: $0.key, runs: $0.value.history.usualRuns) }
        let rules = SuggestedRule.suggestions(from: history, pollIntervals: intervals)
        for line in self.json.isOn ? rules.map(\.json) : Self.lines(of: rules) { print(line) }
        guard rules.isEmpty else { return }
        for (server, runs) in history {
            for usual in runs {
                let section = usual.kind.section.map { ", section \($0.rawValue.printable(limit: 16))" } ?? ""
                ControlExit.complain(
                    "\(server.printable(limit: 64)): \(usual.kind.type.rawValue.printable(limit: 64))\(section): "
                        + "\(usual.count) of the \(SuggestedRule.minimumRuns) runs that a suggestion needs are known")
            }
        }
    }

    private static func lines(of rules: [SuggestedRule]) -> [String] {
        guard !rules.isEmpty else { return ["# There is no suggestion yet: too few runs are known."] }
        let head = """
            # Suggested by plex-activityctl suggest: each threshold is three times the 95th percentile of past
            # durations. The rules only observe: PLEX_EVENT=would-stop in the journal shows what they would have
            # stopped.

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
