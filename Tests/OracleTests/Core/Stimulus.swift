// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a poll brought.
enum PollAnswer: Hashable, Sendable {
    /// A list.
    case list(ActivitySnapshot)
    /// No usable answer; true where the token was refused.
    case failure(isRefused: Bool)
}

/// What is known of a stream.
enum StreamNews: String, Hashable, Sendable { case open, closed, unclear, unwanted }

/// What became of a request, as the one who sent it knows.
enum Fate: Hashable, Sendable {
    /// It was answered.
    case answered(Int)
    /// It may have arrived.
    case unanswered
    /// It was not sent.
    case notSent
}

/// One input, in the harness's own words, with the truth beside it that only the oracle may see.
enum Stimulus: Hashable, Sendable {
    /// A configuration.
    case configure(Setup)
    /// Who answers at an entry's address.
    case identity(String, machine: String)
    /// The names of the libraries.
    case sections(String, [LibrarySection])
    /// Who plays; nil where it could not be read.
    case sessions(String, [PlaybackSession]?)
    /// News of what a player does.
    case player(String, receivedAt: Moment, PlaybackNotification)
    /// The second of the day on the wall.
    case wallClock(second: Int)
    /// A poll was answered or failed; by whom, as only the truth knows.
    case poll(String, sentAt: Moment, PollAnswer, by: Epoch)
    /// News of an activity; from whom, as only the truth knows.
    case news(String, receivedAt: Moment, ActivityNotification, from: Epoch)
    /// A stream was opened or closed.
    case stream(String, StreamNews)
    /// What became of a request.
    case fate(Asked, Fate)
    /// The token is another one now.
    case token(String)
    /// Everything is paused, or not.
    case pause(Bool)
    /// Time has passed.
    case wake
    /// The service was killed, and starts again with what it last saved; after a reboot with another clock.
    case crash(isReboot: Bool)
}

/// What a request is to stop.
enum Target: Hashable, Sendable, CustomStringConvertible {
    /// One activity.
    case activity(ActivityID)
    /// All scans of a section.
    case section(String)
    /// A maintenance task.
    case task(String)

    /// The target as a story tells it.
    var description: String {
        switch self {
        case .activity(let id): "cancel \(id)"
        case .section(let key): "stop section \(key)"
        case .task(let name): "stop task \(name)"
        }
    }

    /// The way in which it is stopped.
    var way: Way {
        switch self {
        case .activity: .cancel
        case .section: .section
        case .task: .task
        }
    }

    /// Whether a request would end work that has this row; nil while a scan has not named its section.
    func covers(_ row: Activity) -> Bool? {
        switch self {
        case .activity(let id): return row.id == id
        case .section(let key):
            guard row.type == .libraryUpdateSection else { return false }
            return row.sectionID.map { $0.rawValue == key }
        case .task(let name): return row.type.butlerTask?.rawValue == name
        }
    }
}

/// A request that the core asks for.
struct Asked: Hashable, Sendable {
    /// Its number.
    var id: Int
    /// The entry that it is for.
    var entry: String
    /// The installation that it is meant for.
    var machine: String?
    /// What it is to stop.
    var target: Target
}

/// One event, as the journal would have it.
struct Telling: Hashable, Sendable {
    /// `PLEX_EVENT`.
    var kind: String
    /// `MESSAGE`.
    var message: String
    /// The other fields, each at most once.
    var fields: [(name: Field, value: String)]

    /// The value of a field.
    subscript(name: Field) -> String? {
        get { self.fields.first { $0.name == name }?.value }
        set {
            self.fields.removeAll { $0.name == name }
            if let newValue { self.fields.append((name, newValue)) }
        }
    }

    /// The uuid that it is about.
    var uuid: ActivityID? { self[.uuid].map { ActivityID($0) } }

    /// The value of a field of microseconds, in milliseconds; nil where there is none.
    func milliseconds(_ name: Field) -> Milliseconds? { self[name].flatMap { Int($0) }.map { $0 / 1_000 } }

    /// Whether two say the same.
    static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.message == right.message
            && left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Hashes what tells most events apart.
    func hash(into hasher: inout Hasher) {
        hasher.combine(self.kind)
        hasher.combine(self.message)
    }
}

/// The fields that the oracle reads, by their names in the journal contract.
enum Field: String, Hashable, Sendable {
    case server = "PLEX_SERVER"
    case serverID = "PLEX_SERVER_ID"
    case uuid = "PLEX_ACTIVITY_UUID"
    case type = "PLEX_ACTIVITY_TYPE"
    case title = "PLEX_ACTIVITY_TITLE"
    case subtitle = "PLEX_ACTIVITY_SUBTITLE"
    case progress = "PLEX_PROGRESS"
    case previousProgress = "PLEX_PROGRESS_PREVIOUS"
    case section = "PLEX_SECTION_ID"
    case age = "PLEX_AGE_USEC"
    case stalled = "PLEX_STALLED_USEC"
    case outcome = "PLEX_OUTCOME"
    case rule = "PLEX_RULE"
    case mode = "PLEX_RULE_MODE"
    case reason = "PLEX_REASON"
    case predicates = "PLEX_PREDICATES"
    case remedy = "PLEX_REMEDY"
    case attempt = "PLEX_ATTEMPT"
    case status = "PLEX_HTTP_STATUS"
    case generation = "PLEX_CONFIG_GENERATION"
    case other = ""
}

/// What the core makes of one stimulus.
struct Reaction: Hashable, Sendable {
    /// What it tells, in order.
    var tellings: [Telling] = []
    /// The entries that it wants polled at once.
    var polls: [String] = []
    /// The requests that it wants sent.
    var requests: [Asked] = []
    /// Whether what it must not forget has changed in a way that is to be on disk at once.
    var mustBeSaved = false
}
