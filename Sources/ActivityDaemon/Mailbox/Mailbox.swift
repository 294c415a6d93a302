// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles
private import Synchronization

/// A message to the loop.
package enum Message: Sendable {
    /// An observation of a poller or stream; void when its poller is no longer the one of its server.
    case observation(from: PollerID, Input)
    /// Notifications wait in this queue.
    case notifications(NotificationQueue)
    /// The outcome of a request.
    case requestFinished(id: Int, RequestOutcome)
    /// The configuration to run with: the first, or an accepted reload.
    case configure(LoadedConfiguration)
    /// A configuration that was not accepted; the old one stays in force.
    case rejected(ConfigurationRejection)
    /// The pause that the pause file asks for now.
    case pause(Pause)
    /// A person sends a request with `plex-activityctl cancel`.
    case manualRequest(ManualRequestNote)
    /// The deadline that the loop gave to the timer has come.
    case wake
    /// Asks nothing: that it is handled shows that the loop is alive.
    case signOfLife
}

/// The one way into the loop: every source puts its messages here, and the loop takes them one by one.
///
/// It is bounded by construction: a sender waits until its message was handled, so the mailbox holds at most one message
/// of each poller, stream, request, timer and signal. A queue of notifications announces itself once and not again before
/// the loop has looked into it.
package struct Mailbox: Sendable {
    /// A message and the acknowledgement that its sender waits for.
    struct Envelope: Sendable {
        let message: Message
        let acknowledgement: Acknowledgement
    }

    let envelopes: AsyncStream<Envelope>
    private let continuation: AsyncStream<Envelope>.Continuation

    /// An empty mailbox.
    package init() {
        (self.envelopes, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Puts a message in and waits until it was handled, or until the mailbox is closed and it never will be.
    package func deliver(_ message: Message) async {
        await withCheckedContinuation { waiter in
            self.continuation.yield(Envelope(message: message, acknowledgement: Acknowledgement(waiter)))
        }
    }

    /// Announces a queue to the loop, without waiting until the loop has looked into it.
    func post(_ queue: NotificationQueue) {
        self.post(.notifications(queue))
    }

    /// Puts a message in without waiting. For senders that are bounded in another way.
    func post(_ message: Message) {
        self.continuation.yield(Envelope(message: message, acknowledgement: Acknowledgement(nil)))
    }

    /// Takes nothing in any more; what is in it is still handled.
    package func close() {
        self.continuation.finish()
    }
}

/// Wakes the sender of a message when the message was handled, and also when it is thrown away unread.
final class Acknowledgement: Sendable {
    private let waiter: Mutex<CheckedContinuation<Void, Never>?>

    init(_ waiter: CheckedContinuation<Void, Never>?) {
        self.waiter = Mutex(waiter)
    }

    deinit {
        self.give()
    }

    /// Wakes the sender; the first call counts.
    func give() {
        let waiter = self.waiter.withLock { stored in
            let waiter = stored
            stored = nil
            return waiter
        }
        waiter?.resume()
    }
}
