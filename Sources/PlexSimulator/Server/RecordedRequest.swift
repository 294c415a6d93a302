// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A request that a server received, and its result.
package struct RecordedRequest: Hashable, Sendable {
    /// The time since the server's start.
    package var time: Duration
    /// The request.
    package var request: Request
    /// The status of the answer, before any fault.
    package var status: Int
    /// The name of the fault that struck it; nil for no fault.
    package var fault: String?

    /// The method and the path, such as `DELETE /activities/…`.
    package var line: String { "\(self.request.method) \(self.request.path)" }
}

/// The newest requests of a server, in order. Tests read them and wait for them.
final class RequestLog: Sendable {
    private let newest: Mutex<NewestElements<RecordedRequest>>
    private let signal = Signal()

    /// A log with this limit.
    init(limit: Int = SimulatorServer.recordLimit) {
        self.newest = Mutex(NewestElements(limit: limit))
    }

    /// The newest requests so far.
    var requests: [RecordedRequest] { self.newest.withLock { $0.elements } }

    /// Adds a request.
    func append(_ request: RecordedRequest) {
        self.newest.withLock { $0.append(request) }
        self.signal.send()
    }

    /// Waits for this many requests that a predicate accepts, or for the cancellation of the task, and returns them.
    func wait(for count: Int, where accepts: (RecordedRequest) -> Bool) async -> [RecordedRequest] {
        await self.signal.wait(for: { self.requests.filter(accepts) }, until: { $0.count >= count })
    }
}
