// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
private import Synchronization

/// What lies between one server's stream and the loop: news waits here, merged by uuid, until the loop takes it.
///
/// An idle loop is told of each message at once. A flood is bounded twice: the loop gets so much a second and no more, and
/// when too much waits, the stream is not read further until there is room, so that TCP holds the server back.
package final class NotificationQueue: Sendable {
    /// How many notifications the loop takes at most from one letter, so that others have their turn.
    static let batchSize = 64
    /// How many notifications a second reach the loop in the long run: more than any server has to tell, and, two entries
    /// each, less than the service's limit of journal entries.
    static let rate = 300
    /// How many may come at once.
    static let burst = 1_000
    /// For how many a loop that has to wait waits at most, so that it is not woken for each.
    private static let worthwhile = 15

    /// What the loop takes at once.
    struct Batch: Sendable {
        /// What is to be told, in order.
        var entries: [PendingNotifications.Entry] = []
        /// When to come again, because the rate does not allow more now; nil where a letter will say so.
        var resumesAt: Instant?
    }

    private struct State {
        var pending = PendingNotifications()
        var bucket = TokenBucket(rate: NotificationQueue.rate, burst: NotificationQueue.burst)
        /// Whether the loop knows that there is something, by a letter or because it comes again by itself.
        var isAnnounced = false
        var isDiscarded = false
        var somebodyWaits = false
    }

    /// The server that the news is about.
    let server: String
    /// The poller of that server; what its stream says is void when another one has taken its place.
    let poller: PollerID
    private let mailbox: Mailbox
    private let state = Mutex(State())
    /// Rings when something was taken and somebody waits for that.
    private let bell = Bell()

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
        let isNews = self.state.withLock { state in
            guard !state.isDiscarded else { return false }
            state.pending.add(notification, at: instant)
            defer { state.isAnnounced = true }
            return !state.isAnnounced
        }
        if isNews { self.mailbox.post(self) }
    }

    /// Waits until everything was taken, or the task is cancelled.
    func drained() async {
        _ = await self.wait(while: { !$0.isEmpty })
    }

    /// Takes what is to be told now. Another letter follows where more is allowed at once.
    func take(at now: Instant) -> Batch {
        let (batch, hasMore, somebodyWaits) = self.state.withLock { state -> (Batch, Bool, Bool) in
            var batch = Batch()
            while batch.entries.count < Self.batchSize, !state.pending.isEmpty, state.bucket.take(at: now) {
                if let entry = state.pending.takeFirst() { batch.entries.append(entry) }
            }
            let ready = state.bucket.ready(for: 1, at: now)
            let hasMore = !state.pending.isEmpty && ready <= now
            if !state.pending.isEmpty, !hasMore {
                batch.resumesAt = state.bucket.ready(for: min(state.pending.count, Self.worthwhile), at: now)
            }
            state.isAnnounced = !state.pending.isEmpty
            defer { state.somebodyWaits = false }
            return (batch, hasMore, state.somebodyWaits)
        }
        if hasMore { self.mailbox.post(self) }
        if somebodyWaits { self.bell.ring() }
        return batch
    }

    /// Throws everything away, what is still added included: nobody wants it any more.
    func discard() {
        self.state.withLock { state in
            state.pending = PendingNotifications()
            state.isDiscarded = true
        }
        self.bell.ring()
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
            guard await self.bell.ringing() else { return false }
        }
    }
}
