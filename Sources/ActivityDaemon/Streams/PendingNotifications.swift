// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import NIOCore
package import PlexModel

/// The notifications that the loop has not taken yet: the news of each uuid in a few messages, whatever a server sends, and
/// bounded in number and in size.
package struct PendingNotifications: Sendable {
    /// How many uuids wait at most.
    package static let maximumCount = 2_000
    /// How large they may be together, roughly, in bytes.
    package static let maximumSize = 8 * 1024 * 1024

    private var news: [ActivityID: PendingNews] = [:]
    private var order = CircularBuffer<ActivityID>()
    private var size = 0

    /// Nothing is pending.
    package init() {}

    /// How many uuids wait.
    package var count: Int { self.news.count }
    /// Whether nothing is pending.
    package var isEmpty: Bool { self.news.isEmpty }
    /// Whether nothing more may be added before something is taken.
    package var isFull: Bool { self.count >= Self.maximumCount || self.size >= Self.maximumSize }

    /// Adds a message to those of its activity. The activity that waits longest is taken first.
    package mutating func add(_ notification: ActivityNotification, at instant: Instant) {
        let id = notification.id
        if self.news[id] == nil { self.order.append(id) }
        let before = self.news[id]?.approximateSize ?? 0
        self.news[id, default: PendingNews()].add(notification, receivedAt: instant)
        self.size += (self.news[id]?.approximateSize ?? 0) - before
    }

    /// Takes the news of the activity that has waited longest; none where nothing waits.
    package mutating func takeFirst() -> [PendingNews.Message] {
        self.order.popFirst().map { self.remove($0) } ?? []
    }

    /// Takes the messages of activities whose end came by an instant, the longest waiting first.
    package mutating func takeEnded(by instant: Instant) -> [PendingNews.Message] {
        let ended = self.order.filter { id in self.news[id]?.endedAt.map { $0 <= instant } ?? false }
        guard !ended.isEmpty else { return [] }
        let taken = Set(ended)
        self.order = CircularBuffer(self.order.filter { !taken.contains($0) })
        return ended.flatMap { self.remove($0) }
    }

    private mutating func remove(_ id: ActivityID) -> [PendingNews.Message] {
        guard let news = self.news.removeValue(forKey: id) else { return [] }
        self.size -= news.approximateSize
        return news.messages
    }
}

extension PendingNews {
    /// Roughly how many bytes it takes.
    fileprivate var approximateSize: Int { self.messages.reduce(0) { $0 + $1.notification.approximateSize } }
}

extension ActivityNotification {
    /// Roughly how many bytes it takes.
    fileprivate var approximateSize: Int {
        256 + self.id.rawValue.utf8.count + (self.activity?.approximateSize ?? 0)
    }
}
