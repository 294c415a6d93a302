// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// How long work took and when it started.
struct WorkHistory: Hashable, Sendable {
    /// How long earlier runs took.
    var runs = RunHistory()
    /// When work started.
    var starts = StartLog()
    /// Of each kind, work that started and ended between polls and was not yet held against the stops of its kind.
    private var unjudgedStarts: [Kind: TrackedActivity] = [:]

    /// Counts the start of each new activity once, as soon as its section is known where the type carries one.
    ///
    /// What an outage has hidden counts against the stops of its kind, as that may have started again, but is no start
    /// of this moment.
    ///
    /// - Returns: what has started, in the order of the uuids.
    mutating func noteStarts(in tracker: inout ServerTracker, at now: Instant) -> [TrackedActivity] {
        var started: [TrackedActivity] = []
        for id in tracker.present.sorted() {
            guard let tracked = tracker.activities[id], !tracked.isStartNoted, !tracked.wasAlreadyRunning else {
                continue
            }
            let kind = Kind(of: tracked.activity)
            guard kind.isWhole else { continue }
            tracker.activities[id]?.isStartNoted = true
            if tracked.wasStartSeen { self.starts.record(kind, at: now) }
            started.append(tracked)
        }
        return started
    }

    /// Counts the start of an activity that a notification ended before a snapshot could have it counted.
    mutating func noteEndedStart(_ tracked: TrackedActivity, at now: Instant) {
        guard !tracked.isStartNoted, !tracked.wasAlreadyRunning else { return }
        let kind = Kind(of: tracked.activity)
        guard kind.isWhole else { return }
        if tracked.wasStartSeen { self.starts.record(kind, at: now) }
        guard self.unjudgedStarts.count < StartLog.maximumKinds else { return }
        self.unjudgedStarts[kind] = tracked
    }

    /// The starts that no poll has seen, in the order of their kinds; they are judged once.
    mutating func takeUnjudgedStarts() -> [TrackedActivity] {
        defer { self.unjudgedStarts = [:] }
        return self.unjudgedStarts.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Keeps how long a run took whose start and end were seen and that no request of ours ended.
    mutating func noteEnd(of tracked: TrackedActivity, in tracker: inout ServerTracker, pollInterval: Duration) {
        guard tracked.wasStartSeen, tracked.wasSeenRunning, tracked.age.isUnbroken, tracked.request == nil,
            !tracked.hasReappeared
        else {
            return
        }
        // What is shorter than the time between two looks cannot be told apart from what takes no time at all.
        let length = max(tracked.age.total, pollInterval)
        self.runs.record(length, of: Kind(of: tracked.activity))
        tracker.past.noteTaught(length, by: tracked.activity.id)
    }

    /// Takes back what the end of a run has taught that goes on after all.
    mutating func noteReappearance(of tracked: TrackedActivity) {
        guard let taught = tracked.taughtBefore else { return }
        self.runs.takeBack(taught, of: Kind(of: tracked.activity))
    }
}
