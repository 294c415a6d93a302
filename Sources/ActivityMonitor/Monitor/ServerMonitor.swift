// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// All that is known and decided about one server.
struct ServerMonitor: Hashable, Sendable {
    /// Whether the server answers.
    enum Reachability: Hashable, Sendable {
        /// It has not answered or failed yet.
        case starting
        /// The last poll was answered.
        case reachable
        /// So many polls in a row failed.
        case unreachable(failures: Int)
        /// So many polls in a row failed, the last one because the token is not accepted.
        case unauthorized(failures: Int)
    }

    /// Why nothing is stopped on the server, whatever the rules say.
    enum HeldBack: String, Hashable, Sendable {
        /// The token may not stop sections and tasks.
        case notPermitted = "not-permitted"
        /// Another entry of the configuration is the same server, and that one acts.
        case sharedIdentity = "shared-identity"
    }

    /// The shortest interval, which holds while a stop is under way.
    static let attentiveInterval = Duration.seconds(2)
    /// The least value of the longest span that counts as evidence.
    static let minimumEvidenceLimit = Duration.seconds(60)

    /// The server's settings.
    var settings: ServerSettings
    /// What is known of its activities.
    var tracker = ServerTracker()
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String] = [:]
    /// What rules remember, by rule identity and subject.
    var clocks: [String: [Subject: RuleClock]] = [:]
    /// The uuids on which rules gave up, by rule identity: a rule does not act on them again while it stays the same.
    var spent: [String: Set<ActivityID>] = [:]
    /// What is being stopped, in the order of the decisions.
    var operations: [StopOperation] = []
    /// What restrains stopping.
    var restraint = Restraint()
    /// How long earlier runs took.
    var history = RunHistory()
    /// When work started.
    var starts = StartLog()
    /// What tells the sessions that play from those that are only listed.
    var sessionWatch = SessionWatch()
    /// The sessions that were read since the last poll.
    var sessions: SessionCount?
    /// The sessions that counted for the last poll, to explain its judgements.
    var judgedSessions: SessionCount?
    /// Whether the server answers.
    var reachability = Reachability.starting
    /// Whether the token has turned out not to be an administrator's.
    var isNotPermitted = false
    /// Whether an earlier entry of the configuration is the same server.
    var sharesIdentity = false
    /// Whether its notifications come.
    var stream = StreamCondition.starting
    /// Whether the interval has been stretched since the last poll, and is.
    var isStretched = false
    /// How many polls must pass before it may be stretched again, since something came that could not be understood.
    var pollsBeforeStretch = 0
    /// The activities whose changes wait to be told.
    var progressQueue = ProgressQueue()
    /// Of each kind, work that started and ended between polls and was not yet held against the stops of its kind.
    var unjudgedStarts: [Kind: TrackedActivity] = [:]
    /// The number of the next operation.
    var nextOperation = 1
    /// The number of the next decision.
    var nextDecision = 1
    /// The kinds that a decision has sent requests for and that cool down when its last operation is settled.
    var requestedKinds: [Int: [Kind]] = [:]

    /// A server of which nothing is known.
    init(settings: ServerSettings) {
        self.settings = settings
    }

    /// The interval at which it must be polled now.
    var pollInterval: Duration {
        guard self.operations.isEmpty else { return min(self.settings.pollInterval, Self.attentiveInterval) }
        return self.isStretched ? self.settings.pollInterval * self.stretch : self.settings.pollInterval
    }

    /// The longest span between two observations that still is evidence.
    var evidenceLimit: Duration {
        max(self.pollInterval * 3, Self.minimumEvidenceLimit)
    }

    /// The longest span in which a kind may go from one activity to the next: without the stretch, as an empty list that
    /// lies between two polls must be seen with a stream as it is without one.
    var kindLimit: Duration {
        max(min(self.pollInterval, self.settings.pollInterval) * 3, Self.minimumEvidenceLimit)
    }

    /// Why nothing is stopped here; nil where nothing forbids it.
    var heldBack: HeldBack? {
        if self.sharesIdentity { return .sharedIdentity }
        return self.isNotPermitted ? .notPermitted : nil
    }

    /// What may explain that all activities are gone at once.
    var disappearance: Disappearance {
        let since: Instant? = if case .open(let since) = self.stream { since } else { nil }
        return Disappearance(openRemedies: self.operations.compactMap(\.openRemedy), streamOpenSince: since)
    }

    /// How many polls have failed since the last good one.
    var failures: Int {
        switch self.reachability {
        case .starting, .reachable: 0
        case .unreachable(let failures), .unauthorized(let failures): failures
        }
    }

    /// What makes events about this server.
    func composer(_ settings: MonitorSettings) -> EventComposer {
        EventComposer(
            settings: settings, server: self.settings.name, identity: self.tracker.identity,
            sectionNames: self.sectionNames)
    }
}

extension ServerMonitor {
    /// Takes a poll that was answered or failed.
    mutating func poll(sentAt: Instant, _ result: PollResult, _ turn: inout Turn) {
        // Who plays is asked before each poll: an older answer says nothing about now.
        defer {
            self.judgedSessions = self.sessions
            self.sessions = nil
        }
        switch result {
        case .failure(let failure):
            self.fail(failure, sentAt: sentAt, &turn)
        case .snapshot(let snapshot):
            guard !self.tracker.isStale(sentAt) else { return }
            self.becomeReachable(&turn)
            let changes = self.tracker.observe(
                snapshot, sentAt: sentAt, limit: self.evidenceLimit, kindLimit: self.kindLimit,
                key: turn.settings.textHashKey, explainedBy: self.disappearance)
            if self.tracker.takeHasResetClocks() { turn.output.mustBeSaved = true }
            self.tell(changes, &turn)
            let started = self.noteStarts(at: turn.now)
            let outcomes = self.judge(sentAt: sentAt, &turn)
            self.advanceOperations(sentAt: sentAt, isComplete: snapshot.isComplete, outcomes, &turn)
            self.noteRespawns(self.takeUnjudgedStarts() + started, &turn)
            self.decide(outcomes, &turn)
            self.stretchInterval(afterPollSentAt: sentAt, isComplete: snapshot.isComplete, turn)
        }
    }

    /// Takes who the server says it is.
    mutating func identify(_ identity: ServerIdentity, _ turn: inout Turn) {
        let isAnother = self.tracker.isAnother(identity)
        if isAnother {
            // What belongs to the old server is told under its identity.
            self.tell(self.tracker.endEpoch(.identityChanged, at: turn.now), &turn)
            self.abandonOperations(.serverRestarted, &turn)
        }
        self.tracker.identify(identity, at: turn.now)
        guard isAnother else { return }
        turn.output.mustBeSaved = true
        // Nothing that another installation did may excuse this one. What restrains stopping stays: an address at which
        // now one and now the other answers must not be a way around budgets and cooldowns.
        self.sectionNames = [:]
        self.clocks = [:]
        self.spent = [:]
        self.history = RunHistory()
        self.starts = StartLog()
        self.unjudgedStarts = [:]
        self.sessionWatch = SessionWatch()
        self.isStretched = false
        self.isNotPermitted = false
        self.sharesIdentity = false
    }

    /// Ends the watching of the server: what was known of it is lost. What is left afterwards are the operations whose
    /// request is on its way, so that its answer still is told.
    mutating func end(_ turn: inout Turn) {
        self.abandonOperations(.noLongerWatched, &turn)
        self.tell(self.tracker.endEpoch(.noLongerWatched, at: turn.now), &turn)
    }

    private mutating func becomeReachable(_ turn: inout Turn) {
        defer { self.reachability = .reachable }
        guard self.failures > 0 else { return }
        let composer = self.composer(turn.settings)
        turn.output.events.append(
            composer.event(.serverReachable, "\(self.settings.name): the server answers again"))
    }

    private mutating func fail(_ failure: PollFailure, sentAt: Instant, _ turn: inout Turn) {
        self.tracker.fail(sentAt: sentAt)
        self.isStretched = false
        for index in self.operations.indices { self.operations[index].interrupt() }
        for identity in self.clocks.keys {
            self.clocks[identity] = self.clocks[identity]?.mapValues { clock in
                var clock = clock
                clock.interrupt()
                return clock
            }
        }
        let failures = self.failures + 1
        let wasUnauthorized = if case .unauthorized = self.reachability { true } else { false }
        let isUnauthorized = failure.kind == .unauthorized
        self.reachability = isUnauthorized ? .unauthorized(failures: failures) : .unreachable(failures: failures)
        // A refusal in the middle of an outage is news of another kind than the outage, and the other way round.
        guard failures == 1 || wasUnauthorized != isUnauthorized || failures.isMultiple(of: 10) else { return }

        var fields = [EventField(.reason, failure.kind.rawValue)]
        if let status = failure.status { fields.append(EventField(.httpStatus, String(status))) }
        let explanation = failure.explanation.printable(limit: 300)
        let count = failures == 1 ? "" : " (\(failures) polls in a row)"
        let composer = self.composer(turn.settings)
        if isUnauthorized {
            let message =
                "\(self.settings.name): the server does not accept the token\(count): \(explanation); "
                + "asking once a minute; put a valid token in place and restart the service"
            turn.output.events.append(composer.event(.authenticationRefused, message, fields))
        } else {
            let message =
                "\(self.settings.name): no usable answer\(count): \(explanation); "
                + "nothing counts as evidence until there is one; check the server and its url"
            turn.output.events.append(composer.event(.serverUnreachable, message, fields))
        }
    }
}
