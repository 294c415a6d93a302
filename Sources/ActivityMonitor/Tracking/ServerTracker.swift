// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The activities of one server. Turns snapshots, and the notifications between them, into changes.
///
/// An *epoch* is one run of the server. When an epoch ends, all known activities are lost.
struct ServerTracker: Hashable, Sendable {
    /// The identity that the server gave last; nil before the first.
    private(set) var identity: ServerIdentity?
    /// Whether the identity was read after the last failed request. Requests need that.
    private(set) var isIdentityCurrent = false
    /// The activities that run, as far as no snapshot proves that they are gone.
    var activities: [ActivityID: TrackedActivity] = [:]
    /// The clocks of the kinds that run now or ran a moment ago.
    var kinds: [WorkKind: KindClock] = [:]
    /// The kinds whose clocks started again at the last snapshot. Older time does not count for them.
    var restartedKinds: Set<WorkKind> = []
    /// The uuids that the last snapshot showed.
    var present: Set<ActivityID> = []
    /// The uuids that ended, to recognise late news about them.
    var ended = EndedActivities()
    /// The runs that are gone and may come back.
    var past = PastRuns()

    /// The number of the current look. All snapshots up to a complete one are one look: an incomplete snapshot may hide
    /// older work, so the order within a look is unknown.
    private(set) var round = 0
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
    /// When a poll or a stream failed last; nil after a complete snapshot that was requested later.
    private(set) var failedAt: Instant? {
        didSet { self.failedSince = self.failedAt == nil ? nil : self.failedSince ?? self.failedAt }
    }
    /// When the first of these failures happened; nil without a failure.
    private var failedSince: Instant?
    /// When the last snapshot was requested, if it was complete and no poll failed since. A start is seen only after
    /// such a snapshot.
    private var completeAt: Instant?
    /// The uuids from before a restart of the daemon or a change of the token that nothing has shown since.
    var unconfirmed: Set<ActivityID> = []
    /// Why an unconfirmed uuid is lost if the next complete snapshot does not show it.
    private var reasonForUnconfirmed = LossReason.daemonRestarted
    /// Whether a clock lost time since this was last asked. The loss must be saved, or a crash brings the time back.
    var hasResetClocks = false
    /// When another installation answered first. News from before may come from the old one.
    private(set) var identifiedAt: Instant?
    /// When the last failed poll was sent, or the daemon started. Older observations start no span.
    private(set) var interruptedAt: Instant?
    /// When the last finished request was sent. The answer to an older request is older than the known values.
    private var latestSentAt: Instant?

    /// A server that was never seen.
    init() {}

    /// A server as it was saved before a restart of the daemon.
    init(
        machineIdentifier: String?, activities: [ActivityID: TrackedActivity], kinds: [WorkKind: KindClock],
        ended: [ActivityID], round: Int, at now: Instant
    ) {
        self.identity = machineIdentifier.map { ServerIdentity(machineIdentifier: $0) }
        self.activities = activities
        self.kinds = kinds
        self.round = round
        self.interruptedAt = now
        for id in self.activities.keys { self.activities[id]?.interrupt(at: now) }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt(at: now) }
        self.unconfirmed = Set(activities.keys)
        self.measure()
        for id in ended.prefix(EndedActivities.capacity) { self.ended.record(id, at: now, wasTold: true) }
    }

    /// Whether a request is older than the last finished one. Its answer says nothing about now, and would bridge a
    /// failure.
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
        self.noteRound(isComplete: snapshot.isComplete, sentAt: sentAt)
        self.measure()
        changes += self.dropUnseen(at: sentAt)
        self.hasSnapshot = true
        self.hasCompleteSnapshot = self.hasCompleteSnapshot || snapshot.isComplete
        self.completeAt = snapshot.isComplete ? sentAt : nil
        self.observeKinds(
            in: snapshot, changed: changed, overtaken: overtaken, sentAt: sentAt, limit: limit, kindLimit: kindLimit)
        return changes
    }

    /// Takes a failed poll. No span across it counts, and the identity must be read again.
    mutating func fail(sentAt: Instant) {
        self.interruptedAt = self.interruptedAt.map { max($0, sentAt) } ?? sentAt
        self.latestSentAt = self.latestSentAt.map { max($0, sentAt) } ?? sentAt
        self.failStream(at: sentAt)
        self.isIdentityCurrent = false
        self.completeAt = nil
        for id in self.activities.keys { self.activities[id]?.interrupt(at: sentAt) }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt(at: sentAt) }
    }

    /// Takes the end of a stream. The server may have restarted; polls still count.
    mutating func failStream(at instant: Instant) {
        self.failedAt = self.failedAt.map { max($0, instant) } ?? instant
    }

    /// Whether an identity differs from the known one.
    func isAnother(_ identity: ServerIdentity) -> Bool {
        self.identity.map { $0.machineIdentifier != identity.machineIdentifier } ?? false
    }

    /// Takes a failed request that was no poll. The identity must be read again before the next request.
    mutating func distrustIdentity() {
        self.isIdentityCurrent = false
    }

    /// Takes a change of the token. Another token may show fewer activities, so a missing row proves no end.
    mutating func changeToken() {
        self.unconfirmed = Set(self.activities.keys)
        self.reasonForUnconfirmed = .tokenChanged
        self.completeAt = nil
    }

    /// Takes an identity. The old server may have answered the polls that were sent before. The caller ends the epoch
    /// of an old server first.
    mutating func identify(_ identity: ServerIdentity, at now: Instant) {
        let isAnother = self.isAnother(identity)
        self.identity = identity
        self.isIdentityCurrent = true
        guard isAnother else { return }
        self.latestSentAt = now
        self.identifiedAt = now
    }

    /// Ends the epoch: all activities except the newcomers are lost.
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

    /// Whether an activity at its first sight now started after the last look.
    func canSeeStart(at instant: Instant, limit: Duration) -> Bool {
        self.completeAt.map { $0.duration(to: instant) <= limit } ?? false
    }

    /// Removes the activities that a complete snapshot does not show, and says how each one went.
    ///
    /// A notification that was received after the request keeps its activity. An activity that became known after a
    /// failure may belong to the next epoch, so it says nothing about the old one.
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
        // An explanation is asked for last: it takes a copy of all that was known.
        if !known.isEmpty, known.isSubset(of: gone),
            hasFailedSinceComplete
                || (known.count >= 2 && !disappearance.explains(known.compactMap { self.activities[$0] }))
        {
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

    /// Gives new activities the number of this look, and begins the next look after a complete snapshot.
    private mutating func noteRound(isComplete: Bool, sentAt: Instant) {
        for id in self.present where self.activities[id] != nil {
            self.activities[id]?.shownAt = sentAt
            if self.activities[id]?.firstRound == nil { self.activities[id]?.firstRound = self.round }
        }
        self.isComplete = isComplete
        if isComplete { self.round += 1 }
    }

    /// The uuids that were known before the first failure since the last complete snapshot. Without such uuids: those
    /// from before the last failure. Without those, too: those that may be from before it.
    private var knownBeforeFailure: Set<ActivityID> {
        guard self.failedSince != nil else { return Set(self.activities.keys) }
        let first = self.activities.filter { $0.value.isKnown(before: self.failedSince) }
        if !first.isEmpty { return Set(first.keys) }
        let last = self.activities.filter { $0.value.isKnown(before: self.failedAt) }
        if !last.isEmpty { return Set(last.keys) }
        return Set(self.activities.filter { $0.value.isKnown(beforeOrAcross: self.failedAt) }.keys)
    }

    /// Removes an activity that a snapshot proves gone.
    mutating func remove(_ id: ActivityID, at instant: Instant) -> TrackedActivity? {
        guard var tracked = self.activities.removeValue(forKey: id) else { return nil }
        tracked.settleDoubts()
        self.ended.record(id, at: instant, wasTold: false)
        self.remember(tracked, at: instant)
        return tracked
    }
}
