// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The executable after its arguments are read: it serves until it is killed.
package struct SimulatorProgram: Sendable {
    /// The scenario.
    private let scenario: Scenario
    /// The port; 0 takes a free port.
    private let port: Int
    /// The file for the port number; nil for no file.
    private let portFile: String?
    /// The speed of the scenario's time, as a multiple of the clock's.
    private let speed: Double
    /// Whether to print each request.
    private let isVerbose: Bool

    /// A program with these arguments.
    package init(scenario: Scenario, port: Int, portFile: String?, speed: Double, isVerbose: Bool) {
        self.scenario = scenario
        self.port = port
        self.portFile = portFile
        self.speed = speed
        self.isVerbose = isVerbose
    }

    /// Serves until the task is cancelled.
    ///
    /// - Throws: if the port cannot be bound, or the port file cannot be written.
    package func run() async throws {
        let isVerbose = self.isVerbose
        let server = try await SimulatorServer.start(
            scenario: self.scenario,
            port: self.port,
            time: SimulatorTime.clock(speed: self.speed),
            onRequest: { record in
                if isVerbose { Self.write(record) }
            },
            onChange: { record in
                if isVerbose { StandardOutput.put("\(Self.seconds(record.time)) s  told \(record.line)\n") }
            }
        )
        StandardOutput.put("listening on \(server.url)\n")
        if let portFile {
            // Replaced in one step, so that a reader of the file never sees half a number.
            try Data("\(server.port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic)
        }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
    }

    /// Prints one line for a request, without its query and headers, which may contain a token.
    private static func write(_ record: RecordedRequest) {
        let outcome = record.fault ?? String(record.status)
        let seconds = Self.seconds(record.time)
        StandardOutput.put("\(seconds) s  \(record.line.debugDescription.dropFirst().dropLast())  \(outcome)\n")
    }

    /// A time in seconds, with at most two digits after the point.
    private static func seconds(_ time: Duration) -> Double {
        (time / .milliseconds(10)).rounded(.down) / 100
    }
}
