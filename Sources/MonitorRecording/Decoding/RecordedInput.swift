// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Input {
    /// An input that holds no settings and no snapshot.
    init(plain members: JSONMembers, named name: String) throws(RecordingProblem) {
        switch name {
        case "identity":
            self = .identity(
                server: try members.string(name),
                ServerIdentity(
                    machineIdentifier: try members.string("machine"), version: try members.stringIfPresent("version"),
                    isClaimed: try members.flagIfPresent("claimed")))
        case "sections":
            var sections: [LibrarySection] = []
            for value in try members.list("list") { sections.append(try LibrarySection(JSONMembers(value))) }
            self = .sections(server: try members.string(name), sections)
        case "maintenance":
            let start = try members.integerIfPresent("start") ?? -1
            let end = try members.integerIfPresent("end") ?? -1
            self = .maintenance(server: try members.string(name), MaintenanceHours(start: start, end: end))
        case "sessions":
            self = .sessions(server: try members.string(name), try Self.sessions(members))
        case "local":
            self = .localTime(
                LocalTime(weekday: try members.word(name, Weekday.self), secondOfDay: try members.integer("second")))
        case "notification":
            self = .notification(
                server: try members.string(name), receivedAt: try members.instant("received"),
                try ActivityNotification(members))
        case "playback":
            self = .playback(
                server: try members.string(name), receivedAt: try members.instant("received"),
                PlaybackNotification(
                    key: try members.string("session"),
                    state: try members.word("state", PlaybackNotification.State.self)))
        case "stream":
            self = .stream(server: try members.string(name), try StreamState(members))
        case "request":
            self = .requestFinished(id: try members.integer(name), try RequestOutcome(members))
        case "administrator":
            self = .administrator(server: try members.string(name), try members.flag("is"))
        case "manual-request":
            self = .manualRequest(
                server: try members.string(name),
                ManualRequest(
                    remedy: Remedy(try members.word("remedy", RemedyKind.self), target: try members.string("target")),
                    victim: ActivityID(try members.string("uuid")), isWithdrawn: try members.flag("withdrawn")))
        case "token-changed":
            self = .tokenChanged(server: try members.string(name))
        case "pause":
            self = .pause(try members.flag(name))
        case "wake":
            self = .wake
        default:
            throw RecordingProblem("it holds no known input")
        }
    }

    private static func sessions(_ members: JSONMembers) throws(RecordingProblem) -> [PlaybackSession]? {
        guard members["list"] != nil else { return nil }
        var sessions: [PlaybackSession] = []
        for value in try members.list("list") { sessions.append(try PlaybackSession(JSONMembers(value))) }
        return sessions
    }
}

extension PollFailure {
    /// The failure that an object describes.
    init(_ members: JSONMembers) throws(RecordingProblem) {
        self.init(
            kind: try members.word("kind", Kind.self), status: try members.integerIfPresent("status"),
            explanation: try members.string("why"))
    }
}

extension StreamState {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        switch try members.string("state") {
        case "open": self = .open
        case "unwanted": self = .unwanted
        case "unclear": self = .unclear
        case "closed": self = .closed(try PollFailure(members.object("failure")))
        default: throw RecordingProblem("state has an unknown value")
        }
    }
}

extension RequestOutcome {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        if let status = try members.integerIfPresent("status") {
            self = .answered(status: status)
        } else if try members.flag("no-answer") {
            self = .noAnswer
        } else {
            self = .notSent(reason: try members.string("not-sent"))
        }
    }
}

extension ActivityNotification {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        var activity: Activity?
        if let row = members["row"] { activity = try Activity(row) }
        self.init(
            id: ActivityID(try members.string("uuid")), change: try members.word("change", Change.self),
            activity: activity)
    }
}

extension Activity {
    /// The activity that a row describes.
    init(_ row: JSONValue) throws(RecordingProblem) {
        let members = try JSONMembers(row)
        self.init(
            id: ActivityID(try members.string("uuid")),
            type: ActivityType(try members.string("type")),
            title: try members.stringIfPresent("title") ?? "",
            subtitle: try members.stringIfPresent("subtitle") ?? "",
            progress: ActivityProgress(try members.numberIfPresent("progress")),
            isCancellable: try members.flagIfPresent("cancellable"),
            userID: try members.integerIfPresent("user"),
            context: row["context"],
            response: row["response"])
    }
}

extension LibrarySection {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        self.init(
            id: SectionID(try members.string("key")), title: try members.string("title"),
            kind: try members.stringIfPresent("kind") ?? "", isRefreshing: try members.flagIfPresent("refreshing"))
    }
}

extension PlaybackSession {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        guard let state = State(word: try members.string("state")) else {
            throw RecordingProblem("state has an unknown value")
        }
        self.init(
            key: try members.stringIfPresent("key") ?? "", state: state,
            isTranscoding: try members.flag("transcoding"))
        if let seconds = try members.integerIfPresent("playhead") {
            let nanoseconds = try members.integerIfPresent("playhead-nanoseconds") ?? 0
            self.playhead = .seconds(seconds) + .nanoseconds(nanoseconds)
        }
    }
}
