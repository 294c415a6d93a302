// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Synchronization

/// Wakes one task before the instant that it waits for.
///
/// A notification without a waiting task is kept for the next wait; several of them count as one.
package final class Notify: Sendable {
    private struct State {
        var isNotified = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    /// No notification so far.
    package init() {}

    /// Wakes the task that waits, or the next one that will.
    package func notify() {
        let waiter = self.state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isNotified = waiter == nil
            return waiter
        }
        waiter?.resume(returning: true)
    }

    /// Waits for a notification, until a deadline where there is one, and for as long as the task is not cancelled.
    ///
    /// For one task at a time.
    ///
    /// - Returns: Whether a notification came.
    package func wait<C: Clock>(until deadline: ActivityMonitor.Instant?, clock: C) async -> Bool
    where C.Instant == ActivityMonitor.Instant {
        guard let deadline else { return await self.notified() }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.notified() }
            group.addTask {
                try? await clock.sleep(until: deadline, tolerance: nil)
                return false
            }
            var isNotified = false
            for await result in group {
                // Both are awaited: a notification that comes together with the deadline must not get lost.
                isNotified = isNotified || result
                group.cancelAll()
            }
            return isNotified
        }
    }

    /// Waits for a notification alone; false when the task was cancelled first.
    func notified() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = self.state.withLock { state in
                    if state.isNotified {
                        state.isNotified = false
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
