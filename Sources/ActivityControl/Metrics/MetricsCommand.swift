// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import ServiceFiles

/// `metrics`: numbers for Prometheus.
struct MetricsCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print metrics for Prometheus, for node_exporter's textfile collector.",
        discussion: """
            Made from status.json, and from state.json where it may be read. Labels name servers, rules and types, never media.

            Exits with 69 if the service does not run, or its status cannot be understood: then \
            plex_activityd_up is 0. Exits with 77 if its status may not be read.
            """
    )

    /// Where the service keeps what lives as long as it runs.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = StatusFile.serviceDirectory

    /// Where the service keeps its state.
    @Option(help: ArgumentHelp("The service's state directory.", valueName: "dir"), completion: .directory)
    var stateDirectory = SavedStateFile.directory

    /// Where to write them.
    @Option(help: ArgumentHelp("Replace this file, instead of printing.", valueName: "file"), completion: .file())
    var output: String?

    /// Whether to write OpenMetrics.
    @Flag(help: "Write OpenMetrics 1.0 instead of the text format that the textfile collector reads.")
    var openmetrics = false

    /// Writes the metrics.
    func run() async throws {
        var families: [MetricFamily]
        var isUp = true
        do throws(StatusFailure) {
            let status = try StatusFile(directory: self.runtimeDirectory).readRunning().status
            families = StatusMetrics(status: status).families
        } catch {
            ControlExit.complain(error.description)
            // Of one whose status may not be read, it is not known.
            if case .forbidden = error { throw error.exitCode }
            families = [StatusMetrics.up(false)]
            isUp = false
        }
        if let state = try? SavedStateFile.read(in: self.stateDirectory) {
            families += HistoryMetrics(state: state).families
        }
        let text = (self.openmetrics ? MetricFormat.openMetrics : .prometheus).text(families)
        if let path = self.output {
            do throws(FileFailure) {
                // The collector reads what ends in .prom, and no file beside it.
                try SharedFile.replace(path, with: text)
            } catch {
                ControlExit.complain(error.description)
                throw error.exitCode
            }
        } else {
            print(text, terminator: "")
        }
        if !isUp { throw ControlExit.unavailable }
    }
}
