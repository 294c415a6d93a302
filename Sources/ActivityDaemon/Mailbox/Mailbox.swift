// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Synchronization

/// What can be put into the mailbox.
package enum Message: Sendable {
    /// What a poller saw; void when that poller is no longer the one of its server.
    case observation(from: PollerID, Input)
    /// Notifications wait in this queue.
    case notifications(NotificationQueue)
    /// What became of a request.
    case requestFinished(id: Int, RequestOutcome)
    /// The configuration to run with: the first, or an accepted reload.
    case configure(LoadedConfiguration)
    /// A configuration that was not accepted; the old one stays in force.
    case rejected(ConfigurationRejection)
    /// What the pause file asks for now.
    case pause(Pause)
    /// What the loop asked the timer for has come.
    case wake
    /// Asks nothing: that it is handled shows that the loop is alive.
    case signOfLife
}

/// The one way into the loop: every source puts its messages here, and the loop takes them one by one.
///
/// It is bounded by construction: whoever delivers waits until the message was handled, so it holds at most one message
/// of each poller, stream, request, timer and signal; a queue of notifications announces itself once and not again before
/// the loop has looked into it.
package struct Mailbox: Sendable {
    /// A message and whoever waits for it.
    struct Letter: Sendable {
        let message: Message
        let receipt: Receipt
    }

    let letters: AsyncStream<Letter>
    private let continuation: AsyncStream<Letter>.Continuation

    /// An empty mailbox.
    package init() {
        (self.letters, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Puts a message in and waits until it was handled, or until the mailbox is closed and it never will be.
    package func deliver(_ message: Message) async {
        await withCheckedContinuation { waiter in
            self.continuation.yield(Letter(message: message, receipt: Receipt(waiter)))
        }
    }

    /// Tells the loop that a queue is to be looked into, without waiting for that.
    func post(_ queue: NotificationQueue) {
        self.continuation.yield(Letter(message: .notifications(queue), receipt: Receipt(nil)))
    }

    /// Takes nothing in any more; what is in it is still handled.
    package func close() {
        self.continuation.finish()
    }
}

/// Wakes the sender of a letter when the letter was handled, and also when it is thrown away unread.
final class Receipt: Sendable {
    private let waiter: Mutex<CheckedContinuation<Void, Never>?>

    init(_ waiter: CheckedContinuation<Void, Never>?) {
        self.waiter = Mutex(waiter)
    }

    deinit {
        self.acknowledge()
    }

    /// Wakes the sender; the first call counts.
    func acknowledge() {
        let waiter = self.waiter.withLock { stored in
            let waiter = stored
            stored = nil
            return waiter
        }
        waiter?.resume()
    }
}
