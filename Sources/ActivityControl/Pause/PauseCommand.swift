// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import ServiceFiles

/// `pause DURATION`: nothing is stopped for so long.
struct PauseCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let the service stop nothing for a while; it goes on watching.",
        discussion: """
            Returns when the service has taken notice. A restart of the service does not lift the pause. Exits with 69 if the \
            service does not run, and then asks for nothing.
            """
    )

    /// How long, as the configuration writes durations.
    @Argument(help: "How long, such as 30m, 2h or 1h30m.")
    var duration: String

    /// Where the service keeps what lives as long as it runs.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = StatusFile.serviceDirectory

    /// Whether to print JSON.
    @Flag(help: "Print a JSON object.")
    var json = false

    /// Checks the duration.
    func validate() throws {
        guard let duration = DurationSyntax.duration(self.duration), duration >= .seconds(1) else {
            throw ValidationError("'\(self.duration.printable(limit: 64))' is no duration such as 30m, 2h or 1h30m")
        }
        guard PauseRequest.isReadable(Self.end(of: duration)) else {
            throw ValidationError(
                "'\(self.duration.printable(limit: 64))' is too long: the service reads ends before the year 2255")
        }
    }

    /// The end of a pause that begins now.
    private static func end(of duration: Duration) -> WallTime {
        WallTime(seconds: WallTime.now.seconds + duration.components.seconds)
    }

    /// Asks for the pause.
    func run() async throws {
        guard let duration = DurationSyntax.duration(self.duration) else { return }
        let end = Self.end(of: duration)
        do throws(PauseRequest.Failure) {
            let text = try await PauseRequest(directory: self.runtimeDirectory).pause(until: end)
            print(self.json ? "{\"pausedUntil\":\"\(text)\"}" : "paused until \(text)")
        } catch {
            ControlExit.complain(error.description)
            throw error.exitCode
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
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = StatusFile.serviceDirectory

    /// Whether to print JSON.
    @Flag(help: "Print a JSON object.")
    var json = false

    /// Lifts the pause.
    func run() async throws {
        do throws(PauseRequest.Failure) {
            try await PauseRequest(directory: self.runtimeDirectory).resume()
            print(self.json ? "{\"pausedUntil\":null}" : "resumed")
        } catch {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }
}
