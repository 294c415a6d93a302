// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Synchronization

/// The messages that wait for the live view. It stays bounded, even while the terminal or the reader is blocked.
final class WatchMailbox: Sendable {
    private struct Waiting {
        var backlog = WatchBacklog()
        var hasTicked = false
    }

    /// Yields when messages wait; ends when the waiting task is cancelled.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let waiting = Mutex(Waiting())

    /// An empty mailbox.
    init() {
        (self.arrivals, self.arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a message.
    func put(_ message: WatchMessage) {
        self.waiting.withLock { waiting in
            switch message {
            case .input(let input): waiting.backlog.add(input)
            case .tick: waiting.hasTicked = true
            }
        }
        self.arrival.yield()
    }

    /// Removes and returns all messages: the inputs, then one tick at most.
    func take() -> [WatchMessage] {
        self.waiting.withLock { waiting in
            let ticks: [WatchMessage] = waiting.hasTicked ? [.tick] : []
            waiting.hasTicked = false
            return waiting.backlog.take().map { .input($0) } + ticks
        }
    }
}
