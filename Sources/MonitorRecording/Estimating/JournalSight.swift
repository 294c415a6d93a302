// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The sight of an activity in one entry of the journal.
struct JournalSight: Hashable, Sendable {
    /// The events that tell the present. Other events may tell the past.
    static let kinds: Set<EventKind> = [
        .started, .progress, .finished, .rulePending, .ruleFired, .ruleUndecided, .wouldStop,
    ]

    /// The time of the entry.
    var at: Instant
    /// The number of interruptions of evidence before the entry.
    var epoch: Int
    /// The activity, without the texts that the entry hides.
    var activity: Activity
    /// Whether title and subtitle are the server's own.
    var areTextsKnown: Bool
    /// The name of the section; nil where it is not known.
    var sectionName: String?
    /// The age, in evidence.
    var age: Duration
    /// The time without progress, in evidence.
    var stalled: Duration
    /// The progress in the entry, as text; empty without one.
    var progress: String
    /// The previously told progress in the entry; empty without one.
    var previous: String
    /// Whether the entry tells the progress, so that the next one goes on from it.
    var tellsProgress: Bool
    /// Whether the entry tells a change.
    var isChange: Bool

    /// The sight of an event; nil where it has no activity.
    init?(_ event: Event, at instant: Instant, epoch: Int) {
        guard let uuid = event[.activityUUID], let type = event[.activityType] else { return nil }
        self.at = instant
        self.epoch = epoch
        let title = event[.activityTitle]
        let subtitle = event[.activitySubtitle]
        self.areTextsKnown = Self.isWhole(title) && Self.isWhole(subtitle)
        // The hash of hidden texts still shows changes.
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

    /// Whether an entry has a text unchanged. A text that was cut or replaced is not the text that rules were compared
    /// with.
    private static func isWhole(_ text: String?) -> Bool {
        guard let text else { return false }
        return !text.unicodeScalars.contains("\u{FFFD}") && text.unicodeScalars.count <= 512
    }

    private static func duration(_ text: String?) -> Duration {
        .microseconds(max(0, text.flatMap { Int64($0) } ?? 0))
    }
}

/// One run of an activity in the journal.
struct JournalRun: Hashable, Sendable {
    /// Its uuid.
    let id: ActivityID
    /// Its type.
    let type: ActivityType
    /// Whether its start was told: then it was not there before its first entry.
    var isStartTold: Bool
    /// The entries, in order.
    var sights: [JournalSight]
    /// The time when its end or its loss was told; nil where neither was.
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
