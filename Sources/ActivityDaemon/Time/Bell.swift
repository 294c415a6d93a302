// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Synchronization

/// Wakes one task that waits for an instant before that instant has come.
///
/// A ring that nobody waits for is kept; several of them are one.
package final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    /// A bell that has not rung.
    package init() {}

    /// Wakes the task that waits, or the next one that will.
    package func ring() {
        let waiter = self.state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.hasRung = waiter == nil
            return waiter
        }
        waiter?.resume(returning: true)
    }

    /// Waits for a ring, until a deadline where there is one, and for as long as the task is not cancelled.
    ///
    /// For one task at a time.
    ///
    /// - Returns: Whether the bell has rung.
    package func wait<C: Clock>(until deadline: ActivityMonitor.Instant?, clock: C) async -> Bool
    where C.Instant == ActivityMonitor.Instant {
        guard let deadline else { return await self.ringing() }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.ringing() }
            group.addTask {
                try? await clock.sleep(until: deadline, tolerance: nil)
                return false
            }
            var hasRung = false
            for await rang in group {
                // Both are awaited: a ring that comes together with the deadline must not get lost.
                hasRung = hasRung || rang
                group.cancelAll()
            }
            return hasRung
        }
    }

    /// Waits for a ring alone; false when the task was cancelled first.
    func ringing() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = self.state.withLock { state in
                    if state.hasRung {
                        state.hasRung = false
                        return true
                    }
                    // A cancellation that comes later finds the waiter; one that came before is seen here.
                    if Task.isCancelled { return false }
                    state.waiter = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = self.state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                return waiter
            }
            waiter?.resume(returning: false)
        }
    }
}
