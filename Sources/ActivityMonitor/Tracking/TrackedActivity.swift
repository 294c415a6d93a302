// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// An activity as it has been seen so far.
struct TrackedActivity: Hashable, Sendable {
    /// Its last known values, without those that are in doubt.
    private(set) var activity: Activity
    /// The values that the last poll and a notification told differently, so that neither is believed.
    private(set) var doubts: Set<ActivityValue> = []
    /// The last values with those in doubt as they were known before; nil while none is in doubt.
    private var valuesInDoubt: Activity?
    /// The last progress that was known in this run.
    var knownProgress: ActivityProgress
    /// Whether the last observation could tell its values; false after rows that contradict each other.
    var areValuesKnown = true
    /// How long it has been seen running.
    var age: EvidenceClock
    /// How long nothing about it has changed.
    var stalled: EvidenceClock
    /// Whether its title or subtitle has changed in this run, so that only they count while the progress is unknown.
    var textHasChanged = false
    /// Whether it was there in the first snapshot of its epoch, so that its start was not seen.
    var wasAlreadyRunning: Bool
    /// Whether no complete snapshot of its epoch came before its first sight, so that earlier ones may have hidden it.
    var mayHaveBeenHidden = false
    /// Whether it was seen that it started: it was told, or was not there in the look before, close enough to the one
    /// that showed it first. What an outage or an incomplete list may have hidden did not start when it was first seen.
    var wasStartSeen = false
    /// The number of the look at the server that first showed it: what has a lower one has been there for longer, and of
    /// those of one number nobody knows the order. Nil until a snapshot shows it.
    var firstLook: Int?
    /// When a snapshot last showed it; nil until one of this run of the service has.
    var shownAt: Instant?
    /// What of its changes has been told.
    var report = ProgressReport()
    /// Our last request that covered it; what ends after one is never called completed.
    var request: CoveringRequest?
    /// Whether its start has been counted against the stops of its kind.
    var isStartNoted = false
    /// The hash of its texts before a restart of the daemon, until the first observation after it; empty where it was
    /// made with another key, so that it cannot be compared.
    var restoredTextHash: String?
    /// When it became known; nil for one from before a restart of the daemon.
    var knownSince: Instant?
    /// When the last notification about it was received: a poll sent no later says nothing of its absence.
    var heardAt: Instant?
    /// When the last notification that told its values was received: a row requested no later may be older.
    var valuesHeardAt: Instant?
    /// When the row was requested whose values were taken last: what was received before that may be older.
    var rowSentAt: Instant?
    /// Whether it was gone and has come back.
    private(set) var hasReappeared = false
    /// The length that its first end taught the history, to be taken back; nil where it taught nothing.
    private(set) var taughtBefore: Duration?
    /// Whether it was seen or told of before it ended; else nothing is known of how long it ran.
    var wasSeenRunning = true

    /// An activity at its first sight.
    init(firstSight activity: Activity, at instant: Instant, wasAlreadyRunning: Bool) {
        self.activity = activity
        self.knownProgress = activity.progress
        self.age = EvidenceClock(startingAt: instant)
        self.stalled = EvidenceClock(startingAt: instant)
        self.knownSince = instant
        self.rowSentAt = instant
        self.wasAlreadyRunning = wasAlreadyRunning
    }

    /// An activity of which a notification is the first sign.
    init(firstHeard activity: Activity, at instant: Instant, wasAlreadyRunning: Bool) {
        self.init(firstSight: activity, at: instant, wasAlreadyRunning: wasAlreadyRunning)
        self.stalled = EvidenceClock()
        self.heardAt = instant
        self.valuesHeardAt = instant
    }

    /// Takes a row that shows the activity again.
    ///
    /// - Returns: whether progress, title or subtitle had changed.
    mutating func observe(_ activity: Activity, at instant: Instant, limit: Duration, key: TextHash.Key) -> Bool {
        let changed = self.take(activity, key: key)
        self.rowSentAt = instant
        self.areValuesKnown = true
        self.age.observe(at: instant, limit: limit)
        if changed {
            self.stalled = EvidenceClock(startingAt: instant)
        } else if self.wouldShowProgress {
            self.stalled.observe(at: instant, limit: limit)
        }
        return changed
    }

    /// The last values that are known of it, whether or not a later poll has put some of them in doubt.
    var lastValues: Activity { self.valuesInDoubt ?? self.activity }

    /// Believes the last values again.
    mutating func settleDoubts() {
        self.activity = self.lastValues
        self.valuesInDoubt = nil
        self.doubts = []
    }

    /// Believes neither the last values nor those that another account tells differently.
    mutating func doubt(_ values: Set<ActivityValue>) {
        let last = self.lastValues
        self.doubts = values
        self.activity = last.leavingOut(values)
        self.valuesInDoubt = values.isEmpty ? nil : last
    }

    /// Whether the last values would show progress if there were any: a progress that was known before and is not known
    /// now shows nothing, unless texts have changed in this run.
    var wouldShowProgress: Bool {
        self.areValuesKnown && !self.doubts.hideProgress
            && (self.activity.progress != .unknown || self.knownProgress == .unknown || self.textHasChanged)
    }

    /// Whether its values say how far it is: its progress is known, or a text has changed in this run.
    var isTelling: Bool {
        self.areValuesKnown && (self.activity.progress != .unknown || self.textHasChanged)
    }

    /// Takes the values of a row or a notification. A progress that is unknown is no change, and the next known one is
    /// compared with the last known one.
    ///
    /// - Returns: whether progress, title or subtitle had changed.
    mutating func take(_ activity: Activity, key: TextHash.Key) -> Bool {
        let textChanged: Bool
        if let hash = self.restoredTextHash {
            textChanged = !hash.isEmpty && hash != TextHash.digits(ofTextsOf: activity, key: key)
            self.restoredTextHash = nil
        } else {
            textChanged = TextHash.differ(activity, from: self.lastValues, key: key)
        }
        let changed = textChanged || (activity.progress != .unknown && activity.progress != self.knownProgress)
        if activity.progress != .unknown { self.knownProgress = activity.progress }
        self.activity = activity
        self.valuesInDoubt = nil
        self.doubts = []
        self.textHasChanged = self.textHasChanged || textChanged
        return changed
    }

    /// Takes rows that contradict each other: it is there, and whether it changed is not known.
    mutating func observeContradiction(at instant: Instant, limit: Duration) {
        self.age.observe(at: instant, limit: limit)
        self.stalled.breakOff()
        self.areValuesKnown = false
    }

    /// Is there again after it was gone.
    ///
    /// - Parameter taught: the length that its first end taught the history.
    mutating func comeBack(takingBack taught: Duration?, at instant: Instant) {
        self.hasReappeared = true
        self.taughtBefore = taught
        self.isStartNoted = true
        self.knownSince = instant
        self.shownAt = nil
        self.heardAt = nil
        self.report = ProgressReport()
    }

    /// The span up to the next observation will not count, and no observation from before the instant.
    mutating func interrupt(at instant: Instant) {
        self.age.interrupt(at: instant)
        self.stalled.interrupt(at: instant)
    }
}

/// What of an activity's changes has been told, and when: at most one `progress` event per interval.
struct ProgressReport: Hashable, Sendable {
    /// When the last `progress` event was emitted; nil before the first.
    var reportedAt: Instant?
    /// The progress that the last event about the activity showed.
    var reported: ActivityProgress = .unknown
}
