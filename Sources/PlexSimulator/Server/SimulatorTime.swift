// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The clock of a server, from its start: the machine's clock or a manual clock of a test.
package final class SimulatorTime: Sendable {
    /// The source of the time.
    private enum Source: Sendable {
        /// The machine's clock, this many times as fast.
        case clock(start: ContinuousClock.Instant, speed: Double)
        /// A clock that only a test advances.
        case manual
    }

    /// The state of manual time.
    private struct Manual {
        /// The present time.
        var now: Duration = .zero
        /// The waiting tasks, with their deadlines.
        var sleepers: [Int: (deadline: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        /// The key of the next sleeper.
        var nextKey = 0
    }

    private let source: Source
    private let manual = Mutex(Manual())

    /// Time from a source.
    private init(source: Source) {
        self.source = source
    }

    /// A clock that starts now and runs this many times as fast as the machine's clock; the speed is above zero.
    package static func clock(speed: Double = 1) -> SimulatorTime {
        SimulatorTime(source: .clock(start: .now, speed: speed))
    }

    /// A clock that only a test advances.
    package static func manual() -> SimulatorTime {
        SimulatorTime(source: .manual)
    }

    /// The present time.
    package var now: Duration {
        switch self.source {
        case .clock(let start, let speed): (.now - start) * speed
        case .manual: self.manual.withLock { $0.now }
        }
    }

    /// Advances manual time, and wakes the tasks whose deadline has come. It has no effect on the machine's clock.
    func advance(by duration: Duration) {
        let due = self.manual.withLock { manual in
            manual.now += duration
            let due = manual.sleepers.filter { $0.value.deadline <= manual.now }
            for key in due.keys { manual.sleepers[key] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Waits until a time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(until deadline: Duration) async throws {
        switch self.source {
        case .clock(let start, let speed):
            try await Task.sleep(until: start + deadline / speed, clock: .continuous)
        case .manual:
            try await self.sleepManually(until: deadline)
        }
    }

    /// Waits until a test has advanced the clock to the deadline.
    private func sleepManually(until deadline: Duration) async throws {
        let key = self.manual.withLock { manual in
            manual.nextKey += 1
            return manual.nextKey
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isDue = self.manual.withLock { manual in
                    guard !Task.isCancelled, deadline > manual.now else { return true }
                    manual.sleepers[key] = (deadline, continuation)
                    return false
                }
                if isDue { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            let sleeper = self.manual.withLock { $0.sleepers.removeValue(forKey: key) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
