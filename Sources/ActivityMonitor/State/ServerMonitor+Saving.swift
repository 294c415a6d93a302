// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// All about the server that must survive the end of the process.
    func saved(_ settings: MonitorSettings) -> SavedServer {
        var saved = SavedServer()
        saved.machineIdentifier = self.tracker.identity?.machineIdentifier
        saved.textKeyMark = settings.textHashKey.mark
        // What has ended and is not told yet is lost if the service is killed now.
        let untold = self.stops.heldEnds.values.joined().filter { self.tracker.activities[$0.activity.id] == nil }
        saved.activities = (Array(self.tracker.activities.values) + untold)
            .sorted { $0.activity.id < $1.activity.id }
            .map { SavedActivity($0, settings) }
        let ended = self.tracker.ended.unproved
        saved.ended = ended.isEmpty ? nil : ended
        let past = self.tracker.past.runs.values.sorted { $0.tracked.activity.id < $1.tracked.activity.id }
        saved.past = past.isEmpty ? nil : past.map { SavedPastRun($0, settings) }
        saved.looks = self.tracker.look
        saved.kinds = self.tracker.kinds.sorted { $0.key < $1.key }.map { SavedKind($0, $1) }
        saved.clocks = self.clocks.saved
        saved.spent = self.stops.givenUp.sorted { $0.key < $1.key }
            .map { SavedSpent(identity: $0.key, uuids: $0.value.sorted()) }
        saved.operations = self.stops.operations.map { operation in
            SavedOperation(
                operation, requestedKinds: (self.stops.requestedKinds[operation.decision] ?? [:]).keys.sorted(),
                settings)
        }
        saved.nextDecision = self.stops.nextDecision
        saved.restraint = self.stops.restraint
        saved.history = self.history.runs
        saved.starts = self.history.starts
        saved.fit()
        return saved
    }

    /// A server as it was before a restart of the daemon.
    ///
    /// A request that was on its way or being verified goes on being verified: it is never sent again blindly.
    init(
        settings: ServerSettings, restoring saved: SavedServer, rules: [IdentifiedRule], at now: Instant,
        isSameBoot: Bool, textHashKey: TextHash.Key
    ) {
        self.init(settings: settings)
        self.tracker = ServerTracker(
            restoring: saved, at: now, isSameBoot: isSameBoot,
            hasSameKey: saved.textKeyMark.map { $0 == textHashKey.mark } ?? true)
        self.clocks = RuleClocks(restoring: saved.clocks)
        self.history.runs = saved.history
        self.stops.nextDecision = saved.nextDecision
        self.stops.restraint = saved.restraint
        // After a reboot it is not known how long ago the starts were, and what is not known is no reason to act.
        if isSameBoot {
            self.history.starts = saved.starts
        } else {
            self.stops.restraint.restartClocks(at: now)
        }
        for givenUp in saved.spent { self.stops.givenUp[givenUp.identity] = Set(givenUp.uuids) }
        for operation in saved.operations { self.stops.restore(operation, rules, &self.tracker, at: now) }
    }
}

extension ServerTracker {
    /// What was known before a restart of the daemon.
    ///
    /// - Parameters:
    ///   - isSameBoot: whether the instants are of the clock that runs now.
    ///   - hasSameKey: whether the hashes of texts were made with the key of now.
    fileprivate init(restoring saved: SavedServer, at now: Instant, isSameBoot: Bool, hasSameKey: Bool) {
        func tracked(_ saved: SavedActivity) -> TrackedActivity {
            TrackedActivity(restoring: saved, hasSameKey: hasSameKey, isSameBoot: isSameBoot)
        }
        var activities: [ActivityID: TrackedActivity] = [:]
        for activity in saved.activities { activities[activity.uuid] = tracked(activity) }
        let members = Dictionary(grouping: activities.values) { Kind(of: $0.activity) }
        var kinds: [Kind: KindClock] = [:]
        for kind in saved.kinds {
            let key = Kind(type: kind.type, section: kind.section)
            kinds[key] = KindClock(
                age: EvidenceClock(restoring: kind.ageMicroseconds, kind.ageGap, isSameBoot: isSameBoot),
                stalled: hasSameKey
                    ? EvidenceClock(restoring: kind.stalledMicroseconds, kind.stalledGap, isSameBoot: isSameBoot)
                    : EvidenceClock(),
                members: Set(members[key]?.map(\.activity.id) ?? []),
                seenAt: isSameBoot ? kind.seenAt.map { min($0, now) } : nil)
        }
        self.init(
            machineIdentifier: saved.machineIdentifier, activities: activities, kinds: kinds,
            ended: saved.ended ?? [], look: saved.looks ?? 0, at: now)
        for run in (saved.past ?? []).sorted(by: { $0.goneAt < $1.goneAt }) {
            // After a reboot it is not known how long ago it went: it is remembered for its full time again.
            self.past.record(
                PastRuns.Run(
                    tracked: tracked(run.activity), goneAt: isSameBoot ? run.goneAt : now,
                    taught: run.taughtMicroseconds.map { .microseconds($0) }))
        }
    }
}

extension SavedPastRun {
    /// What must not be forgotten of a run that is gone.
    fileprivate init(_ run: PastRuns.Run, _ settings: MonitorSettings) {
        self.init(
            activity: SavedActivity(run.tracked, settings), goneAt: run.goneAt,
            taughtMicroseconds: run.taught?.wholeMicroseconds)
    }
}

extension SavedKind {
    /// What must not be forgotten of a kind's clocks.
    fileprivate init(_ kind: Kind, _ clock: KindClock) {
        self.init(
            type: kind.type, section: kind.section, ageMicroseconds: clock.age.total.wholeMicroseconds,
            stalledMicroseconds: clock.stalled.total.wholeMicroseconds, seenAt: clock.seenAt,
            ageGap: clock.age.savedGap, stalledGap: clock.stalled.savedGap)
    }
}

extension TextHash.Key {
    /// What tells one key from another, and says nothing of either.
    fileprivate var mark: String { TextHash.digits(of: "plex-activityd", key: self) }
}

extension RuleClocks {
    /// What rules must not forget, in order.
    fileprivate var saved: [SavedRuleClock] {
        self.all.sorted { $0.key < $1.key }.flatMap { identity, clocks in
            clocks.sorted { $0.key < $1.key }.map { subject, clock in
                SavedRuleClock(
                    identity: identity, subject: subject, heldMicroseconds: clock.held?.total.wholeMicroseconds,
                    undecidedMicroseconds: clock.undecided?.total.wholeMicroseconds, announced: clock.announced)
            }
        }
    }

    /// What rules remembered before a restart of the daemon.
    fileprivate init(restoring saved: [SavedRuleClock]) {
        self.init()
        for clock in saved {
            self[clock.identity, clock.subject] = RuleClock(
                held: clock.heldMicroseconds.map { .microseconds($0) },
                undecided: clock.undecidedMicroseconds.map { .microseconds($0) },
                announced: clock.announced)
        }
    }
}
