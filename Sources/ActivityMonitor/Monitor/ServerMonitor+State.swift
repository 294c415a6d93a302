// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// All about the server that must survive the end of the process.
    func saved(_ settings: MonitorSettings) -> SavedServer {
        var saved = SavedServer()
        saved.machineIdentifier = self.tracker.identity?.machineIdentifier
        saved.textKeyMark = Self.mark(of: settings.textHashKey)
        saved.activities = self.tracker.activities.values
            .sorted { $0.activity.id < $1.activity.id }
            .map { Self.saved($0, settings) }
        let ended = self.tracker.ended.unproved
        saved.ended = ended.isEmpty ? nil : ended
        let past = self.tracker.past.runs.values.sorted { $0.tracked.activity.id < $1.tracked.activity.id }
        saved.past =
            past.isEmpty
            ? nil
            : past.map {
                SavedPastRun(
                    activity: Self.saved($0.tracked, settings), goneAt: $0.goneAt,
                    taughtMicroseconds: $0.taught?.wholeMicroseconds)
            }
        saved.looks = self.tracker.look
        saved.kinds = self.tracker.kinds.sorted { $0.key < $1.key }.map { kind, clock in
            SavedKind(
                type: kind.type, section: kind.section, ageMicroseconds: clock.age.total.wholeMicroseconds,
                stalledMicroseconds: clock.stalled.total.wholeMicroseconds, seenAt: clock.seenAt,
                ageGap: clock.age.savedGap, stalledGap: clock.stalled.savedGap)
        }
        saved.clocks = self.clocks.sorted { $0.key < $1.key }.flatMap { identity, clocks in
            clocks.sorted { $0.key < $1.key }.map { subject, clock in
                SavedRuleClock(
                    identity: identity, subject: subject, heldMicroseconds: clock.held?.total.wholeMicroseconds,
                    undecidedMicroseconds: clock.undecided?.total.wholeMicroseconds, announced: clock.announced)
            }
        }
        saved.spent = self.spent.sorted { $0.key < $1.key }
            .map { SavedSpent(identity: $0.key, uuids: $0.value.sorted()) }
        saved.operations = self.operations.map { self.saved($0, settings) }
        saved.nextDecision = self.nextDecision
        saved.restraint = self.restraint
        saved.history = self.history
        saved.starts = self.starts
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
        let hasSameKey = saved.textKeyMark.map { $0 == Self.mark(of: textHashKey) } ?? true
        var activities: [ActivityID: TrackedActivity] = [:]
        for activity in saved.activities {
            activities[activity.uuid] = TrackedActivity(
                restoring: activity, hasSameKey: hasSameKey, isSameBoot: isSameBoot)
        }
        var kinds: [Kind: KindClock] = [:]
        for kind in saved.kinds {
            let key = Kind(type: kind.type, section: kind.section)
            let members = activities.values.filter { Kind(of: $0.activity) == key }.map(\.activity.id)
            kinds[key] = KindClock(
                age: EvidenceClock(restoring: kind.ageMicroseconds, kind.ageGap, isSameBoot: isSameBoot),
                stalled: hasSameKey
                    ? EvidenceClock(restoring: kind.stalledMicroseconds, kind.stalledGap, isSameBoot: isSameBoot)
                    : EvidenceClock(),
                members: Set(members),
                seenAt: isSameBoot ? kind.seenAt.map { min($0, now) } : nil)
        }
        self.tracker = ServerTracker(
            machineIdentifier: saved.machineIdentifier, activities: activities, kinds: kinds,
            ended: saved.ended ?? [], look: saved.looks ?? 0, at: now)
        for run in (saved.past ?? []).sorted(by: { $0.goneAt < $1.goneAt }) {
            // After a reboot it is not known how long ago it went: it is remembered for its full time again.
            self.tracker.past.record(
                PastRuns.Run(
                    tracked: TrackedActivity(
                        restoring: run.activity, hasSameKey: hasSameKey, isSameBoot: isSameBoot),
                    goneAt: isSameBoot ? run.goneAt : now,
                    taught: run.taughtMicroseconds.map { .microseconds($0) }))
        }
        for clock in saved.clocks {
            self.clocks[clock.identity, default: [:]][clock.subject] = RuleClock(
                held: clock.heldMicroseconds.map { .microseconds($0) },
                undecided: clock.undecidedMicroseconds.map { .microseconds($0) },
                announced: clock.announced)
        }
        self.nextDecision = saved.nextDecision
        self.restraint = saved.restraint
        self.history = saved.history
        // After a reboot it is not known how long ago the starts were, and what is not known is no reason to act.
        if isSameBoot {
            self.starts = saved.starts
        } else {
            self.restraint.restartClocks(at: now)
        }
        for spent in saved.spent { self.spent[spent.identity] = Set(spent.uuids) }
        for operation in saved.operations { self.restore(operation, rules, at: now) }
    }

    /// Gives up what was being stopped for rules that are not in force any more.
    mutating func abandonUnresumed(_ operations: [SavedOperation], _ rules: [IdentifiedRule], _ turn: inout Turn) {
        let identities = Set(rules.map(\.identity))
        for saved in operations where !identities.contains(saved.identity) {
            self.tellAbandoned(
                TrackedActivity(restoring: saved.representative), rule: saved.rule, .ruleChanged,
                [EventField(.rule, saved.rule), (saved.predicates ?? []).field], &turn)
            self.restraint.coolDown(
                saved.requestedKinds, for: .microseconds(saved.cooldownMicroseconds), at: turn.now)
        }
    }

    private mutating func restore(_ saved: SavedOperation, _ rules: [IdentifiedRule], at now: Instant) {
        // Without the rule there is no leave to act.
        guard let rule = rules.first(where: { $0.identity == saved.identity }),
            case .enforce(let mandate) = rule.rule.conduct
        else {
            return
        }
        let representative =
            saved.victims.compactMap { self.tracker.activities[$0] }.first
            ?? TrackedActivity(restoring: saved.representative)
        let evidence = EvidenceClock(total: .microseconds(saved.verifiedMicroseconds))
        let phase: StopOperation.Phase =
            if let remedy = saved.openRemedy {
                .verifying(since: now, remedy, evidence: evidence)
            } else {
                .lookingAgain(since: now, waited: evidence)
            }
        var operation = StopOperation(
            id: self.nextOperation, decision: saved.decision, identity: saved.identity, rule: saved.rule,
            mandate: mandate, victims: saved.victims, ladder: saved.ladder, representative: representative,
            phase: phase)
        operation.step = saved.step
        operation.attempts = saved.attempts
        // One that was on its way may have been heard.
        operation.lastRemedy = saved.openRemedy ?? saved.lastRemedy
        operation.lastAttempt = saved.openRemedy == nil ? saved.lastAttempt : saved.attempts
        operation.wasHeard = saved.wasHeard
        operation.predicates = saved.predicates ?? []
        operation.mayBeUnsent = saved.mayBeUnsent ?? false
        operation.foundNothing = saved.foundNothing ?? false
        operation.unseen = EvidenceClock(total: .microseconds(saved.unseenMicroseconds ?? 0))
        if operation.mayBeUnsent, let remedy = saved.openRemedy {
            for tracked in self.covered(by: remedy) where tracked.request?.rule == saved.rule {
                self.tracker.activities[tracked.activity.id]?.request?.mayBeUnsent = true
            }
        }
        operation.refusal = saved.refusal
        self.nextOperation += 1
        self.operations.append(operation)
        if !saved.requestedKinds.isEmpty { self.requestedKinds[saved.decision] = saved.requestedKinds }
    }

    /// What tells one key of text hashes from another, and says nothing of either.
    private static func mark(of key: TextHash.Key) -> String { TextHash.digits(of: "plex-activityd", key: key) }

    private static func saved(_ tracked: TrackedActivity, _ settings: MonitorSettings) -> SavedActivity {
        let activity = tracked.lastValues
        let showsTitles = settings.journal.showsTitles
        return SavedActivity(
            uuid: activity.id,
            type: activity.type,
            title: showsTitles ? activity.title.cut(toSavedSize: 1_000) : nil,
            subtitle: showsTitles ? activity.subtitle.cut(toSavedSize: 1_000) : nil,
            textHash: tracked.restoredTextHash ?? TextHash.digits(ofTextsOf: activity, key: settings.textHashKey),
            progress: activity.progress.percentage,
            section: activity.sectionID,
            isCancellable: activity.isCancellable,
            ageMicroseconds: tracked.age.total.wholeMicroseconds,
            stalledMicroseconds: tracked.stalled.total.wholeMicroseconds,
            ageGap: tracked.age.savedGap,
            stalledGap: tracked.stalled.savedGap,
            knownProgress: activity.progress == .unknown ? tracked.knownProgress.percentage : nil,
            textHasChanged: tracked.textHasChanged,
            wasAlreadyRunning: tracked.wasAlreadyRunning,
            wasStartSeen: tracked.wasStartSeen,
            firstLook: tracked.firstLook,
            isStartNoted: tracked.isStartNoted,
            request: tracked.request
        )
    }

    private func saved(_ operation: StopOperation, _ settings: MonitorSettings) -> SavedOperation {
        let evidence: Duration
        var isSending = false
        switch operation.phase {
        case .lookingAgain(_, let waited): evidence = waited.total
        case .sending:
            evidence = .zero
            isSending = true
        case .verifying(_, _, let verified): evidence = verified.total
        }
        let unseen = operation.unseen.total
        return SavedOperation(
            decision: operation.decision, identity: operation.identity, rule: operation.rule,
            victims: operation.victims, representative: Self.saved(operation.representative, settings),
            predicates: operation.predicates, ladder: operation.ladder, step: operation.step,
            attempts: operation.attempts, openRemedy: operation.openRemedy,
            lastRemedy: operation.lastRemedy, lastAttempt: operation.lastAttempt,
            requestedKinds: self.requestedKinds[operation.decision] ?? [],
            cooldownMicroseconds: operation.mandate.plan.cooldown.wholeMicroseconds,
            verifiedMicroseconds: evidence.wholeMicroseconds, wasHeard: operation.wasHeard,
            mayBeUnsent: isSending || operation.mayBeUnsent ? true : nil,
            foundNothing: operation.foundNothing ? true : nil,
            unseenMicroseconds: unseen > .zero ? unseen.wholeMicroseconds : nil,
            refusal: operation.refusal)
    }
}

extension TrackedActivity {
    /// An activity as it was before a restart of the daemon; nothing since then is evidence.
    ///
    /// - Parameter hasSameKey: whether the hash of its texts was made with the key of now. Otherwise nobody can tell
    ///   whether a text has changed: then that is no change, and what stood still counts no more.
    fileprivate init(restoring saved: SavedActivity, hasSameKey: Bool = true, isSameBoot: Bool = true) {
        var activity = Activity(
            id: saved.uuid, type: saved.type, title: saved.title ?? "", subtitle: saved.subtitle ?? "",
            progress: ActivityProgress(saved.progress), isCancellable: saved.isCancellable)
        if let section = saved.section {
            activity.context = .object([.init("librarySectionID", .string(section.rawValue))])
        }
        self.init(firstSight: activity, at: Instant(nanoseconds: 0), wasAlreadyRunning: saved.wasAlreadyRunning)
        self.knownSince = nil
        self.rowSentAt = nil
        self.age = EvidenceClock(restoring: saved.ageMicroseconds, saved.ageGap, isSameBoot: isSameBoot)
        if let known = saved.knownProgress { self.knownProgress = ActivityProgress(known) }
        let isComparable = hasSameKey && !saved.textHash.isEmpty
        self.stalled =
            isComparable
            ? EvidenceClock(restoring: saved.stalledMicroseconds, saved.stalledGap, isSameBoot: isSameBoot)
            : EvidenceClock()
        self.textHasChanged = saved.textHasChanged
        self.wasStartSeen = saved.wasStartSeen ?? false
        self.isStartNoted = saved.isStartNoted
        self.firstLook = saved.firstLook
        self.request = saved.request
        self.report.reported = activity.progress
        self.restoredTextHash = isComparable ? saved.textHash : ""
    }
}
