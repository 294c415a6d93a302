// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration

/// `pause DURATION`: nothing is stopped for so long.
struct PauseCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let the service stop nothing for a while; it goes on watching.",
        discussion: "Returns when the service has taken notice. A restart of the service does not lift the pause."
    )

    /// How long, as the configuration writes durations.
    @Argument(help: "How long, such as 30m, 2h or 1h30m.")
    var duration: String

    /// Where the service keeps what lives as long as it runs.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"))
    var runtimeDirectory = "/run/plex-activityd"

    /// Whether to print JSON.
    @Flag(help: "Print a JSON object.")
    var json = false

    /// Checks the duration.
    func validate() throws {
        guard let duration = DurationSyntax.duration(self.duration), duration >= .seconds(1) else {
            throw ValidationError("'\(self.duration)' is no duration such as 30m, 2h or 1h30m")
        }
    }

    /// Asks for the pause.
    func run() async throws {
        guard let duration = DurationSyntax.duration(self.duration) else { return }
        // Whole seconds are what the file holds.
        let end = Date(timeIntervalSinceNow: Double(duration.components.seconds))
        do throws(PauseRequest.Failure) {
            let text = try await PauseRequest(directory: self.runtimeDirectory).pause(until: end)
            print(self.json ? "{\"pausedUntil\":\"\(text)\"}" : "paused until \(text)")
        } catch {
            throw error.exit()
        }
    }
}

/// `resume`: the pause is lifted.
struct ResumeCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lift a pause.",
        discussion: "Returns when the service has taken notice."
    )

    /// Where the service keeps what lives as long as it runs.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"))
    var runtimeDirectory = "/run/plex-activityd"

    /// Whether to print JSON.
    @Flag(help: "Print a JSON object.")
    var json = false

    /// Lifts the pause.
    func run() async throws {
        do throws(PauseRequest.Failure) {
            try await PauseRequest(directory: self.runtimeDirectory).resume()
            print(self.json ? "{\"pausedUntil\":null}" : "resumed")
        } catch {
            throw error.exit()
        }
    }
}

extension PauseRequest.Failure {
    /// Says what is wrong, and names the exit code for it.
    fileprivate func exit() -> ExitCode {
        ControlExit.complain(self.description)
        return switch self {
        case .forbidden: ControlExit.permission
        case .notRunning: ControlExit.unavailable
        }
    }
}
