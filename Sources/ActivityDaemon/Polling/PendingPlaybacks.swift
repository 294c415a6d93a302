// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The news of sessions that wait until the sessions are read: the last word about each session.
///
/// A server may list a session for hours after its player has gone, so that only this news says that it stopped.
struct PendingPlaybacks: Equatable, Sendable {
    /// How many sessions are remembered at most; news of further ones is dropped, and those sessions are taken at the
    /// word of `GET /status/sessions`.
    static let capacity = 1_000

    /// News and the instant at which it was received.
    struct Message: Equatable, Sendable {
        var receivedAt: Instant
        var notification: PlaybackNotification
    }

    private var messages: [String: Message] = [:]

    /// How many sessions there is news of.
    var count: Int { self.messages.count }

    /// Adds news.
    mutating func add(_ notifications: [PlaybackNotification], at instant: Instant) {
        for notification in notifications
        where self.messages.count < Self.capacity || self.messages[notification.key] != nil {
            self.messages[notification.key] = Message(receivedAt: instant, notification: notification)
        }
    }

    /// Takes everything, in the order of the instants and then of the keys.
    mutating func take() -> [Message] {
        defer { self.messages = [:] }
        return self.messages.values.sorted {
            ($0.receivedAt, $0.notification.key) < ($1.receivedAt, $1.notification.key)
        }
    }
}
