// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The knowledge and the decisions about one server. It hands each input to its parts in a fixed order.
struct ServerMonitor: Hashable, Sendable {
    /// The lower bound of ``evidenceLimit`` and ``kindLimit``.
    static let minimumEvidenceLimit = Duration.seconds(60)

    /// The server's settings.
    var settings: ServerSettings
    /// The activities of the server.
    var tracker = ServerTracker()
    /// The other facts from the server.
    var surroundings = ServerSurroundings()
    /// The clocks of rules.
    var clocks = RuleClocks()
    /// The stops under way, and their restraints.
    var stops = StopEngine()
    /// The durations of earlier runs and the times of starts.
    var history = WorkHistory()
    /// Whether the server answers, and its stream.
    var connection = ServerConnection()
    /// The types that no public source shows.
    var unknownTypes = UnknownTypes()
    /// The activities with changes that are not told yet.
    var progress = ProgressQueue()

    /// A server without observations.
    init(settings: ServerSettings) {
        self.settings = settings
    }

    /// The current time between two polls.
    var pollInterval: Duration {
        self.connection.pace.interval(
            configured: self.settings.pollInterval, isStopping: !self.stops.operations.isEmpty)
    }

    /// The longest time between two observations that still counts as evidence.
    var evidenceLimit: Duration {
        max(self.pollInterval * 3, Self.minimumEvidenceLimit)
    }

    /// The longest time in which a kind may go from one activity to the next. It ignores stretching, so a stretched
    /// interval does not hide an empty list that ordinary polls would show.
    var kindLimit: Duration {
        max(min(self.pollInterval, self.settings.pollInterval) * 3, Self.minimumEvidenceLimit)
    }

    /// The circumstances that may explain a sudden end of all activities.
    private var disappearance: Disappearance {
        let since: Instant? = if case .open(let since) = self.connection.stream { since } else { nil }
        return Disappearance(openRemedies: self.stops.lastRemedies, streamOpenSince: since)
    }

    /// The label of the server in facts.
    var label: ServerLabel {
        ServerLabel(
            name: self.settings.name, identity: self.tracker.identity, sectionNames: self.surroundings.sectionNames)
    }
}

// MARK: - Polls

extension ServerMonitor {
    /// Takes a poll that was answered or failed.
    mutating func poll(sentAt: Instant, _ result: PollResult, _ context: inout StepContext) {
        // The sessions are read before each poll, and an older answer must not count.
        defer {
            self.surroundings.judgedSessions = self.surroundings.sessions
            self.surroundings.sessions = nil
        }
        switch result {
        case .failure(let failure):
            self.fail(failure, sentAt: sentAt, &context)
        case .snapshot(let snapshot):
            guard !self.tracker.isStale(sentAt) else { return }
            self.observe(snapshot, sentAt: sentAt, &context)
        }
    }

    private mutating func observe(_ snapshot: ActivitySnapshot, sentAt: Instant, _ context: inout StepContext) {
        if self.connection.answer() { context.tell(.serverReachable) }
        let changes = self.tracker.observe(
            snapshot, sentAt: sentAt, limit: self.evidenceLimit, kindLimit: self.kindLimit,
            key: context.settings.textHashKey, explainedBy: self.disappearance)
        self.take(changes, &context)
        self.history.noteEndedStarts(in: changes, at: context.now)
        let started = self.history.noteStarts(
            in: &self.tracker, at: context.now, areHeeded: self.stops.heedsStarts)
        self.stops.forgetGone(self.tracker)
        let planner = StopPlanner(self.evaluator(context))
        let outcomes = self.clocks.judge(planner, sentAt: sentAt, limit: self.evidenceLimit, &context)
        self.stops.observe(
            StopEngine.Sight(
                outcomes: outcomes, planner: planner, sentAt: sentAt, isComplete: snapshot.isComplete,
                limit: self.evidenceLimit),
            &self.tracker, &context)
        self.stops.noteRespawns(self.history.takeUnjudgedStarts() + started, &context)
        self.stops.decide(outcomes, StopPlanner(self.evaluator(context)), &self.clocks, &context)
        self.connection.pace.countPoll()
        // Only this line stretches the interval, and any event on the server ends the stretch. Then the evidence limit
        // is that of the configured interval again, so an outage counts no more than it would without the stretch.
        self.connection.pace.isStretched =
            snapshot.isComplete && self.stops.operations.isEmpty
            && self.connection.canStretch(afterPollSentAt: sentAt) && !self.concernsAny(context)
    }

    private mutating func fail(_ failure: PollFailure, sentAt: Instant, _ context: inout StepContext) {
        self.tracker.fail(sentAt: sentAt)
        self.stops.interrupt()
        self.clocks.interrupt()
        if let news = self.connection.fail(failure, at: context.now) { context.tell(.pollFailed(failure, news)) }
    }

    /// The evaluator of rules on the current knowledge.
    func evaluator(_ context: StepContext) -> RuleEvaluator {
        RuleEvaluator(
            server: self.settings.name, tracker: self.tracker, sectionNames: self.surroundings.sectionNames,
            safety: context.settings.safety, history: self.history.runs, starts: self.history.starts,
            sessions: self.surroundings.sessions, localTime: context.localTime,
            maintenance: self.surroundings.maintenance, now: context.now)
    }

    /// Whether a rule matches an activity or may match it. A `butler` row does not count: idle servers show it, too.
    private func concerns(_ tracked: TrackedActivity, _ evaluator: RuleEvaluator, _ context: StepContext) -> Bool {
        guard tracked.activity.type != .butler else { return false }
        return context.rules.contains { evaluator.matching($0.rule, tracked) != .no }
    }

    /// Whether a rule matches any current activity or may match it.
    private func concernsAny(_ context: StepContext) -> Bool {
        let evaluator = self.evaluator(context)
        return self.tracker.activities.values.contains { self.concerns($0, evaluator, context) }
    }

    /// Whether one of the rules needs the sessions to judge the current activities.
    func needsSessions(_ rules: [IdentifiedRule], _ settings: MonitorSettings) -> Bool {
        let asking = rules.map(\.rule).filter { $0.conditions.contains(where: \.needsSessions) }
        guard !asking.isEmpty else { return false }
        // Made once, because its cost grows with the number of libraries.
        let libraries = Libraries(self.surroundings.sectionNames)
        return asking.contains { rule in
            let wildcards = rule.wildcards(protecting: settings.safety.protectedTypes)
            return self.tracker.activities.values.contains { tracked in
                let candidate = ActivityMatch.Candidate(
                    activity: tracked.activity, server: self.settings.name, libraries: libraries)
                return rule.match.truth(for: candidate, wildcards) == .yes
            }
        }
    }
}

// MARK: - Other inputs

extension ServerMonitor {
    /// Takes a notification about one activity.
    ///
    /// It tells the change at once, and settles a stop that only waited for the end of this activity. Rules are judged
    /// at polls alone, so each decision rests on a list of all activities.
    mutating func hear(_ notification: ActivityNotification, receivedAt: Instant, _ context: inout StepContext) {
        let changes = self.tracker.hear(
            notification, receivedAt: receivedAt, limit: self.evidenceLimit, key: context.settings.textHashKey)
        self.history.noteEndedStarts(in: changes, at: context.now)
        self.take(changes, &context)
        for case .started(let id) in changes { self.noteReturn(of: id, &context) }
        for case .ended(let tracked) in changes {
            self.stops.confirmCancelled(tracked, receivedAt: receivedAt, self.tracker, &context)
        }
        if let tracked = self.tracker.activities[notification.id] {
            if self.connection.pace.isStretched, self.concerns(tracked, self.evaluator(context), context) {
                self.connection.pace.isStretched = false
            }
        } else if notification.change != .ended, !self.tracker.ended.wasTold(notification.id) {
            // The activity runs, but no row of it is known.
            self.connection.pace.postponeStretching()
        }
    }

    /// Counts a start that was told as a possible respawn. While a stop is under way, the poll that ends it does.
    private mutating func noteReturn(of id: ActivityID, _ context: inout StepContext) {
        guard self.stops.operations.isEmpty, let tracked = self.tracker.activities[id], !tracked.isStartNoted,
            !tracked.wasAlreadyRunning, WorkKind(of: tracked.activity).isWhole
        else {
            return
        }
        self.tracker.activities[id]?.isReturnNoted = true
        self.stops.noteRespawns([tracked], &context)
    }

    /// Takes a change of the stream of notifications.
    mutating func streamChanged(to state: StreamState, _ context: StepContext) {
        if case .closed = state { self.tracker.failStream(at: context.now) }
        self.connection.streamChanged(to: state, at: context.now)
    }

    /// Takes the names of the sections.
    mutating func nameSections(_ sections: [LibrarySection], _ context: inout StepContext) {
        self.connection.pace.isStretched = false
        guard self.surroundings.nameSections(sections) else { return }
        context.tellSectionNameDoubts(on: self.settings.name, self.surroundings.sectionNames)
    }

    /// Takes the outcome of a request.
    ///
    /// - Returns: whether this server had sent the request.
    mutating func requestFinished(id: Int, _ outcome: RequestOutcome, _ context: inout StepContext) -> Bool {
        let isOurs = self.stops.answer(request: id, outcome, &self.tracker, &context)
        for tracked in self.stops.takeReleasedEnds() { self.tellEnd(of: tracked, &context) }
        return isOurs
    }

    /// Tells the end of an activity, and keeps its duration.
    private mutating func tellEnd(of tracked: TrackedActivity, _ context: inout StepContext) {
        self.history.noteEnd(of: tracked, in: &self.tracker, pollInterval: self.settings.pollInterval)
        context.tell(.finished(tracked))
    }

    /// Tells the first sight of an unknown type, once a day.
    private mutating func noteType(of tracked: TrackedActivity, _ context: inout StepContext) {
        guard self.unknownTypes.note(tracked.activity.type, at: context.now) else { return }
        context.diagnostics.append(.unknownType(tracked.activity, on: self.label))
    }

    /// Takes the settings in force from now on, and drops the clocks and stops of other rules.
    ///
    /// - Parameter unresumed: the saved stops from before a restart of the daemon; nil at a reload.
    mutating func configure(
        _ settings: ServerSettings, unresumed: [SavedOperation]?, _ context: inout StepContext
    ) {
        let identities = Set(context.rules.map(\.identity))
        self.settings = settings
        self.connection.pace.isStretched = false
        self.clocks.keep(identities)
        self.stops.configure(identities, unresumed: unresumed, self.tracker, &context)
    }

    /// Tells the changes of activities whose interval has passed.
    mutating func tellDueProgress(_ context: inout StepContext) {
        self.progress.tellDue(&self.tracker, &context)
    }
}

// MARK: - Changes

extension ServerMonitor {
    /// Takes the changes of an observation: tells them, and ends the stops that depended on them.
    mutating func take(_ changes: [TrackingChange], _ context: inout StepContext) {
        if self.tracker.takeHasResetClocks() { context.mustBeSaved = true }
        var lost: [LossReason: Set<ActivityID>] = [:]
        var ended: [ActivityID: TrackedActivity] = [:]
        var gone: [ActivityID: TrackedActivity] = [:]
        let held = self.stops.heldIDs
        for change in changes {
            switch change {
            case .started(let id):
                guard let tracked = self.tracker.activities[id] else { continue }
                if held.contains(id), let ended = self.stops.takeHeldEnd(of: id) { self.tellEnd(of: ended, &context) }
                context.tell(.started(tracked))
                self.noteType(of: tracked, &context)
                self.tracker.activities[id]?.report.reported = tracked.activity.progress
                self.history.noteReappearance(of: tracked)
            case .changed(let id):
                self.progress.change(id, &self.tracker, &context)
            case .ended(let tracked):
                self.progress.remove(tracked.activity.id)
                if !self.stops.holdEnd(of: tracked) { self.tellEnd(of: tracked, &context) }
                ended[tracked.activity.id] = tracked
            case .passed(var tracked):
                context.tell(.started(tracked))
                self.noteType(of: tracked, &context)
                tracked.report.reported = tracked.activity.progress
                self.history.noteEnd(of: tracked, in: &self.tracker, pollInterval: self.settings.pollInterval)
                context.tell(.finished(tracked))
            case .lost(let tracked, let reason):
                self.progress.remove(tracked.activity.id)
                gone[tracked.activity.id] = tracked
                context.tell(.lost(tracked, reason))
                lost[reason, default: []].insert(tracked.activity.id)
            }
        }
        self.stops.letGo(ended)
        self.stops.keepLast(gone)
        let partial: [LossReason: StopAbandonment] = [
            .daemonRestarted: .daemonRestarted, .tokenChanged: .notShown, .notShown: .notShown,
        ]
        if lost.keys.contains(where: { partial[$0] == nil }) {
            return self.stops.abandonAll(.serverRestarted, self.tracker, &context)
        }
        for reason in [LossReason.daemonRestarted, .tokenChanged, .notShown] {
            guard let ids = lost[reason], let abandonment = partial[reason] else { continue }
            self.stops.abandon(ids, abandonment, self.tracker, &context)
        }
    }
}
