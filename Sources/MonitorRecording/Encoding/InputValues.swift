// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Input {
    /// Adds an input that holds neither settings nor activities.
    func addPlain(to object: inout ObjectBuilder) {
        switch self {
        case .identity(let server, let identity):
            object.add("identity", server)
            object.add("machine", identity.machineIdentifier)
            object.add("version", identity.version)
            object.add("claimed", identity.isClaimed)
        case .sections(let server, let sections):
            object.add("sections", server)
            object.add("list", JSONValue.array(sections.map(\.value)))
        case .maintenance(let server, let hours):
            object.add("maintenance", server)
            object.add("start", hours?.start)
            object.add("end", hours?.end)
        case .sessions(let server, let sessions):
            object.add("sessions", server)
            object.add("list", sessions.map { .array($0.map(\.value)) })
        case .localTime(let time):
            object.add("local", time.weekday.rawValue)
            object.add("second", time.secondOfDay)
        case .stream(let server, let state):
            object.add("stream", server)
            switch state {
            case .open: object.add("state", "open")
            case .unwanted: object.add("state", "unwanted")
            case .unclear: object.add("state", "unclear")
            case .closed(let failure):
                object.add("state", "closed")
                object.add("failure", failure.value)
            }
        case .requestFinished(let id, let outcome):
            object.add("request", id)
            switch outcome {
            case .answered(let status): object.add("status", status)
            case .noAnswer: object.add("no-answer", true)
            case .notSent(let reason): object.add("not-sent", reason)
            }
        case .administrator(let server, let isAdministrator):
            object.add("administrator", server)
            object.add("is", isAdministrator)
        case .manualRequest(let server, let request):
            object.add("manual-request", server)
            object.add("remedy", request.remedy.kind.rawValue)
            object.add("target", request.remedy.target)
            object.add("uuid", request.victim.rawValue)
            object.add("withdrawn", request.isWithdrawn)
        case .tokenChanged(let server): object.add("token-changed", server)
        case .pause(let isPaused): object.add("pause", isPaused)
        case .wake: object.add("wake", true)
        case .configure, .poll, .notification, .playback: break
        }
    }
}

extension PollFailure {
    /// The failure as an object.
    var value: JSONValue {
        var object = ObjectBuilder()
        object.add("kind", self.kind.rawValue)
        object.add("status", self.status)
        object.add("why", self.explanation)
        return object.value
    }
}

extension Activity {
    /// The row as an object.
    var value: JSONValue {
        var object = ObjectBuilder()
        object.add("uuid", self.id.rawValue)
        object.add("type", self.type.rawValue)
        object.add("title", unlessEmpty: self.title)
        object.add("subtitle", unlessEmpty: self.subtitle)
        object.add("progress", self.progress.percentage.map(JSONValue.number))
        object.add("cancellable", self.isCancellable)
        object.add("user", self.userID)
        // A null value is kept as null; a missing value adds no member.
        object.add("context", self.context)
        object.add("response", self.response)
        return object.value
    }
}

extension LibrarySection {
    /// The library as an object.
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("key", self.id.rawValue)
        object.add("title", self.title)
        object.add("kind", unlessEmpty: self.kind)
        object.add("refreshing", self.isRefreshing)
        return object.value
    }
}

extension PlaybackSession {
    /// The session as an object.
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("key", unlessEmpty: self.key)
        object.add("state", self.state.word)
        if self.isTranscoding { object.add("transcoding", true) }
        object.add("playhead", self.playhead.map { Int($0.components.seconds) })
        object.add("playhead-nanoseconds", self.playhead.map { Int($0.components.attoseconds / 1_000_000_000) })
        return object.value
    }
}

extension PlaybackSession.State {
    /// The word for the state.
    var word: String {
        switch self {
        case .playing: "playing"
        case .buffering: "buffering"
        case .paused: "paused"
        case .unknown: "unknown"
        }
    }

    /// The state of a word.
    init?(word: String) {
        guard let state = [Self.playing, .buffering, .paused, .unknown].first(where: { $0.word == word }) else {
            return nil
        }
        self = state
    }
}
