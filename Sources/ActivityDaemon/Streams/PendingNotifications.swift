// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import NIOCore
package import PlexModel

/// The notifications that the loop has not taken yet: one for each uuid, whatever a server sends, and bounded in number and
/// in size.
package struct PendingNotifications: Sendable {
    /// The news of one activity, and when its last part came.
    package struct Entry: Hashable, Sendable {
        /// What is to be told.
        package var notification: ActivityNotification
        /// When the last message came that it is made of.
        package var receivedAt: Instant
    }

    /// How many uuids wait at most.
    package static let maximumCount = 2_000
    /// How large they may be together, roughly, in bytes.
    package static let maximumSize = 8 * 1024 * 1024

    private var entries: [ActivityID: Entry] = [:]
    private var order = CircularBuffer<ActivityID>()
    private var size = 0

    /// Nothing is pending.
    package init() {}

    /// How many uuids wait.
    package var count: Int { self.entries.count }
    /// Whether nothing is pending.
    package var isEmpty: Bool { self.entries.isEmpty }
    /// Whether nothing more may be added before something is taken.
    package var isFull: Bool { self.count >= Self.maximumCount || self.size >= Self.maximumSize }

    /// Adds a message to what is pending of its activity; what waits first is told first.
    package mutating func add(_ notification: ActivityNotification, at instant: Instant) {
        guard let earlier = self.entries[notification.id] else {
            self.entries[notification.id] = Entry(notification: notification, receivedAt: instant)
            self.order.append(notification.id)
            self.size += notification.approximateSize
            return
        }
        let merged = earlier.notification.followed(by: notification)
        self.size += merged.approximateSize - earlier.notification.approximateSize
        // What comes after the end adds nothing.
        let isOver = earlier.notification.change == .ended
        self.entries[notification.id] = Entry(
            notification: merged, receivedAt: isOver ? earlier.receivedAt : instant)
    }

    /// Takes what has waited longest.
    package mutating func takeFirst() -> Entry? {
        guard let id = self.order.popFirst(), let entry = self.entries.removeValue(forKey: id) else { return nil }
        self.size -= entry.notification.approximateSize
        return entry
    }
}

extension ActivityNotification {
    /// The one message that says what this one and a later one say.
    ///
    /// The end is final: no server uses a uuid twice, so what comes after it was overtaken on its way. A start stays a start,
    /// since that it was seen counts. The last values are kept, also when the message of the end has none.
    package func followed(by later: ActivityNotification) -> ActivityNotification {
        var merged = self
        switch (self.change, later.change) {
        case (.ended, _):
            break
        case (_, .ended):
            merged.change = .ended
            merged.activity = later.activity ?? self.activity
        case (.started, _), (_, .started):
            merged.change = .started
            merged.activity = later.activity ?? self.activity
        case (.updated, .updated):
            merged.activity = later.activity ?? self.activity
        }
        return merged
    }

    /// Roughly how many bytes it takes.
    var approximateSize: Int {
        let texts = (self.activity?.title.utf8.count ?? 0) + (self.activity?.subtitle.utf8.count ?? 0)
        let trees = (self.activity?.context?.approximateSize ?? 0) + (self.activity?.response?.approximateSize ?? 0)
        return 256 + self.id.rawValue.utf8.count + texts + trees
    }
}

extension JSONValue {
    /// Roughly how many bytes it takes.
    fileprivate var approximateSize: Int {
        switch self {
        case .null, .bool, .integer, .number: 16
        case .string(let text): 16 + text.utf8.count
        case .array(let values): values.reduce(16) { $0 + $1.approximateSize }
        case .object(let members): members.reduce(16) { $0 + 32 + $1.name.utf8.count + $1.value.approximateSize }
        }
    }
}
