// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// The saved form of the server.
    func saved(_ settings: MonitorSettings) -> SavedServer {
        var saved = SavedServer()
        saved.machineIdentifier = self.tracker.identity?.machineIdentifier
        saved.textKeyMark = settings.textHashKey.mark
        saved.activities = self.activitiesToSave.map { SavedActivity($0, settings) }
        let ended = self.tracker.ended.unproved
        saved.ended = ended.isEmpty ? nil : ended
        let past = self.tracker.past.runs.values.sorted { $0.tracked.activity.id < $1.tracked.activity.id }
        saved.past = past.isEmpty ? nil : past.map { SavedPastRun($0, settings) }
        saved.looks = self.tracker.round
        saved.kinds = self.tracker.kinds.sorted { $0.key < $1.key }.map { SavedKind($0, $1) }
        saved.clocks = self.clocks.saved
        saved.spent = self.stops.givenUp.sorted { $0.key < $1.key }
            .map { SavedSpent(identity: $0.key, uuids: $0.value.sorted()) }
        saved.operations = self.savedOperations(settings)
        saved.nextDecision = self.stops.nextDecision
        saved.restraint = self.stops.limits
        saved.history = self.history.runs
        saved.starts = self.history.starts
        saved.unknownTypes = self.unknownTypes.isEmpty ? nil : self.unknownTypes
        saved.fit()
        return saved
    }

    /// The saved form of an installation that is no longer watched: its restraints are kept elsewhere, and its activities
    /// are lost.
    func savedFormer(_ settings: MonitorSettings) -> SavedFormerServer {
        var saved = SavedServer()
        saved.machineIdentifier = self.tracker.identity?.machineIdentifier
        saved.operations = self.savedOperations(settings)
        saved.fit()
        return SavedFormerServer(name: self.settings.name, server: saved)
    }

    private func savedOperations(_ settings: MonitorSettings) -> [SavedOperation] {
        self.stops.operations.map { operation in
            SavedOperation(
                operation, requestedKinds: (self.stops.requestedKinds[operation.decision] ?? [:]).keys.sorted(),
                settings)
        }
    }

    /// The activities that may fit into the saved state, in the order of their uuids.
    ///
    /// A list of thousands is not copied: ``SavedServer/fit()`` leaves some hundred of them, by the same ranks.
    private var activitiesToSave: [TrackedActivity] {
        // An end that waits for an answer must survive a crash, so its activity is saved, too.
        let untold = self.stops.heldEnds.values.joined().filter { self.tracker.activities[$0.activity.id] == nil }
        guard self.tracker.activities.count > SavedServer.mostActivities else {
            return (Array(self.tracker.activities.values) + untold).sorted { $0.activity.id < $1.activity.id }
        }
        let victims = Set(self.stops.operations.flatMap(\.victims))
        let ranked = self.tracker.activities.map { id, tracked in
            (victims.contains(id) || tracked.request != nil ? 0 : 1, Duration.zero - tracked.age.total, id)
        }
        let kept = ranked.sorted(by: <).prefix(SavedServer.mostActivities)
        return (kept.compactMap { self.tracker.activities[$0.2] } + untold).sorted { $0.activity.id < $1.activity.id }
    }

    /// A server from before a restart of the daemon.
    ///
    /// A request that was unanswered or being verified is verified. It is not sent again without a look at the server.
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
        self.stops.limits = saved.restraint
        // After a reboot, the age of the starts is unknown, and an unknown is no reason to act.
        if isSameBoot {
            self.history.starts = saved.starts
            self.unknownTypes = saved.unknownTypes ?? UnknownTypes()
        } else {
            self.stops.limits.restartClocks(at: now)
        }
        for givenUp in saved.spent { self.stops.givenUp[givenUp.identity] = Set(givenUp.uuids) }
        guard !saved.operations.isEmpty else { return }
        let coverage = Coverage(self.tracker)
        for operation in saved.operations { self.stops.restore(operation, rules, &self.tracker, coverage, at: now) }
    }
}

extension ServerTracker {
    /// The activities from before a restart of the daemon.
    ///
    /// - Parameters:
    ///   - isSameBoot: whether the clock of the saved instants still runs.
    ///   - hasSameKey: whether the hashes of texts were made with the current key.
    fileprivate init(restoring saved: SavedServer, at now: Instant, isSameBoot: Bool, hasSameKey: Bool) {
        func tracked(_ saved: SavedActivity) -> TrackedActivity {
            TrackedActivity(restoring: saved, hasSameKey: hasSameKey, isSameBoot: isSameBoot)
        }
        var activities: [ActivityID: TrackedActivity] = [:]
        for activity in saved.activities { activities[activity.uuid] = tracked(activity) }
        let members = Dictionary(grouping: activities.values) { WorkKind(of: $0.activity) }
        var kinds: [WorkKind: KindClock] = [:]
        for kind in saved.kinds {
            let key = WorkKind(type: kind.type, section: kind.section)
            kinds[key] = KindClock(
                age: EvidenceClock(restoring: kind.ageMicroseconds, kind.ageGap, isSameBoot: isSameBoot),
                stalled: hasSameKey
                    ? EvidenceClock(restoring: kind.stalledMicroseconds, kind.stalledGap, isSameBoot: isSameBoot)
                    : EvidenceClock(),
                members: Set(members[key]?.map(\.activity.id) ?? []),
                shown: Set(members[key]?.filter { $0.firstRound != nil }.map(\.activity.id) ?? []),
                seenAt: isSameBoot ? kind.seenAt.map { min($0, now) } : nil)
        }
        self.init(
            machineIdentifier: saved.machineIdentifier, activities: activities, kinds: kinds,
            ended: saved.ended ?? [], round: saved.looks ?? 0, at: now)
        for run in (saved.past ?? []).sorted(by: { $0.goneAt < $1.goneAt }) {
            // After a reboot, the time since its end is unknown, so it is remembered for its full time again.
            self.past.record(
                PastRuns.Run(
                    tracked: tracked(run.activity), goneAt: isSameBoot ? run.goneAt : now,
                    taught: run.taughtMicroseconds.map { .microseconds($0) }))
        }
    }
}

extension SavedPastRun {
    /// The saved form of a run that is gone.
    fileprivate init(_ run: PastRuns.Run, _ settings: MonitorSettings) {
        self.init(
            activity: SavedActivity(run.tracked, settings), goneAt: run.goneAt,
            taughtMicroseconds: run.taught?.wholeMicroseconds)
    }
}

extension SavedKind {
    /// The saved form of a kind's clocks.
    fileprivate init(_ kind: WorkKind, _ clock: KindClock) {
        self.init(
            type: kind.type, section: kind.section, ageMicroseconds: clock.age.total.wholeMicroseconds,
            stalledMicroseconds: clock.stalled.total.wholeMicroseconds, seenAt: clock.seenAt,
            ageGap: clock.age.savedGap, stalledGap: clock.stalled.savedGap)
    }
}

extension TextHash.Key {
    /// A mark that differs between keys and does not reveal the key.
    fileprivate var mark: String { TextHash.digits(of: "plex-activityd", key: self) }
}

extension RuleClocks {
    /// The saved form of the clocks, in the order of identities and subjects.
    fileprivate var saved: [SavedRuleClock] {
        self.all.sorted { $0.key < $1.key }.flatMap { identity, clocks in
            clocks.sorted { $0.key < $1.key }.map { subject, clock in
                SavedRuleClock(
                    identity: identity, subject: subject, heldMicroseconds: clock.held?.total.wholeMicroseconds,
                    undecidedMicroseconds: clock.undecided?.total.wholeMicroseconds, announced: clock.announced)
            }
        }
    }

    /// The clocks of rules from before a restart of the daemon.
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
