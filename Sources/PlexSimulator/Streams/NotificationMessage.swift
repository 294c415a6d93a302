// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One notification. Each of the two streams frames it in its own way.
struct NotificationMessage: Hashable, Sendable {
    /// The type, such as `activity`: the EventSource's `event:`, the WebSocket's `type`.
    var type: String
    /// The name of its member, such as `ActivityNotification`.
    var name: String
    /// The content.
    var content: JSONValue
    /// The user of the activity; nil for all users.
    var userID: Int?

    /// The EventSource's event: a single object, without a container.
    var event: String {
        let data = JSONValue.object([.init(self.name, self.content)])
        return "event: \(self.type)\ndata: \(data.text)\n\n"
    }

    /// The WebSocket's message: an array in a container with the type.
    var message: String {
        let container = JSONValue.object([
            .init("type", .string(self.type)), .init("size", 1), .init(self.name, .array([self.content])),
        ])
        return JSONValue.object([.init("NotificationContainer", container)]).text
    }

    /// The event that keeps an EventSource alive; a WebSocket has no such event.
    static let ping = "event: ping\ndata: {}\n\n"
}

extension NotificationMessage {
    /// The notification of a change of the world; nil for a restart, which has no notification.
    init?(_ change: WorldChange) {
        switch change {
        case .activity(let notification): self.init(notification)
        case .playing(let session, let state, let playhead): self.init(session, state: state, playhead: playhead)
        case .restarted: return nil
        }
    }

    /// The notification of an activity, with its row from `GET /activities`.
    init(_ notification: ActivityNotification) {
        var members: [JSONValue.Member] = [
            .init("event", .string(notification.change.rawValue)),
            .init("uuid", .string(notification.id.rawValue)),
        ]
        if let row = notification.activity.flatMap({ Documents.row(of: $0).json["Activity"] }) {
            members.append(.init("Activity", row))
        }
        self.init(
            type: "activity", name: "ActivityNotification", content: .object(members),
            userID: notification.activity?.userID)
    }

    /// The notification of a session.
    private init(_ session: SessionPlan, state: String, playhead: Duration) {
        self.init(
            type: "playing",
            name: "PlaySessionStateNotification",
            content: .object([
                .init("sessionKey", .string(session.key)),
                .init("guid", ""),
                .init("ratingKey", "1"),
                .init("url", ""),
                .init("key", "/library/metadata/1"),
                .init("viewOffset", .integer(Int(playhead / .milliseconds(1)))),
                .init("playQueueItemID", 1),
                .init("state", .string(state)),
            ])
        )
    }
}
