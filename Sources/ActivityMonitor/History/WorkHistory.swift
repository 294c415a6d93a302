// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The durations of earlier runs and the times of starts.
struct WorkHistory: Hashable, Sendable {
    /// The durations of earlier runs.
    var runs = RunHistory()
    /// The times of starts.
    var starts = StartLog()
    /// The first and the last activity of each kind that started and was gone between polls. The respawn check has not
    /// counted them yet.
    private var unjudgedStarts: [WorkKind: EndedStarts] = [:]

    private struct EndedStarts: Hashable, Sendable {
        var first: TrackedActivity
        var last: TrackedActivity
    }

    /// Counts the start of each new activity once. If its type carries a section, it counts as soon as the section
    /// is known.
    ///
    /// An outage may hide a start. Such an activity still counts as a possible respawn, but its start is not logged,
    /// because its time is unknown.
    ///
    /// - Returns: the started activities, in the order of their uuids.
    ///
    /// - Parameter areHeeded: whether the result is needed; otherwise it is empty.
    mutating func noteStarts(
        in tracker: inout ServerTracker, at now: Instant, areHeeded: Bool
    ) -> [TrackedActivity] {
        var started: [TrackedActivity] = []
        for id in tracker.present.sorted() {
            guard let tracked = tracker.activities[id], !tracked.isStartNoted, !tracked.wasAlreadyRunning else {
                continue
            }
            let kind = WorkKind(of: tracked.activity)
            guard kind.isWhole else { continue }
            tracker.activities[id]?.isStartNoted = true
            if tracked.wasStartSeen { self.starts.record(kind, at: now) }
            if areHeeded, !tracked.isReturnNoted { started.append(tracked) }
        }
        return started
    }

    /// Counts the starts of activities that are gone before a snapshot showed them.
    mutating func noteEndedStarts(in changes: [TrackingChange], at now: Instant) {
        for change in changes {
            switch change {
            case .ended(let tracked), .passed(let tracked), .lost(let tracked, _): self.noteEndedStart(tracked, at: now)
            case .started, .changed: break
            }
        }
    }

    private mutating func noteEndedStart(_ tracked: TrackedActivity, at now: Instant) {
        guard !tracked.isStartNoted, !tracked.wasAlreadyRunning else { return }
        let kind = WorkKind(of: tracked.activity)
        guard kind.isWhole else { return }
        // A start whose time is not known any more is no reason to act.
        if tracked.wasStartSeen, let startedAt = tracked.firstSignAt {
            self.starts.record(kind, at: min(startedAt, now))
        }
        guard !tracked.isReturnNoted, self.unjudgedStarts.count < StartLog.maximumKinds else { return }
        self.unjudgedStarts[kind] = EndedStarts(first: self.unjudgedStarts[kind]?.first ?? tracked, last: tracked)
    }

    /// Takes the starts that only notifications showed, in the order of their kinds. Each is returned once.
    mutating func takeUnjudgedStarts() -> [TrackedActivity] {
        defer { self.unjudgedStarts = [:] }
        return self.unjudgedStarts.sorted { $0.key < $1.key }.flatMap { [$0.value.first, $0.value.last] }
    }

    /// Keeps the duration of a run if its start and end were seen and none of our requests covered it.
    mutating func noteEnd(of tracked: TrackedActivity, in tracker: inout ServerTracker, pollInterval: Duration) {
        guard tracked.wasStartSeen, tracked.wasSeenRunning, tracked.age.isUnbroken, tracked.request == nil,
            !tracked.hasReappeared
        else {
            return
        }
        // Two polls cannot measure a run that is shorter than the interval between them.
        let length = max(tracked.age.total, pollInterval)
        self.runs.record(length, of: WorkKind(of: tracked.activity))
        tracker.past.noteTaught(length, by: tracked.activity.id)
    }

    /// Takes back the recorded duration of a run that is shown again.
    mutating func noteReappearance(of tracked: TrackedActivity) {
        guard let taught = tracked.taughtBefore else { return }
        self.runs.takeBack(taught, of: WorkKind(of: tracked.activity))
    }
}
