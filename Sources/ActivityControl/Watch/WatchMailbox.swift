// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Synchronization

/// What waits for whoever shows it: however long a terminal or a reader stands still, it is bounded.
final class WatchMailbox: Sendable {
    private struct Waiting {
        var backlog = WatchBacklog()
        var hasTicked = false
    }

    /// Says that something waits; ends when the task that waits is cancelled.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let waiting = Mutex(Waiting())

    /// An empty one.
    init() {
        (self.arrivals, self.arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts a message in.
    func put(_ message: WatchMessage) {
        self.waiting.withLock { waiting in
            switch message {
            case .input(let input): waiting.backlog.add(input)
            case .tick: waiting.hasTicked = true
            }
        }
        self.arrival.yield()
    }

    /// Takes all messages out: what was said, and then that time has passed.
    func take() -> [WatchMessage] {
        self.waiting.withLock { waiting in
            let ticks: [WatchMessage] = waiting.hasTicked ? [.tick] : []
            waiting.hasTicked = false
            return waiting.backlog.take().map { .input($0) } + ticks
        }
    }
}
