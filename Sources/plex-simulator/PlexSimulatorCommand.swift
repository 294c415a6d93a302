// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import PlexSimulator

/// `plex-simulator`: a stand-in for a Plex Media Server, for tests and demonstrations.
@main
struct PlexSimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plex-simulator",
        abstract: "Serve the Activities API of a Plex Media Server from a scenario file, on 127.0.0.1."
    )

    @Option(help: "The port; 0 takes a free port.")
    var port = 0
    @Option(help: "Write the port into this file when the server listens.")
    var portFile: String?
    @Option(help: "The scenario file: docs/simulator.md.")
    var scenario: String
    @Option(help: "The speed of the scenario's time, as a multiple of the clock's.")
    var speed = 1.0
    @Flag(help: "Print each request.")
    var verbose = false

    func validate() throws {
        guard (0...65_535).contains(self.port) else { throw ValidationError("--port must be 0 to 65535.") }
        guard self.speed > 0 else { throw ValidationError("--speed must be above zero.") }
    }

    func run() async throws {
        let scenario = try Scenario(contentsOfFile: self.scenario)
        try await SimulatorProgram(
            scenario: scenario, port: self.port, portFile: self.portFile, speed: self.speed, isVerbose: self.verbose
        ).run()
    }
}
