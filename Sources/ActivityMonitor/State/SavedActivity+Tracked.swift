// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension SavedActivity {
    /// The saved form of an activity.
    init(_ tracked: TrackedActivity, _ settings: MonitorSettings) {
        let activity = tracked.lastValues
        let showsTitles = settings.journal.showsTitles
        self.init(
            uuid: activity.id,
            type: activity.type,
            title: showsTitles ? activity.title.cut(toSavedSize: 1_000) : nil,
            subtitle: showsTitles ? activity.subtitle.cut(toSavedSize: 1_000) : nil,
            textHash: tracked.restoredTextHash ?? TextHash.digits(ofTextsOf: activity, key: settings.textHashKey),
            progress: activity.progress.percentage,
            section: activity.sectionID,
            isCancellable: activity.isCancellable,
            userID: activity.userID,
            ageMicroseconds: tracked.age.total.wholeMicroseconds,
            stalledMicroseconds: tracked.stalled.total.wholeMicroseconds,
            ageGap: tracked.age.savedGap,
            stalledGap: tracked.stalled.savedGap,
            knownProgress: activity.progress == .unknown ? tracked.knownProgress.percentage : nil,
            textHasChanged: tracked.textHasChanged,
            hasMoved: tracked.hasMoved,
            wasAlreadyRunning: tracked.wasAlreadyRunning,
            wasStartSeen: tracked.wasStartSeen,
            firstLook: tracked.firstRound,
            isStartNoted: tracked.isStartNoted,
            firstSignAt: tracked.isStartNoted || tracked.wasAlreadyRunning ? nil : tracked.firstSignAt,
            request: tracked.request
        )
    }
}

extension TrackedActivity {
    /// An activity from before a restart of the daemon. The time since then is not evidence.
    ///
    /// - Parameters:
    ///   - hasSameKey: whether the hash of its texts was made with the current key. With another key, a changed text
    ///     cannot be seen: then no change is assumed, and the time without progress starts again.
    ///   - isSameBoot: whether the clock of the saved instants still runs.
    init(restoring saved: SavedActivity, hasSameKey: Bool = true, isSameBoot: Bool = true) {
        var activity = Activity(
            id: saved.uuid, type: saved.type, title: saved.title ?? "", subtitle: saved.subtitle ?? "",
            progress: ActivityProgress(saved.progress), isCancellable: saved.isCancellable, userID: saved.userID)
        if let section = saved.section {
            activity.context = .object([.init("librarySectionID", .string(section.rawValue))])
        }
        self.init(firstSight: activity, at: Instant(nanoseconds: 0), wasAlreadyRunning: saved.wasAlreadyRunning)
        self.knownSince = nil
        self.firstSignAt = isSameBoot ? saved.firstSignAt : nil
        self.rowSentAt = nil
        self.age = EvidenceClock(restoring: saved.ageMicroseconds, saved.ageGap, isSameBoot: isSameBoot)
        if let known = saved.knownProgress { self.knownProgress = ActivityProgress(known) }
        let isComparable = hasSameKey && !saved.textHash.isEmpty
        self.stalled =
            isComparable
            ? EvidenceClock(restoring: saved.stalledMicroseconds, saved.stalledGap, isSameBoot: isSameBoot)
            : EvidenceClock()
        self.textHasChanged = saved.textHasChanged
        self.hasMoved = saved.hasMoved ?? (self.hasMoved || saved.textHasChanged)
        self.wasStartSeen = saved.wasStartSeen ?? false
        self.isStartNoted = saved.isStartNoted
        self.firstRound = saved.firstLook
        self.request = saved.request
        self.report.reported = activity.progress
        self.restoredTextHash = isComparable ? saved.textHash : ""
    }
}
