// SPDX-License-Identifier: Apache-2.0
@testable import PlexSimulator

/// Runs a test against a server and stops it afterwards.
func withServer<Value>(
    _ scenario: Scenario,
    time: SimulatorTime = .manual(),
    _ body: (SimulatorServer) async throws -> Value
) async throws -> Value {
    let server = try await SimulatorServer.start(scenario: scenario, time: time)
    do {
        let value = try await body(server)
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}
