// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// What the executable does once its arguments are read: serve until it is killed.
package struct SimulatorProgram: Sendable {
    /// What is served.
    private let scenario: Scenario
    /// The port; 0 takes a free one.
    private let port: Int
    /// The file that is told the port; nil for none.
    private let portFile: String?
    /// How many times as fast as the clock the scenario's time passes.
    private let speed: Double
    /// Whether each request is written to standard output.
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
    /// - Throws: If the port cannot be bound or the port file not be written.
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
            // Replaced as a whole, so that who waits for the file never reads half a number.
            try Data("\(server.port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic)
        }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
    }

    /// Writes one line on a request; neither its query nor its headers, which may hold a token.
    private static func write(_ record: RecordedRequest) {
        let outcome = record.fault ?? String(record.status)
        let seconds = Self.seconds(record.time)
        StandardOutput.put("\(seconds) s  \(record.line.debugDescription.dropFirst().dropLast())  \(outcome)\n")
    }

    /// A time in seconds, with two digits after the point at most.
    private static func seconds(_ time: Duration) -> Double {
        (time / .milliseconds(10)).rounded(.down) / 100
    }
}
