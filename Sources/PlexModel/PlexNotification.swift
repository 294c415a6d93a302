// SPDX-License-Identifier: Apache-2.0

/// One message from a server's EventSource or WebSocket stream.
///
/// Both streams carry the same content in different frames: the WebSocket sends an array in a `NotificationContainer`,
/// the EventSource sends a single object without it. Neither stream repeats messages from before the connection.
public enum PlexNotification: Hashable, Sendable {
    /// An activity began, changed or ended.
    case activity(ActivityNotification)
    /// Playback began, paused or stopped (`PlaySessionStateNotification`), in the sessions that the message names in a
    /// readable way; none where it names no such session. `GET /status/sessions` gives the present sessions.
    case playing([PlaybackNotification])
    /// Any other type, with the server's name; also a notification of an activity that lacks a required member.
    case other(type: String)
    /// An unreadable or too long message: only a poll can show its subject.
    case unreadable
}

/// One `ActivityNotification`: a change of one activity.
public struct ActivityNotification: Hashable, Sendable {
    /// The kind of the change. No capture has another word.
    public enum Change: String, Hashable, Sendable, CaseIterable {
        /// The activity began.
        case started
        /// The activity exists, perhaps with other values.
        case updated
        /// The activity is gone. The message does not say how it ended: incomplete work has been seen at 100 percent.
        case ended
    }

    /// The run.
    public var id: ActivityID
    /// The kind of the change.
    public var change: Change
    /// The activity's values at that time; nil without readable values. The id of these values is always `id`.
    public var activity: Activity?

    /// A notification with these values.
    public init(id: ActivityID, change: Change, activity: Activity?) {
        self.id = id
        self.change = change
        self.activity = activity
    }
}
