// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A request that a server received, and what became of it.
package struct RecordedRequest: Hashable, Sendable {
    /// When it arrived, counted from the server's start.
    package var time: Duration
    /// The request.
    package var request: Request
    /// The status of its answer before any fault.
    package var status: Int
    /// The name of the fault that befell it; nil for none.
    package var fault: String?

    /// The method and path, as in `DELETE /activities/…`.
    package var line: String { "\(self.request.method) \(self.request.path)" }
}

/// The requests that a server received, in order, for tests to read and to wait for.
final class RequestLog: Sendable {
    /// The requests and who waits for more.
    private struct State {
        /// All requests so far.
        var requests: [RecordedRequest] = []
        /// Who is told of each further request.
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        /// The key of the next listener.
        var nextKey = 0
    }

    private let state = Mutex(State())

    /// All requests so far.
    var requests: [RecordedRequest] { self.state.withLock { $0.requests } }

    /// Adds a request.
    func append(_ request: RecordedRequest) {
        let listeners = self.state.withLock { state in
            state.requests.append(request)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }

    /// Returns the requests that a predicate accepts, as soon as there are so many, or when the task is cancelled.
    func wait(for count: Int, where accepts: (RecordedRequest) -> Bool) async -> [RecordedRequest] {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = self.state.withLock { state in
            state.nextKey += 1
            state.listeners[state.nextKey] = continuation
            return state.nextKey
        }
        defer { self.state.withLock { $0.listeners[key] = nil } }
        var found = self.requests.filter(accepts)
        var iterator = stream.makeAsyncIterator()
        while found.count < count, await iterator.next() != nil {
            found = self.requests.filter(accepts)
        }
        return found
    }
}
