// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Lets tests wait for a condition on a value that other tasks change.
final class Signal: Sendable {
    /// The waiting tasks.
    private struct State {
        /// The waiting tasks, which learn of each change.
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        /// The key of the next listener.
        var nextKey = 0
    }

    private let state = Mutex(State())

    /// Reports a change.
    func send() {
        for listener in self.state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// Reads a value until it fulfils the condition or the task is cancelled, and returns it.
    func wait<Value>(for value: () -> Value, until isEnough: (Value) -> Bool) async -> Value {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = self.state.withLock { state in
            state.nextKey += 1
            state.listeners[state.nextKey] = continuation
            return state.nextKey
        }
        defer { self.state.withLock { $0.listeners[key] = nil } }
        var found = value()
        var iterator = stream.makeAsyncIterator()
        while !isEnough(found), await iterator.next() != nil { found = value() }
        return found
    }
}
