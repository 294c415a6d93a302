// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What an entry of the journal says of an activity at its moment.
struct JournalSight: Hashable, Sendable {
    /// The events that are told of what the monitor has just seen; others may tell of what was.
    static let kinds: Set<EventKind> = [
        .started, .progress, .finished, .rulePending, .ruleFired, .ruleUndecided, .wouldStop,
    ]

    /// When the entry was written.
    var at: Instant
    /// Tells times between which something interrupts all evidence from each other.
    var epoch: Int
    /// The activity, without what the entry hides.
    var activity: Activity
    /// Whether title and subtitle are what the server gave.
    var areTextsKnown: Bool
    /// The name of the section; nil where it is not known.
    var sectionName: String?
    /// The evidence that the daemon had of its age.
    var age: Duration
    /// The evidence that the daemon had of its standing still.
    var stalled: Duration
    /// The progress that it shows, as text; empty for none.
    var progress: String
    /// What it says the progress was that was told before; empty for none.
    var previous: String
    /// Whether the entry tells the progress, so that the next one goes on from it.
    var tellsProgress: Bool
    /// Whether it is a change that was told.
    var isChange: Bool

    /// The sight of an event; nil where it has no activity.
    init?(_ event: Event, at instant: Instant, epoch: Int) {
        guard let uuid = event[.activityUUID], let type = event[.activityType] else { return nil }
        self.at = instant
        self.epoch = epoch
        let title = event[.activityTitle]
        let subtitle = event[.activitySubtitle]
        self.areTextsKnown = Self.isWhole(title) && Self.isWhole(subtitle)
        // Of hidden texts the hash shows at least that they change.
        self.activity = Activity(
            id: ActivityID(uuid), type: ActivityType(type), title: title ?? event[.textHash] ?? "",
            subtitle: subtitle ?? "", progress: ActivityProgress(event[.progress].flatMap { Double($0) }),
            isCancellable: event[.cancellable].map { $0 == "1" }, userID: event[.userID].flatMap { Int($0) },
            context: event[.sectionID].map { .object([.init("librarySectionID", .string($0))]) })
        self.sectionName = event[.section]
        self.age = Self.duration(event[.ageMicroseconds])
        self.stalled = Self.duration(event[.stalledMicroseconds])
        self.progress = event[.progress] ?? ""
        self.previous = event[.progressPrevious] ?? ""
        self.tellsProgress = event.kind == .started || event.kind == .progress
        self.isChange = event.kind == .progress
    }

    /// Whether a text is told, and told as it was: what had to be cut or replaced is not what rules were held against.
    private static func isWhole(_ text: String?) -> Bool {
        guard let text else { return false }
        return !text.unicodeScalars.contains("\u{FFFD}") && text.unicodeScalars.count <= 512
    }

    private static func duration(_ text: String?) -> Duration {
        .microseconds(max(0, text.flatMap { Int64($0) } ?? 0))
    }
}

/// What the journal tells of one run of an activity.
struct JournalRun: Hashable, Sendable {
    /// Its uuid.
    let id: ActivityID
    /// Its type.
    let type: ActivityType
    /// Whether its start was told, so that it was not there before the first entry about it.
    var isStartTold: Bool
    /// The entries, in order.
    var sights: [JournalSight]
    /// When its end, or that nobody saw it, was told; nil where nothing was.
    var end: Instant?
    /// Whether the last of the entries told its end.
    var isFinished = false

    /// When the first entry about it was written.
    var first: Instant { self.sights.first?.at ?? Instant(nanoseconds: .min) }

    /// Whether it may have been there at an instant.
    func mayBeThere(at instant: Instant) -> Bool {
        (!self.isStartTold || self.first <= instant) && self.end.map { instant <= $0 } ?? true
    }
}
