// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What the oracle judges; each in a file of its own.
enum Judgement: String, CaseIterable, Sendable {
    /// Each uuid starts once before it ends, and says so truly.
    case starts
    /// Each start has one end, and no end comes without its start.
    case ends
    /// `lost` and `finished` are told apart as the epochs demand.
    case epochs
    /// `PLEX_OUTCOME` and the words beside it are true.
    case outcome
    /// `PLEX_SERVER_ID` is the installation that the event is about.
    case serverID = "server-id"
    /// `PLEX_AGE_USEC` lies between what polls prove and what observations allow.
    case age
    /// `PLEX_STALLED_USEC` lies between what polls prove and what observations allow.
    case stall
    /// Progress and texts are what was last observed.
    case values
    /// Durations in `PLEX_PREDICATES` lie between what polls prove and what observations allow.
    case predicates
    /// Each request is justified by the very poll before it and by all that was heard after that.
    case justified
    /// A request ends nothing that is to be spared.
    case collateral
    /// Before each request a poll and an identity were read after the decision.
    case looksAgain = "looks-again"
    /// Nothing is asked that pause, windows, modes, permissions or a twin entry forbid.
    case permitted
    /// One request at a time for each target.
    case oneInFlight = "one-in-flight"
    /// What was stopped is left alone for the cooldown.
    case cooldown
    /// No more stops than the budgets allow.
    case budget
    /// Breakers trip when they must, and hold.
    case breakers
    /// What a rule gave up on stays given up.
    case givenUp = "given-up"
    /// `stop-requested` says what was sent and answered.
    case requested
    /// `stop-confirmed` says what is so, and within which time.
    case confirmed
    /// `stop-ineffective` says what is so.
    case ineffective
    /// Each stop has exactly one end.
    case stopEnds = "stop-ends"
    /// Rules that observe or notify say only what is so.
    case sayings
    /// Nothing is said again and again.
    case chatter
    /// After a calm time everything that is due and unobstructed was asked or told.
    case liveness
    /// While a stop is under way its server is polled every 2 s; deadlines lie ahead.
    case pace
    /// Reachability is told on the transition, then every tenth failure.
    case reachability
    /// What is saved stays small.
    case memory
    /// An observing twin says it when the armed one decides.
    case twins
}

/// Something that is not as it must be.
struct Violation: Sendable, CustomStringConvertible {
    /// What it breaks.
    var judgement: Judgement
    /// When.
    var at: Moment
    /// What is wrong, in a sentence.
    var words: String

    var description: String { "\(self.judgement.rawValue) at \(self.at): \(self.words)" }
}

/// One that judges.
protocol Judge {
    /// Judges a turn; the scene has taken the stimulus, and not the reaction.
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation]

    /// Judges the end of a history.
    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation]
}

extension Judge {
    mutating func finish(at end: Moment, isCalm: Bool, _ scene: Scene) -> [Violation] { [] }
}

/// All judges over one history.
struct Oracle {
    private let scene: Scene
    private var judges: [any Judge]
    /// What was found.
    private(set) var violations: [Violation] = []

    init(_ record: Record) {
        self.scene = Scene(record)
        self.judges = [
            StartJudge(), EndJudge(), EpochJudge(), OutcomeJudge(), ServerJudge(), AgeJudge(), PredicateJudge(),
            ValueJudge(),
            RequestJudge(), RestraintJudge(), BreakerJudge(), GivenUpJudge(), AnswerJudge(), ConfirmationJudge(),
            StopEndJudge(), SayingJudge(), ChatterJudge(), LivenessJudge(), PaceJudge(), ReachabilityJudge(),
        ]
    }

    /// Judges a turn.
    mutating func judge(_ turn: Turn) {
        self.scene.observe(turn.stimulus, at: turn.at)
        for index in self.judges.indices { self.violations += self.judges[index].judge(turn, self.scene) }
        self.scene.note(turn)
        self.scene.settle(turn)
        let isPoll = if case .poll = turn.stimulus { true } else { false }
        for (entry, interval) in turn.intervals {
            self.scene.note(interval: interval, of: entry, resets: isPoll && turn.stimulus.entry == entry)
        }
        if turn.wasSaved { self.scene.save() }
    }

    /// Judges the end.
    mutating func finish(at end: Moment, isCalm: Bool) {
        for index in self.judges.indices {
            self.violations += self.judges[index].finish(at: end, isCalm: isCalm, self.scene)
        }
    }
}

extension Scene {
    /// Takes what the core asked for.
    func note(_ turn: Turn) {
        self.ledger.take(turn)
        for asked in turn.reaction.requests {
            let rows = self.entries[asked.entry]?.poll?.list.activities ?? []
            var record = AskRecord(
                asked: asked, sentAt: turn.at, life: self.life, covered: rows.filter { asked.target.covers($0) == true }
            )
            record.mayCoverMore = rows.contains { asked.target.covers($0) == nil }
            let earlier = self.earlierIndices(asked, before: turn.at)
            record.isFurther = !earlier.isEmpty
            for index in earlier { self.ledger.asks[index].isSuperseded = true }
            self.ledger.asks.append(record)
        }
        if self.isReload { self.breakerWasTold = false }
        for telling in turn.reaction.tellings {
            self.roll.take(telling, at: turn.at, life: self.life)
            if telling.kind == "breaker-tripped" { self.breakerWasTold = true }
        }
    }

    /// Whether a request goes on with a stop that has asked before.
    func isFurther(_ asked: Asked, at now: Moment) -> Bool {
        !self.earlierIndices(asked, before: now).isEmpty
    }

    /// The requests that a request may go on from: of stops that have not ended, of the same work.
    private func earlierIndices(_ asked: Asked, before now: Moment) -> [Int] {
        let rows = self.entries[asked.entry]?.poll?.list.activities.filter { asked.target.covers($0) == true } ?? []
        let ids = Set(rows.map(\.id))
        let kinds = Set(rows.map { Kindred($0) })
        return self.ledger.asks.indices.filter { index in
            let earlier = self.ledger.asks[index]
            return earlier.isOpen && earlier.sentAt < now && earlier.asked.entry == asked.entry
                && (earlier.asked.target == asked.target || earlier.covered.contains { ids.contains($0.id) }
                    || (earlier.rule.flatMap { self.allRules[$0] }?.scope == .kind
                        && !earlier.kinds.isDisjoint(with: kinds)))
        }
    }
}

extension Stimulus {
    /// The entry that it is about; nil for what is about all.
    var entry: String? {
        switch self {
        case .identity(let entry, _), .sections(let entry, _), .sessions(let entry, _), .poll(let entry, _, _, _),
            .news(let entry, _, _, _), .player(let entry, _, _), .stream(let entry, _), .token(let entry):
            entry
        case .fate(let asked, _): asked.entry
        case .configure, .wallClock, .pause, .wake, .crash: nil
        }
    }
}

extension Ledger {
    /// Takes what was told of requests.
    mutating func take(_ turn: Turn) {
        for telling in turn.reaction.tellings {
            switch telling.kind {
            case "stop-requested":
                guard case .fate(let asked, _) = turn.stimulus,
                    let index = self.asks.lastIndex(where: {
                        $0.asked.id == asked.id && $0.asked.target == asked.target
                    })
                else {
                    continue
                }
                self.asks[index].rule = telling[.rule]
            case "stop-confirmed", "stop-ineffective", "stop-abandoned":
                self.end(telling, at: turn.at)
            default: break
            }
        }
    }

    /// Ends a stop, with the requests that it went on from.
    private mutating func end(_ telling: Telling, at now: Moment) {
        // One that asked ends with the way that it asked for last.
        let open = self.openIndices(covering: telling).filter { index in
            telling[.remedy].map { $0 == self.asks[index].asked.target.way.rawValue } ?? true
        }
        let ids = Set(open.flatMap { self.asks[$0].covered.map(\.id) })
        for index in open {
            self.asks[index].endedAt = now
            self.asks[index].end = telling
        }
        guard !open.isEmpty else { return }
        for index in self.asks.indices
        where self.asks[index].isSuperseded && self.asks[index].endedAt == nil
            && self.asks[index].asked.entry == telling[.server]
            && self.asks[index].covered.contains(where: { ids.contains($0.id) })
        {
            self.asks[index].endedAt = now
        }
    }
}
