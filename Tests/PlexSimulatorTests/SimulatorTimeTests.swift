// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PlexSimulator

/// Time that a test gives, and time from a clock.
@Suite(.timeLimit(.minutes(1))) struct SimulatorTimeTests {
    @Test("manual time passes only when told to")
    func manualTimePassesOnlyWhenToldTo() async throws {
        let time = SimulatorTime.manual()
        #expect(time.now == .zero)
        async let sleeper: Void = time.sleep(until: .seconds(5))
        time.advance(by: .seconds(5))
        try await sleeper
        #expect(time.now == .seconds(5))
    }

    @Test("a sleep into the past is over at once")
    func aSleepIntoThePastIsOverAtOnce() async throws {
        let time = SimulatorTime.manual()
        time.advance(by: .seconds(1))
        try await time.sleep(until: .seconds(1))
    }

    @Test("a cancelled sleep throws")
    func aCancelledSleepThrows() async throws {
        let time = SimulatorTime.manual()
        let task = Task { try await time.sleep(until: .seconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a clock runs at its speed")
    func aClockRunsAtItsSpeed() async throws {
        let time = SimulatorTime.clock(speed: 100_000)
        try await time.sleep(until: .seconds(1000))
        #expect(time.now >= .seconds(1000))
    }
}
