// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import ServiceFiles

/// `pause DURATION`: makes the service stop nothing for this time.
struct PauseCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause all stops for a while; the service continues to watch.",
        discussion: """
            Returns when the service has read the pause. A restart of the service does not lift the pause. Exits with \
            69, and pauses nothing, if the service does not run.
            """
    )

    /// The duration, in the syntax of the configuration.
    @Argument(help: "The duration, such as 30m, 2h or 1h30m.")
    var duration: String

    /// `--runtime-directory`.
    @OptionGroup var runtimeDirectory: RuntimeDirectoryOption

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Checks the duration.
    func validate() throws {
        guard let duration = DurationSyntax.duration(self.duration), duration >= .seconds(1) else {
            throw ValidationError("'\(self.duration.printable(limit: 64))' is not a duration such as 30m, 2h or 1h30m")
        }
        guard PauseRequest.isReadable(Self.end(of: duration)) else {
            throw ValidationError(
                "'\(self.duration.printable(limit: 64))' is too long: a pause must end before the year 2255")
        }
    }

    /// The end of a pause that begins now.
    private static func end(of duration: Duration) -> WallTime {
        WallTime(seconds: WallTime.now.seconds + duration.components.seconds)
    }

    /// Writes the pause and waits for the service.
    func run() async throws {
        guard let duration = DurationSyntax.duration(self.duration) else { return }
        let end = Self.end(of: duration)
        do throws(PauseRequest.Failure) {
            let text = try await PauseRequest(directory: self.runtimeDirectory.path).pause(until: end)
            print(self.json.isOn ? "{\"pausedUntil\":\"\(text)\"}" : "paused until \(text)")
        } catch {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }
}

/// `resume`: lifts the pause.
struct ResumeCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lift a pause.",
        discussion: """
            Returns when the service has noticed. Exits with 1 if the service is not paused, and with 69 if it does \
            not run.
            """
    )

    /// `--runtime-directory`.
    @OptionGroup var runtimeDirectory: RuntimeDirectoryOption

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Lifts the pause.
    func run() async throws {
        do throws(PauseRequest.Failure) {
            try await PauseRequest(directory: self.runtimeDirectory.path).resume()
            print(self.json.isOn ? "{\"pausedUntil\":null}" : "resumed")
        } catch {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }
}
