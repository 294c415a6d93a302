// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What is known of one server's activities: turns successive snapshots, and notifications between them, into changes.
///
/// Its states, in the words of the design: an *epoch* is a run of the server. When one ends, everything known is lost.
struct ServerTracker: Hashable, Sendable {
    /// Who the server says it is; nil until it has said.
    private(set) var identity: ServerIdentity?
    /// Whether the identity was read after the last failed request: only then may anything be done to the server.
    private(set) var isIdentityCurrent = false
    /// The activities that are there, or not yet proved gone.
    var activities: [ActivityID: TrackedActivity] = [:]
    /// The clocks of the kinds that are there, or were a moment ago.
    var kinds: [Kind: KindClock] = [:]
    /// The kinds whose clocks started anew in the last observation, so that nothing older applies to them.
    var restartedKinds: Set<Kind> = []
    /// The uuids that the last snapshot showed.
    var present: Set<ActivityID> = []
    /// The uuids that have ended, for what comes late about them.
    var ended = EndedActivities()
    /// The runs that are gone and may come back.
    var past = PastRuns()

    /// The number of the present look: all snapshots up to a complete one are one look, as what only a later one of them
    /// shows may have been there before what an earlier one does.
    private(set) var look = 0
    /// How many activities are kept at most.
    var bound = Self.capacity
    /// How many bytes they may take, roughly.
    var sizeLimit = 32 * 1024 * 1024
    /// How many bytes they take, roughly.
    var size = 0
    /// Whether the last snapshot was complete.
    private(set) var isComplete = false

    /// Whether this epoch has had a snapshot; first sights in its first one were already running.
    private(set) var hasSnapshot = false
    /// Whether this epoch has had a complete snapshot: what an incomplete one hid was already running.
    private(set) var hasCompleteSnapshot = false
    /// When a poll or a stream last failed; nil when a complete snapshot was requested later.
    private(set) var failedAt: Instant? {
        didSet { self.failedSince = self.failedAt == nil ? nil : self.failedSince ?? self.failedAt }
    }
    /// When the first of these failures was; nil when there is none.
    private var failedSince: Instant?
    /// When the last snapshot was requested, if it was complete and no poll has failed since: only what it did not show
    /// can be seen to start.
    private var completeAt: Instant?
    /// The uuids from before a restart of the daemon, or a change of the token, that nothing has told of since.
    var unconfirmed: Set<ActivityID> = []
    /// Why those of them are lost that the next complete snapshot does not show.
    private var reasonForUnconfirmed = LossReason.daemonRestarted
    /// Whether time that had counted counts no more since this was last taken: that must not come back after a crash.
    var hasResetClocks = false
    /// When another installation turned out to be there; what was received before may be of the old one.
    private(set) var identifiedAt: Instant?
    /// When the last failed poll was sent or the daemon started: what is from before says nothing about the time since.
    private(set) var interruptedAt: Instant?
    /// When the last request was sent that was answered or failed; what was sent before it is older than what is known.
    private var latestSentAt: Instant?

    /// A server of which nothing is known.
    init() {}

    /// A server of which something is known from before a restart of the daemon.
    init(
        machineIdentifier: String?, activities: [ActivityID: TrackedActivity], kinds: [Kind: KindClock],
        ended: [ActivityID], look: Int, at now: Instant
    ) {
        self.identity = machineIdentifier.map { ServerIdentity(machineIdentifier: $0) }
        self.activities = activities
        self.kinds = kinds
        self.look = look
        self.interruptedAt = now
        for id in self.activities.keys { self.activities[id]?.interrupt(at: now) }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt(at: now) }
        self.unconfirmed = Set(activities.keys)
        self.measure()
        for id in ended.prefix(EndedActivities.capacity) { self.ended.record(id, at: now, wasTold: true) }
    }

    /// Whether a request was sent before the last one that was answered or failed: its answer says nothing about now,
    /// and counting it would bridge the failure.
    func isStale(_ sentAt: Instant) -> Bool {
        self.latestSentAt.map { sentAt < $0 } ?? false
    }

    /// Takes a snapshot whose request was sent at the given instant, which must not be stale.
    ///
    /// - Parameters:
    ///   - limit: the longest span between two observations that still is evidence.
    ///   - key: the key of text hashes, for comparison with what was saved.
    ///   - disappearance: what may explain that all known activities are gone at once.
    mutating func observe(
        _ snapshot: ActivitySnapshot, sentAt: Instant, limit: Duration, kindLimit: Duration, key: TextHash.Key,
        explainedBy disappearance: Disappearance = Disappearance()
    ) -> [TrackingChange] {
        self.latestSentAt = sentAt
        self.past.forget(at: sentAt)
        let present = Set(snapshot.activities.map(\.id)).union(snapshot.contradictory)
        let rows = Dictionary(snapshot.activities.map { ($0.id, $0) }) { first, _ in first }
        self.ended.observe(rows, isComplete: snapshot.isComplete, sentAt: sentAt)

        var changes: [TrackingChange] = []
        if snapshot.isComplete { changes += self.removeAbsent(present, sentAt: sentAt, disappearance) }
        self.present = present
        self.unconfirmed.subtract(present)
        var changed: Set<ActivityID> = []
        var overtaken: Set<ActivityID> = []
        let canSeeStart = self.canSeeStart(at: sentAt, limit: limit)
        for activity in snapshot.activities.sorted(by: { $0.id < $1.id }) {
            if self.activities[activity.id] == nil {
                if self.ended.wasTold(activity.id) { continue }
                self.ended.remove(activity.id)
                if var tracked = self.comeBack(activity.id, at: sentAt) {
                    if tracked.observe(activity, at: sentAt, limit: limit, key: key) { changed.insert(activity.id) }
                    self.activities[activity.id] = tracked
                } else {
                    self.activities[activity.id] = TrackedActivity(
                        firstSight: activity, at: sentAt, wasAlreadyRunning: !self.hasSnapshot)
                    self.activities[activity.id]?.wasStartSeen = canSeeStart
                    self.activities[activity.id]?.mayHaveBeenHidden = !self.hasCompleteSnapshot
                }
                // The answer may have come after a failure since its request, and from another run of the server.
                self.activities[activity.id]?.knownSince = self.failedAt.map { max($0, sentAt) } ?? sentAt
                changes.append(.started(activity.id))
                continue
            }
            let before = self.activities[activity.id]?.stalled
            if self.activities[activity.id]?.canBeOverwritten(byRowSentAt: sentAt) == false {
                let saysSame = self.activities[activity.id]?
                    .observePresence(activity, at: sentAt, limit: limit, key: key)
                if saysSame == false { overtaken.insert(activity.id) }
            } else if self.activities[activity.id]?.observe(activity, at: sentAt, limit: limit, key: key) == true {
                changed.insert(activity.id)
                changes.append(.changed(activity.id))
            }
            self.noteReset(from: before, to: self.activities[activity.id]?.stalled)
        }
        for id in snapshot.contradictory {
            self.activities[id]?.observeContradiction(at: sentAt, limit: limit)
        }
        self.noteLook(isComplete: snapshot.isComplete, sentAt: sentAt)
        self.measure()
        changes += self.dropUnseen(at: sentAt)
        self.hasSnapshot = true
        self.hasCompleteSnapshot = self.hasCompleteSnapshot || snapshot.isComplete
        self.completeAt = snapshot.isComplete ? sentAt : nil
        self.observeKinds(
            in: snapshot, changed: changed, overtaken: overtaken, sentAt: sentAt, limit: limit, kindLimit: kindLimit)
        return changes
    }

    /// Takes a poll that failed: no span across it counts, and who answers must be asked again.
    mutating func fail(sentAt: Instant) {
        self.interruptedAt = self.interruptedAt.map { max($0, sentAt) } ?? sentAt
        self.latestSentAt = self.latestSentAt.map { max($0, sentAt) } ?? sentAt
        self.failStream(at: sentAt)
        self.isIdentityCurrent = false
        self.completeAt = nil
        for id in self.activities.keys { self.activities[id]?.interrupt(at: sentAt) }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt(at: sentAt) }
    }

    /// Takes the end of a stream, or that there is none: the server may have restarted. What polls show goes on to count.
    mutating func failStream(at instant: Instant) {
        self.failedAt = self.failedAt.map { max($0, instant) } ?? instant
    }

    /// Whether an identity is another one than the server had until now.
    func isAnother(_ identity: ServerIdentity) -> Bool {
        self.identity.map { $0.machineIdentifier != identity.machineIdentifier } ?? false
    }

    /// Takes a request other than a poll that failed: who answers must be asked again before anything is done.
    mutating func distrustIdentity() {
        self.isIdentityCurrent = false
    }

    /// Takes that another token is used, which may show fewer activities: what the next complete snapshot does not show
    /// has not ended for that.
    mutating func changeToken() {
        self.unconfirmed = Set(self.activities.keys)
        self.reasonForUnconfirmed = .tokenChanged
        self.completeAt = nil
    }

    /// Takes the answer to who the server is; a poll that was sent before another installation turned out to be there may
    /// have been answered by the old one. Its epoch is to be ended before.
    mutating func identify(_ identity: ServerIdentity, at now: Instant) {
        let isAnother = self.isAnother(identity)
        self.identity = identity
        self.isIdentityCurrent = true
        guard isAnother else { return }
        self.latestSentAt = now
        self.identifiedAt = now
    }

    /// Forgets everything known but what is named; all else is lost.
    mutating func endEpoch(
        _ reason: LossReason, at instant: Instant, except newcomers: Set<ActivityID> = []
    ) -> [TrackingChange] {
        let lost = self.activities.values.filter { !newcomers.contains($0.activity.id) }
            .sorted { $0.activity.id < $1.activity.id }
        for tracked in lost {
            self.ended.record(tracked.activity.id, at: instant, wasTold: false)
            // The uuids of another installation are not those of this one.
            if reason != .identityChanged { self.remember(tracked, at: instant) }
        }
        if reason == .identityChanged { self.past = PastRuns() }
        self.activities = self.activities.filter { newcomers.contains($0.key) }
        self.measure()
        self.kinds = [:]
        self.present = []
        self.hasSnapshot = false
        self.hasCompleteSnapshot = false
        self.completeAt = nil
        self.failedAt = nil
        self.unconfirmed = []
        return lost.map { tracked in
            var tracked = tracked
            tracked.settleDoubts()
            return .lost(tracked, reason)
        }
    }

    /// Whether what is seen for the first time now has started since the last look.
    func canSeeStart(at instant: Instant, limit: Duration) -> Bool {
        self.completeAt.map { $0.duration(to: instant) <= limit } ?? false
    }

    /// Removes what a complete snapshot does not show, and tells how each of it went.
    ///
    /// A uuid whose last notification was received after the snapshot was requested is not proved absent. One that
    /// became known after a failure, by a notification or an incomplete snapshot, says nothing of what was there before:
    /// it may be the work of the next epoch.
    private mutating func removeAbsent(
        _ present: Set<ActivityID>, sentAt: Instant, _ disappearance: Disappearance
    ) -> [TrackingChange] {
        let old = self.knownBeforeFailure
        let hasFailedSinceComplete = self.failedAt != nil
        defer { if let failedAt = self.failedAt, failedAt <= sentAt { self.failedAt = nil } }
        let missed = self.unconfirmed.subtracting(present).sorted()
        self.unconfirmed = []
        var changes = missed.compactMap { self.remove($0, at: sentAt) }.map {
            TrackingChange.lost($0, self.reasonForUnconfirmed)
        }
        let gone = self.activities
            .filter { !present.contains($0.key) && $0.value.canBeMissed(bySnapshotSentAt: sentAt) }
            .keys.sorted()
        // What was heard of between the request and a failure after it says nothing of what was there after that.
        let unclear = old.filter { self.activities[$0]?.wasHeard(from: sentAt, before: self.failedAt) ?? true }
        let known = old.subtracting(unclear)
        let isExplained = disappearance.explains(
            known.compactMap { self.activities[$0]?.activity }, since: self.completeAt)
        if !known.isEmpty, known.isSubset(of: gone), hasFailedSinceComplete || (known.count >= 2 && !isExplained) {
            // What became known between two failures, or across the last one, may have gone with it.
            let failedAt = self.failedAt
            let newcomers = self.activities.filter { id, tracked in
                !known.contains(id) && !(gone.contains(id) && tracked.isKnown(beforeOrAcross: self.failedAt))
            }
            changes += self.endEpoch(.serverRestarted, at: sentAt, except: Set(newcomers.keys))
            self.failedAt = failedAt
        }
        return changes + gone.compactMap { self.remove($0, at: sentAt) }.map { TrackingChange.ended($0) }
    }

    /// Numbers what this snapshot has shown first, and begins the next look after a complete one.
    private mutating func noteLook(isComplete: Bool, sentAt: Instant) {
        for id in self.present where self.activities[id] != nil {
            self.activities[id]?.shownAt = sentAt
            if self.activities[id]?.firstLook == nil { self.activities[id]?.firstLook = self.look }
        }
        self.isComplete = isComplete
        if isComplete { self.look += 1 }
    }

    /// The uuids that were known before anything failed since the last complete snapshot; where there are none, before
    /// the last failure; where there are none either, those that may have been there before it.
    private var knownBeforeFailure: Set<ActivityID> {
        guard self.failedSince != nil else { return Set(self.activities.keys) }
        let first = self.activities.filter { $0.value.isKnown(before: self.failedSince) }
        if !first.isEmpty { return Set(first.keys) }
        let last = self.activities.filter { $0.value.isKnown(before: self.failedAt) }
        if !last.isEmpty { return Set(last.keys) }
        return Set(self.activities.filter { $0.value.isKnown(beforeOrAcross: self.failedAt) }.keys)
    }

    /// Takes out one that a snapshot proves to be gone.
    mutating func remove(_ id: ActivityID, at instant: Instant) -> TrackedActivity? {
        guard var tracked = self.activities.removeValue(forKey: id) else { return nil }
        tracked.settleDoubts()
        self.ended.record(id, at: instant, wasTold: false)
        self.remember(tracked, at: instant)
        return tracked
    }
}
