// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Story {
    /// A notification arrives with these values.
    ///
    /// - Parameter receivedAt: when it was received, in seconds; by default now.
    mutating func hear(
        _ change: ActivityNotification.Change, _ activity: Activity, receivedAt: Double? = nil,
        server: String = Self.server
    ) {
        self.hear(
            ActivityNotification(id: activity.id, change: change, activity: activity), receivedAt: receivedAt,
            server: server)
    }

    /// A notification arrives that tells no values.
    mutating func hear(_ change: ActivityNotification.Change, _ uuid: String, receivedAt: Double? = nil) {
        self.hear(ActivityNotification(id: ActivityID(uuid), change: change, activity: nil), receivedAt: receivedAt)
    }

    private mutating func hear(
        _ notification: ActivityNotification, receivedAt: Double?, server: String = Self.server
    ) {
        let instant = Self.instant(receivedAt ?? self.seconds)
        self.feed(.notification(server: server, receivedAt: instant, notification))
    }

    /// The stream of notifications is open from now on.
    mutating func openStream(server: String = Self.server) { self.feed(.stream(server: server, .open)) }

    /// The stream of notifications ends, or cannot be opened.
    mutating func closeStream(server: String = Self.server) {
        let failure = PollFailure(kind: .unreachable, explanation: "the stream ended")
        self.feed(.stream(server: server, .closed(failure)))
    }
}
