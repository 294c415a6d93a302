// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
private import Glibc

/// `metrics`: numbers for Prometheus.
struct MetricsCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print metrics for Prometheus, for node_exporter's textfile collector.",
        discussion: """
            Made from status.json, and from state.json where it may be read. Labels name servers, rules and types, never media.

            Exits with 69 if the service does not run: then plex_activityd_up is 0. Exits with 77 if its status may not be read.
            """
    )

    /// Where the service keeps what lives as long as it runs.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"))
    var runtimeDirectory = StatusFile.directory

    /// Where the service keeps its state.
    @Option(help: ArgumentHelp("The service's state directory.", valueName: "dir"))
    var stateDirectory = SavedStateFile.directory

    /// Where to write them.
    @Option(help: ArgumentHelp("Replace this file, instead of printing.", valueName: "file"))
    var output: String?

    /// Whether to write OpenMetrics.
    @Flag(help: "Write OpenMetrics 1.0 instead of the text format that the textfile collector reads.")
    var openmetrics = false

    /// Writes the metrics.
    func run() async throws {
        var families: [MetricFamily]
        var isUp = true
        do throws(StatusFile.Failure) {
            families = StatusMetrics(status: try StatusFile.ofRunningService(in: self.runtimeDirectory)).families
        } catch {
            ControlExit.complain(error.description)
            guard case .notRunning = error else { throw error.exitCode }
            families = [StatusMetrics.up(false)]
            isUp = false
        }
        if let state = try? SavedStateFile.read(in: self.stateDirectory) {
            families += HistoryMetrics(state: state).families
        }
        let text = (self.openmetrics ? MetricFormat.openMetrics : .prometheus).text(families)
        if let path = self.output {
            try Self.replace(path, with: text)
        } else {
            print(text, terminator: "")
        }
        if !isUp { throw ControlExit.unavailable }
    }

    /// Replaces a file: whoever reads it sees the old content or the new. Readable for all, as the collector wants it.
    private static func replace(_ path: String, with text: String) throws {
        // The collector reads what ends in .prom.
        let temporary = "\(path).new"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(text.utf8), attributes: [.posixPermissions: 0o644]),
            unsafe rename(temporary, path) == 0
        else {
            unsafe unlink(temporary)
            ControlExit.complain("\(path) cannot be written")
            throw ControlExit.permission
        }
    }
}
