// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension SavedActivity {
    /// What must not be forgotten of an activity.
    init(_ tracked: TrackedActivity, _ settings: MonitorSettings) {
        let activity = tracked.activity
        let showsTitles = settings.journal.showsTitles
        self.init(
            uuid: activity.id,
            type: activity.type,
            title: showsTitles ? activity.title : nil,
            subtitle: showsTitles ? activity.subtitle : nil,
            textHash: tracked.restoredTextHash ?? TextHash.digits(ofTextsOf: activity, key: settings.textHashKey),
            progress: activity.progress.percentage,
            section: activity.sectionID,
            isCancellable: activity.isCancellable,
            ageMicroseconds: tracked.age.total.wholeMicroseconds,
            stalledMicroseconds: tracked.stalled.total.wholeMicroseconds,
            textHasChanged: tracked.textHasChanged,
            wasAlreadyRunning: tracked.wasAlreadyRunning,
            wasStartSeen: tracked.wasStartSeen,
            firstLook: tracked.firstLook,
            isStartNoted: tracked.isStartNoted,
            request: tracked.request
        )
    }
}

extension TrackedActivity {
    /// An activity as it was before a restart of the daemon; nothing since then is evidence.
    init(restoring saved: SavedActivity) {
        var activity = Activity(
            id: saved.uuid, type: saved.type, title: saved.title ?? "", subtitle: saved.subtitle ?? "",
            progress: ActivityProgress(saved.progress), isCancellable: saved.isCancellable)
        if let section = saved.section {
            activity.context = .object([.init("librarySectionID", .string(section.rawValue))])
        }
        self.init(firstSight: activity, at: Instant(nanoseconds: 0), wasAlreadyRunning: saved.wasAlreadyRunning)
        self.knownSince = nil
        self.rowSentAt = nil
        self.age = EvidenceClock(total: .microseconds(saved.ageMicroseconds))
        self.stalled = EvidenceClock(total: .microseconds(saved.stalledMicroseconds))
        self.textHasChanged = saved.textHasChanged
        self.wasStartSeen = saved.wasStartSeen ?? false
        self.isStartNoted = saved.isStartNoted
        self.firstLook = saved.firstLook
        self.request = saved.request
        self.report.reported = activity.progress
        self.restoredTextHash = saved.textHash
    }
}
