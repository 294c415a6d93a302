// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// An activity, and all observations of it so far.
struct TrackedActivity: Hashable, Sendable {
    /// Its last known values, without those that are in doubt.
    private(set) var activity: Activity
    /// The values that the last poll and a notification told differently, so that neither is believed.
    private(set) var doubts: Set<ActivityValue> = []
    /// The last values with those in doubt as they were known before; nil while none is in doubt.
    private var valuesInDoubt: Activity?
    /// The last progress that was known in this run.
    var knownProgress: ActivityProgress
    /// Whether the last snapshot gave its values; false after rows that contradict each other.
    var areValuesKnown = true
    /// How long it has been seen running.
    var age: EvidenceClock
    /// How long nothing about it has changed.
    var stalled: EvidenceClock
    /// Whether its title or subtitle has changed in this run, so that only they count while the progress is unknown.
    var textHasChanged = false
    /// Whether it has moved in this run: its progress was above 0, or a text changed after it had named its section.
    var hasMoved: Bool
    /// Whether the first snapshot of its epoch showed it. Its start was not seen then.
    var wasAlreadyRunning: Bool
    /// Whether only incomplete snapshots of its epoch came before its first sight. They may have hidden it.
    var mayHaveBeenHidden = false
    /// Whether its start was seen: a notification told it, or a complete snapshot shortly before did not show it.
    /// After an outage or an incomplete list, the first sight is no start.
    var wasStartSeen = false
    /// The number of the look that showed it first. A lower number is older; the order within one look is unknown. Nil
    /// before the first snapshot that shows it.
    var firstRound: Int?
    /// When a snapshot last showed it; nil before the first snapshot after a start of the service.
    var shownAt: Instant?
    /// The last `progress` event about it.
    var report = ProgressReport()
    /// Our last request that covered it. After a request, an end is never called completed.
    var request: CoveringRequest?
    /// The request that covered it before one that may turn out to be about another section; nil for none.
    var earlierRequest: CoveringRequest?
    /// Whether its start has been counted against the stops of its kind.
    var isStartNoted = false
    /// Whether its start has been counted as a possible respawn before a poll showed it.
    var isReturnNoted = false
    /// When its start was seen; nil where that is not known any more.
    var firstSignAt: Instant?
    /// The hash of its texts from before a restart, until the first observation after it. Empty if another key made it:
    /// then it cannot be compared.
    var restoredTextHash: String?
    /// When it became known; nil for one from before a restart of the daemon.
    var knownSince: Instant?
    /// When the last notification about it was received. Only a poll that was sent later can prove it gone.
    var heardAt: Instant?
    /// When the last notification with its values was received. A row that was requested before may be older.
    var valuesHeardAt: Instant?
    /// When the last row was requested. A notification that was received before may be older.
    var rowSentAt: Instant?
    /// Whether it was gone and has come back.
    private(set) var hasReappeared = false
    /// The length that its first end taught the history, to be taken back; nil where it taught nothing.
    private(set) var taughtBefore: Duration?
    /// Whether anything showed it before its end. Otherwise nothing says how long it ran.
    var wasSeenRunning = true

    /// An activity at its first sight.
    init(firstSight activity: Activity, at instant: Instant, wasAlreadyRunning: Bool) {
        self.activity = activity
        self.knownProgress = activity.progress
        self.hasMoved = (activity.progress.percentage ?? 0) > 0
        self.age = EvidenceClock(startingAt: instant)
        self.stalled = EvidenceClock(startingAt: instant)
        self.knownSince = instant
        self.firstSignAt = instant
        self.rowSentAt = instant
        self.wasAlreadyRunning = wasAlreadyRunning
    }

    /// An activity whose first sign is a notification.
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
            self.stalled = EvidenceClock(startingAt: self.standstill(from: instant))
        } else if self.wouldShowProgress {
            self.stalled.observe(at: self.standstill(from: instant), limit: limit)
        }
        return changed
    }

    /// The instant from which a row proves a standstill: nothing stands still for longer than it was seen. News that
    /// overtook the row may have begun the age.
    func standstill(from instant: Instant) -> Instant { max(instant, self.age.unbrokenSince ?? instant) }

    /// The last values that are known of it, whether or not a later poll has put some of them in doubt.
    var lastValues: Activity { self.valuesInDoubt ?? self.activity }

    /// Takes the last values as known again.
    mutating func settleDoubts() {
        self.activity = self.lastValues
        self.valuesInDoubt = nil
        self.doubts = []
    }

    /// Marks values as unknown because two observations contradict each other.
    mutating func doubt(_ values: Set<ActivityValue>) {
        let last = self.lastValues
        self.doubts = values
        self.activity = last.leavingOut(values)
        self.valuesInDoubt = values.isEmpty ? nil : last
    }

    /// Whether the last values would show progress. A progress that was known before and is unknown now shows nothing,
    /// unless a text has changed in this run.
    var wouldShowProgress: Bool {
        self.areValuesKnown && !self.doubts.hideProgress
            && (self.activity.progress != .unknown || self.knownProgress == .unknown || self.textHasChanged)
    }

    /// Whether its values say how far it is: its progress is known, or a text has changed in this run.
    var isTelling: Bool {
        self.areValuesKnown && (self.activity.progress != .unknown || self.textHasChanged)
    }

    /// Takes the values of a row or a notification. An unknown progress is no change; the next known one is compared
    /// with the last known one.
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
        // A scan that names its section gets another title, and has not moved by that.
        let namesItsSection = self.lastValues.sectionID == nil && activity.sectionID != nil
        if (activity.progress.percentage ?? 0) > 0 || (textChanged && !namesItsSection) { self.hasMoved = true }
        self.activity = activity
        self.valuesInDoubt = nil
        self.doubts = []
        if self.request?.mayCover(activity) == false {
            self.request = self.earlierRequest.flatMap { $0.mayCover(activity) ? $0 : nil }
        }
        self.textHasChanged = self.textHasChanged || textChanged
        return changed
    }

    /// Takes rows that contradict each other. They show that it is there, and nothing else.
    mutating func observeContradiction(at instant: Instant, limit: Duration) {
        self.age.observe(at: instant, limit: limit)
        self.stalled.breakOff()
        self.areValuesKnown = false
    }

    /// Takes up the run after lists without it.
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

/// The last `progress` event about an activity: there is at most one per interval.
struct ProgressReport: Hashable, Sendable {
    /// When the last `progress` event was emitted; nil before the first.
    var reportedAt: Instant?
    /// The progress that the last event about the activity showed.
    var reported: ActivityProgress = .unknown
}
