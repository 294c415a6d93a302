// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A value that a test can wait for.
final class Observed<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextKey = 0
    }

    private let state: Mutex<State>

    /// An observed value.
    init(_ value: Value) {
        self.state = Mutex(State(value: value))
    }

    /// The present value.
    var value: Value { self.state.withLock { $0.value } }

    /// Changes the value and wakes the waiting tasks.
    func change(_ body: (inout Value) -> Void) {
        let listeners = self.state.withLock { state in
            body(&state.value)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Waits until `find` returns a result, and returns it; nil after the time, or if the task is cancelled.
    func first<Found: Sendable>(within limit: Duration, _ find: (Value) -> Found?) async -> Found? {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = self.state.withLock { state in
            state.nextKey += 1
            state.listeners[state.nextKey] = continuation
            return state.nextKey
        }
        defer { self.state.withLock { $0.listeners[key] = nil } }
        let timer = Task {
            try? await Task.sleep(for: limit)
            continuation.finish()
        }
        defer { timer.cancel() }
        var iterator = stream.makeAsyncIterator()
        while true {
            if let found = find(self.value) { return found }
            guard await iterator.next() != nil else { return find(self.value) }
        }
    }
}
