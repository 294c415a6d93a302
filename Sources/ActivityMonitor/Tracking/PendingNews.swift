// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// Unread notifications about one activity, merged without losing information.
///
/// At most four remain, in the order in which they came: a start with values, an update with the last values, a sign that
/// the activity was still there, and the end. The values of an update are newer than those of a start, in any order.
/// Nothing counts after the end.
package struct PendingNews: Hashable, Sendable {
    /// A message, and when it came.
    package struct Message: Hashable, Sendable {
        /// The notification.
        package var notification: ActivityNotification
        /// When it came.
        package var receivedAt: Instant

        /// A message that came at this instant.
        package init(_ notification: ActivityNotification, receivedAt: Instant) {
            self.notification = notification
            self.receivedAt = receivedAt
        }
    }

    /// The merged messages, in order.
    package private(set) var messages: [Message] = []

    /// No news.
    package init() {}

    /// When the end came, if it did.
    package var endedAt: Instant? {
        self.messages.last.flatMap { $0.notification.change == .ended ? $0.receivedAt : nil }
    }

    /// Adds a message about the same activity.
    package mutating func add(_ notification: ActivityNotification, receivedAt: Instant) {
        // The end is final: no server uses a uuid twice, so what comes after it was overtaken on its way.
        guard self.endedAt == nil else { return }
        var notification = notification
        if notification.change == .started, self.messages.contains(where: { $0.notification.activity != nil }) {
            // The values with which it started are the oldest: that it is there is all that this says.
            notification.change = .updated
            notification.activity = nil
        }
        let replacesValues = notification.change == .updated && notification.activity != nil
        if notification.change != .ended {
            self.messages.removeAll { message in
                guard message.notification.activity != nil else { return true }
                return replacesValues && message.notification.change == .updated
            }
        }
        self.messages.append(Message(notification, receivedAt: receivedAt))
    }
}
