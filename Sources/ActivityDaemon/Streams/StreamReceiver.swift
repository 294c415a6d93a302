// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
private import Synchronization

/// Takes the messages of one connection: those about activities go into the queue, those about playback to the poller.
final class StreamReceiver<C: Clock>: NotificationListener where C.Instant == ActivityMonitor.Instant {
    private let queue: NotificationQueue
    private let poller: PollerControl
    private let clock: C
    private let onUnreadable: @Sendable () -> Void
    private let onOpen: @Sendable () async -> Void
    private let storedOpenedAt = Mutex<Instant?>(nil)
    private let storedDelay = Mutex<Duration?>(nil)
    private let storedDelivery = Mutex(false)

    /// Receives for a connection that is not open yet.
    init(
        queue: NotificationQueue, poller: PollerControl, clock: C,
        onUnreadable: @escaping @Sendable () -> Void, onOpen: @escaping @Sendable () async -> Void
    ) {
        self.queue = queue
        self.poller = poller
        self.clock = clock
        self.onUnreadable = onUnreadable
        self.onOpen = onOpen
    }

    /// When the stream was opened; nil while it is not.
    var openedAt: Instant? { self.storedOpenedAt.withLock { $0 } }

    /// Whether a message came over the stream. A proxy may open streams that never deliver.
    var hasDelivered: Bool { self.storedDelivery.withLock { $0 } }

    /// How long the server asked to wait before the next connection; nil where it did not.
    var reconnectionDelay: Duration? { self.storedDelay.withLock { $0 } }

    func opened() async {
        let now = self.clock.now
        self.storedOpenedAt.withLock { $0 = now }
        await self.onOpen()
    }

    func received(_ notification: PlexNotification) async {
        self.storedDelivery.withLock { $0 = true }
        switch notification {
        case .activity(let activity): await self.queue.add(activity, at: self.clock.now)
        case .playing(let playbacks): self.poller.sessionsHaveChanged(playbacks, at: self.clock.now)
        case .unreadable, .other(type: "activity"):
            self.onUnreadable()
            self.queue.addUnclear()
        case .other: break
        }
    }

    func wasAsked(toWait delay: Duration) {
        self.storedDelay.withLock { $0 = delay }
    }
}
