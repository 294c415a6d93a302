// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import ServiceFiles

/// `metrics`: writes metrics for Prometheus.
struct MetricsCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print metrics for Prometheus, for node_exporter's textfile collector.",
        discussion: """
            The metrics come from the status, and from the state if this user may read it. Labels name servers, rules \
            and types, never media.

            Exits with 69 if the service does not run, or if its status is unreadable; plex_activityd_up is 0 then. \
            Exits with 77 if this user may not read the status.
            """
    )

    /// `--runtime-directory`.
    @OptionGroup var runtimeDirectory: RuntimeDirectoryOption

    /// The service's state directory.
    @Option(help: ArgumentHelp("The service's state directory.", valueName: "dir"), completion: .directory)
    var stateDirectory = SavedStateFile.directory

    /// The file to replace; nil for standard output.
    @Option(help: ArgumentHelp("Replace this file instead of printing.", valueName: "file"), completion: .file())
    var output: String?

    /// Whether to write OpenMetrics.
    @Flag(help: "Write OpenMetrics 1.0 instead of the textfile collector's format.")
    var openmetrics = false

    /// Writes the metrics.
    func run() async throws {
        var families: [MetricFamily]
        var isUp = true
        do throws(StatusFailure) {
            let status = try StatusFile(directory: self.runtimeDirectory.path).readRunning().status
            families = StatusMetrics(status: status).families
        } catch {
            ControlExit.complain(error.description)
            // Without permission to read the status, `up` would be a guess.
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
