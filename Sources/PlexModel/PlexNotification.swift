// SPDX-License-Identifier: Apache-2.0

/// What a server's EventSource or WebSocket stream said in one message.
///
/// Both streams say the same in different frames: the WebSocket sends an array in a `NotificationContainer`, the
/// EventSource a single object without it. Neither repeats what was sent before the connection was made.
public enum PlexNotification: Hashable, Sendable {
    /// An activity began, changed or ended.
    case activity(ActivityNotification)
    /// Somebody began, paused or stopped to play something (`PlaySessionStateNotification`); who plays what now is for
    /// `GET /status/sessions` to say.
    case playing
    /// Any other type, named as the server does; also an activity's notification without what makes it one.
    case other(type: String)
    /// Something came that could not be read, or was too long: what it was about, only a poll can show.
    case unreadable
}

/// One `ActivityNotification`: the news of one activity.
public struct ActivityNotification: Hashable, Sendable {
    /// What is told of it; no server has been seen to send another word.
    public enum Change: String, Hashable, Sendable, CaseIterable {
        /// It began.
        case started
        /// It is there, perhaps with other values.
        case updated
        /// It is gone. How it ended is not told: 100 percent has been seen where nothing was completed.
        case ended
    }

    /// The run that it is about.
    public var id: ActivityID
    /// What is told of it.
    public var change: Change
    /// Its values at that time; nil where the message carried none that could be read. Where there are any, its id is `id`.
    public var activity: Activity?

    /// The news that an activity changed in this way.
    public init(id: ActivityID, change: Change, activity: Activity?) {
        self.id = id
        self.change = change
        self.activity = activity
    }
}
