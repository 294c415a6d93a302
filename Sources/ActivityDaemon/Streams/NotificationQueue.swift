// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
private import Synchronization

/// The queue between one server's stream and the loop. Notifications wait here, merged by uuid, until the loop takes
/// them.
///
/// An idle loop gets each message at once. A flood is bounded twice: the loop gets a bounded number a second, and when
/// too much waits, the stream is not read until there is room, so that TCP holds the server back.
package final class NotificationQueue: Sendable {
    /// How many notifications the loop takes from one message, or a few more, so that others have their turn.
    static let batchSize = 64
    /// How many notifications a second reach the loop in the long run: more than any server sends for its activities.
    /// With two journal entries each, it stays below the service's limit.
    static let rate = 300
    /// How many may come at once.
    static let burst = 1_000
    /// For how many notifications a loop that has to wait waits, so that it is not woken for each.
    private static let worthwhile = 15

    /// What the loop takes at once.
    struct Batch: Sendable {
        /// The messages, in order.
        var messages: [PendingNews.Message] = []
        /// Whether something came that could not be understood.
        var isUnclear = false
        /// When to come again, because the rate does not allow more now; nil where a message will say so.
        var resumesAt: Instant?
        /// Whether more waits, now or at ``resumesAt``.
        var hasMore = false
    }

    private struct State {
        var pending = PendingNotifications()
        var bucket = TokenBucket(rate: NotificationQueue.rate, burst: NotificationQueue.burst)
        /// Whether something came that could not be understood, and the loop does not know yet.
        var isUnclear = false
        /// Whether the loop knows that there is something, by a message or because it comes again by itself.
        var isAnnounced = false
        var isDiscarded = false
        var somebodyWaits = false

        /// Whether nothing waits.
        var isEmpty: Bool { self.pending.isEmpty && !self.isUnclear }
    }

    /// The server that the news is about.
    let server: String
    /// The poller of that server; what its stream says is void when another one has taken its place.
    let poller: PollerID
    private let mailbox: Mailbox
    private let state = Mutex(State())
    /// Notifies the task that waits for room, or for the queue to be empty.
    private let hasRoom = Notify()

    /// An empty queue.
    init(server: String, poller: PollerID, mailbox: Mailbox) {
        self.server = server
        self.poller = poller
        self.mailbox = mailbox
    }

    /// How many uuids wait.
    var count: Int { self.state.withLock { $0.pending.count } }

    /// Adds a notification, as soon as there is room for it or the task is cancelled.
    func add(_ notification: ActivityNotification, at instant: Instant) async {
        guard await self.wait(while: \.isFull) else { return }
        self.change { $0.pending.add(notification, at: instant) }
    }

    /// Adds that something came that could not be understood.
    func addUnclear() {
        self.change { $0.isUnclear = true }
    }

    private func change(_ change: (inout State) -> Void) {
        let isNews = self.state.withLock { state in
            guard !state.isDiscarded else { return false }
            change(&state)
            defer { state.isAnnounced = true }
            return !state.isAnnounced
        }
        if isNews { self.mailbox.post(self) }
    }

    /// Waits until everything was taken, or the task is cancelled.
    func drained() async {
        _ = await self.wait(while: { !$0.isEmpty })
    }

    /// Takes the messages for now. Another announcement follows where more are allowed at once.
    func take(at now: Instant) -> Batch {
        let (batch, isReady, somebodyWaits) = self.state.withLock { state -> (Batch, Bool, Bool) in
            var batch = Batch()
            if state.isUnclear, state.bucket.take(at: now) {
                batch.isUnclear = true
                state.isUnclear = false
            }
            // All messages of one activity are taken together, so that a busy activity does not hold up others.
            while batch.messages.count < Self.batchSize, !state.pending.isEmpty,
                state.bucket.ready(for: 1, at: now) <= now
            {
                let messages = state.pending.takeFirst()
                state.bucket.charge(messages.count, at: now)
                batch.messages += messages
            }
            let ready = state.bucket.ready(for: 1, at: now)
            batch.hasMore = !state.isEmpty
            let isReady = !state.isEmpty && ready <= now
            if !state.isEmpty, !isReady {
                let count = max(1, min(state.pending.count, Self.worthwhile))
                batch.resumesAt = state.bucket.ready(for: count, at: now)
            }
            state.isAnnounced = !state.isEmpty
            defer { state.somebodyWaits = false }
            return (batch, isReady, state.somebodyWaits)
        }
        if isReady { self.mailbox.post(self) }
        if somebodyWaits { self.hasRoom.notify() }
        return batch
    }

    /// Takes the messages that a poll must not overtake: those of activities that had ended when it was sent.
    ///
    /// It takes all of them: a poll that overtook one would tell its end without its outcome. The queue is bounded.
    /// They count for the rate like all others, and are taken although the rate does not allow them yet.
    func takeEnded(by sentAt: Instant, at now: Instant) -> [PendingNews.Message] {
        let (messages, somebodyWaits) = self.state.withLock { state -> ([PendingNews.Message], Bool) in
            let messages = state.pending.takeEnded(by: sentAt)
            guard !messages.isEmpty else { return ([], false) }
            state.bucket.charge(messages.count, at: now)
            defer { state.somebodyWaits = false }
            return (messages, state.somebodyWaits)
        }
        if somebodyWaits { self.hasRoom.notify() }
        return messages
    }

    /// Throws everything away, and all that is added later: the queue has no reader any more.
    func discard() {
        self.state.withLock { state in
            state.pending = PendingNotifications()
            state.isUnclear = false
            state.isDiscarded = true
        }
        self.hasRoom.notify()
    }

    /// Waits while something is true of what is pending.
    ///
    /// - Returns: Whether it is not any more; else the task was cancelled.
    private func wait(while condition: (PendingNotifications) -> Bool) async -> Bool {
        while true {
            let mustWait = self.state.withLock { state in
                state.somebodyWaits = condition(state.pending)
                return state.somebodyWaits
            }
            guard mustWait else { return true }
            guard await self.hasRoom.notified() else { return false }
        }
    }
}
