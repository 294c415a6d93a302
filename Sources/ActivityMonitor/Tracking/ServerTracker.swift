// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What is known of one server's activities: turns successive snapshots into changes.
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
    private(set) var kinds: [Kind: KindClock] = [:]
    /// The kinds whose clocks started anew in the last observation, so that nothing older applies to them.
    private(set) var restartedKinds: Set<Kind> = []
    /// The uuids that the last snapshot showed.
    private(set) var present: Set<ActivityID> = []

    /// Whether this epoch has had a snapshot; first sights in its first one were already running.
    private var hasSnapshot = false
    /// Whether a poll failed since the last complete snapshot.
    private var hasFailedSinceComplete = false
    /// The uuids from before a restart of the daemon that no snapshot has shown since.
    private var unconfirmed: Set<ActivityID> = []
    /// When the last request was sent that was answered or failed; what was sent before it is older than what is known.
    private var latestSentAt: Instant?

    /// A server of which nothing is known.
    init() {}

    /// A server of which something is known from before a restart of the daemon.
    init(machineIdentifier: String?, activities: [ActivityID: TrackedActivity], kinds: [Kind: KindClock]) {
        self.identity = machineIdentifier.map { ServerIdentity(machineIdentifier: $0) }
        self.activities = activities
        self.kinds = kinds
        self.unconfirmed = Set(activities.keys)
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
    mutating func observe(
        _ snapshot: ActivitySnapshot, sentAt: Instant, limit: Duration, key: TextHash.Key
    ) -> [TrackingChange] {
        self.latestSentAt = sentAt
        let present = Set(snapshot.activities.map(\.id)).union(snapshot.contradictory)

        var changes: [TrackingChange] = []
        if snapshot.isComplete { changes += self.removeAbsent(present) }
        self.present = present
        self.unconfirmed.subtract(present)
        var changed: Set<ActivityID> = []
        for activity in snapshot.activities.sorted(by: { $0.id < $1.id }) {
            if self.activities[activity.id] == nil {
                self.activities[activity.id] = TrackedActivity(
                    firstSight: activity, at: sentAt, wasAlreadyRunning: !self.hasSnapshot)
                changes.append(.started(activity.id))
            } else if self.activities[activity.id]?.observe(activity, at: sentAt, limit: limit, key: key) == true {
                changed.insert(activity.id)
                changes.append(.changed(activity.id))
            }
        }
        for id in snapshot.contradictory {
            self.activities[id]?.observeContradiction(at: sentAt, limit: limit)
        }
        self.hasSnapshot = true
        self.observeKinds(in: snapshot, changed: changed, sentAt: sentAt, limit: limit)
        return changes
    }

    /// Takes a poll that failed: no span across it counts, and who answers must be asked again.
    mutating func fail(sentAt: Instant) {
        self.latestSentAt = self.latestSentAt.map { max($0, sentAt) } ?? sentAt
        self.hasFailedSinceComplete = true
        self.isIdentityCurrent = false
        for id in self.activities.keys { self.activities[id]?.interrupt() }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt() }
    }

    /// Whether an identity is another one than the server had until now.
    func isAnother(_ identity: ServerIdentity) -> Bool {
        self.identity.map { $0.machineIdentifier != identity.machineIdentifier } ?? false
    }

    /// Takes a request other than a poll that failed: who answers must be asked again before anything is done.
    mutating func distrustIdentity() {
        self.isIdentityCurrent = false
    }

    /// Takes the answer to who the server is; another installation ends the epoch, and a poll that was sent before may
    /// have been answered by the old one.
    mutating func identify(_ identity: ServerIdentity, at now: Instant) -> [TrackingChange] {
        let isAnother = self.isAnother(identity)
        self.identity = identity
        self.isIdentityCurrent = true
        guard isAnother else { return [] }
        self.latestSentAt = now
        return self.endEpoch(.identityChanged)
    }

    /// Forgets everything known; all of it is lost.
    mutating func endEpoch(_ reason: LossReason) -> [TrackingChange] {
        let lost = self.activities.values.sorted { $0.activity.id < $1.activity.id }
        self.activities = [:]
        self.kinds = [:]
        self.present = []
        self.hasSnapshot = false
        self.hasFailedSinceComplete = false
        self.unconfirmed = []
        return lost.map { .lost($0, reason) }
    }

    /// Removes what a complete snapshot does not show, and tells how each of it went.
    private mutating func removeAbsent(_ present: Set<ActivityID>) -> [TrackingChange] {
        defer { self.hasFailedSinceComplete = false }
        let missed = self.unconfirmed.subtracting(present).sorted()
        self.unconfirmed = []
        let changes = missed.compactMap { id in
            self.activities.removeValue(forKey: id).map { TrackingChange.lost($0, .daemonRestarted) }
        }
        let gone = self.activities.keys.filter { !present.contains($0) }.sorted()
        guard !gone.isEmpty else { return changes }
        if gone.count == self.activities.count, self.hasFailedSinceComplete || gone.count >= 2 {
            return changes + self.endEpoch(.serverRestarted)
        }
        return changes
            + gone.compactMap { id in self.activities.removeValue(forKey: id).map { TrackingChange.ended($0) } }
    }

    /// Advances the clocks of kinds: those that are there go on or start, those that were not seen for too long go.
    private mutating func observeKinds(
        in snapshot: ActivitySnapshot, changed: Set<ActivityID>, sentAt: Instant, limit: Duration
    ) {
        self.restartedKinds = []
        // What an incomplete snapshot does not show still belongs to its kind, as it is not proved gone.
        let shown = Set(snapshot.activities.map(Kind.init(of:)))
        let groups = Dictionary(grouping: self.activities.values.map(\.activity), by: Kind.init(of:))
        for kind in shown {
            let members = Set((groups[kind] ?? []).map(\.id))
            if let clock = self.kinds[kind], clock.continues(with: members, at: sentAt, limit: limit) {
                self.kinds[kind]?.observe(
                    members, changed: !changed.isDisjoint(with: members), at: sentAt, limit: limit)
            } else {
                self.kinds[kind] = KindClock(firstSight: members, at: sentAt)
                self.restartedKinds.insert(kind)
            }
        }
        guard snapshot.isComplete else { return }
        self.kinds = self.kinds.filter { shown.contains($0.key) || !$0.value.isOver(at: sentAt, limit: limit) }
    }
}
