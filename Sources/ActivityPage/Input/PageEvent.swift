// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// One event of the journal, as far as the page shows it.
package struct PageEvent: Hashable, Sendable {
    /// The fields that the page reads, for a reader that can leave the others out.
    package static let fieldNames: [EventFieldName] = [
        .event, .server, .activityUUID, .activityType, .activityTitle, .activitySubtitle, .progress,
        .progressPrevious, .sectionID, .section, .ageMicroseconds, .stalledMicroseconds, .outcome, .rule, .ruleMode,
        .reason, .remedy, .configurationGeneration,
    ]

    /// The kind of event.
    package var kind: EventKind
    /// When it was written, in microseconds since 1970-01-01 UTC.
    package var at: Int64
    /// The server's configured name; empty for an event without one.
    package var server = ""
    /// The activity that it is about; nil for an event about none.
    package var activity: Activity?
    /// How the activity ended, as in `PLEX_OUTCOME`.
    package var outcome: String?
    /// The rule.
    package var rule: String?
    /// `observe`, `enforce` or `notify`.
    package var ruleMode: String?
    /// The reason, as in `PLEX_REASON`.
    package var reason: String?
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String?
    /// Whether a service that has just started wrote it: the first configuration of its life.
    package var isFirstConfiguration = false

    /// The activity of an event. Durations are in microseconds of evidence.
    package struct Activity: Hashable, Sendable {
        /// Its uuid.
        package var uuid: String
        /// Its type.
        package var type: String
        /// Its title; empty with `titles = false`.
        package var title = ""
        /// Its subtitle; empty with `titles = false`.
        package var subtitle = ""
        /// The key of its section.
        package var sectionID: String?
        /// The name of its section.
        package var section: String?
        /// Its progress in percent, as the journal has it.
        package var progress: String?
        /// The progress in the event before.
        package var previousProgress: String?
        /// How long it has been seen to run.
        package var age: Int64 = 0
        /// How long it has stayed unchanged.
        package var stalled: Int64 = 0
    }

    /// The event with these fields; nil for an event of a kind that this version does not know.
    ///
    /// - Parameters:
    ///   - at: When it was written, in microseconds since 1970-01-01 UTC.
    ///   - showsTitles: Whether titles are taken over; `titles = false` leaves them out, also old ones.
    ///   - field: The value of a field.
    package init?(at: Int64, showsTitles: Bool, field: (EventFieldName) -> String?) {
        guard let kind = field(.event).flatMap(EventKind.init(rawValue:)) else { return nil }
        self.kind = kind
        self.at = at
        self.server = field(.server) ?? ""
        self.outcome = field(.outcome)
        self.rule = field(.rule)
        self.ruleMode = field(.ruleMode)
        self.reason = field(.reason)
        self.remedy = field(.remedy)
        self.isFirstConfiguration = kind == .configurationLoaded && field(.configurationGeneration) == "1"
        guard let uuid = field(.activityUUID), let type = field(.activityType) else { return }
        var activity = Activity(uuid: uuid, type: type)
        if showsTitles {
            activity.title = field(.activityTitle) ?? ""
            activity.subtitle = field(.activitySubtitle) ?? ""
        }
        activity.sectionID = field(.sectionID)
        activity.section = field(.section)
        activity.progress = field(.progress)
        activity.previousProgress = field(.progressPrevious)
        activity.age = Self.duration(field(.ageMicroseconds))
        activity.stalled = Self.duration(field(.stalledMicroseconds))
        self.activity = activity
    }

    /// A number of microseconds; 0 for a text that is none. A century is the longest.
    private static func duration(_ text: String?) -> Int64 {
        min(max(0, text.flatMap { Int64($0) } ?? 0), 100 * 366 * 86_400_000_000)
    }
}
