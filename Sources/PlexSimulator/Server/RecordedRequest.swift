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

/// The newest requests that a server received, in order, for tests to read and to wait for.
final class RequestLog: Sendable {
    private let newest: Mutex<NewestElements<RecordedRequest>>
    private let signal = Signal()

    /// A log that keeps so many.
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

    /// Returns the newest requests that a predicate accepts, as soon as there are so many, or when the task is cancelled.
    func wait(for count: Int, where accepts: (RecordedRequest) -> Bool) async -> [RecordedRequest] {
        await self.signal.wait(for: { self.requests.filter(accepts) }, until: { $0.count >= count })
    }
}
