// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A poll as it came.
struct SeenPoll {
    var sentAt: Moment
    var handledAt: Moment
    var list: ActivitySnapshot
    var rows: [ActivityID: Activity]
    var by: Epoch
    /// The good poll before, if none failed since.
    var previous: Moment?
    /// Who played, as far as it was read for this poll.
    var sessions: [PlaybackSession]?
}

/// News as they came.
struct SeenNews {
    var receivedAt: Moment
    var handledAt: Moment
    var news: ActivityNotification
}

/// What was observed at one entry, as the oracle keeps it.
final class EntryScene {
    let name: String
    /// The installation, as its last identity said; nil until one has.
    var machine: String?
    /// Whether this turn tells that another installation is there.
    var identityChanged = false
    /// When the identity was last read.
    var identityAt: Moment?
    /// When a request last failed, so that another installation may answer.
    var doubtedAt: Moment?
    /// The names of the libraries, by key.
    var sectionNames: [String: String] = [:]
    /// Who plays, read since the last poll; nil where nothing was read.
    var sessions: [PlaybackSession]??
    /// What is known of players, by the keys of their sessions.
    var players: [String: SeenPlayer] = [:]
    /// The last good poll.
    var poll: SeenPoll?
    /// When the last poll was sent, good or bad.
    var lastSentAt: Moment?
    /// The last polls, for news that overtake them.
    var recentPolls: [(sent: Moment, handled: Moment)] = []
    /// The news since the last good poll was sent.
    var news: [SeenNews] = []
    /// What was observed, by uuid.
    var trails: [ActivityID: Trail] = [:]
    /// The kinds, by what they are.
    var kinds: [Kindred: KindTrail] = [:]
    /// Whether a poll or a stream has failed since the last complete poll; when first.
    var failedSince: Moment?
    /// When a poll or a stream last failed.
    var lastFailedAt: Moment?
    /// How many complete polls of this epoch there were.
    var completeLooks = 0
    /// Whether any list of this epoch was seen.
    var hasLooked = false
    /// How many complete lists have been seen since the service started.
    var looksSinceStart = 0
    /// When the service started.
    var startedAt = Moment.begin
    /// When the token was last changed.
    var tokenChangedAt: Moment?
    /// When the last complete list before this poll was asked for.
    var lastComplete: Moment?
    /// When a poll last failed, or the service was started anew.
    var interruptedAt: Moment?
    /// Since when the stream has been open without a break; nil while it is not.
    var streamOpenSince: Moment?
    /// The longest and the shortest interval that was in effect since the last poll.
    var intervals: (least: Milliseconds, most: Milliseconds) = (0, 0)
    /// The installation was known before a restart of the service, and no identity was read since.
    var isMachineRemembered = false
    /// When the last good poll was sent, if none has failed since.
    var lastGood: Moment?
    /// Whether the last poll came too late to count.
    var isStale = false

    /// An entry at which nothing was observed.
    init(name: String) { self.name = name }

    /// Whether an event is about the installation that answers here, as far as is known.
    func isAbout(_ telling: Telling) -> Bool {
        guard let said = telling[.serverID], let machine = self.machine else { return true }
        return said == machine
    }

    /// The longest span that surely is evidence.
    var surelyEvidence: Milliseconds { max(self.intervals.least * 3, .seconds(60)) }
    /// The longest span that may be evidence.
    var maybeEvidence: Milliseconds { max(self.intervals.most * 3, .seconds(60)) }
}

/// All that was observed, as the oracle keeps it: it knows no more of the core than what went in and what came out.
final class Scene {
    /// The configuration in force.
    var setup = Setup(entries: [], rules: [])
    /// Whether everything is paused.
    var isPaused = false
    /// The second of the day on the wall; nil until it was told.
    var wallSecond: Int?
    /// The entries.
    var entries: [String: EntryScene] = [:]
    /// How often the service has started.
    var life = 0
    /// What each rule may and must make of the last good poll of an entry.
    var verdicts = Verdicts()
    /// What was asked, and what became of it.
    var ledger = Ledger()
    /// Who is there, as the events tell it.
    var roll = Roll()
    /// All rules that there have been, by name.
    var allRules: [String: RuleDraft] = [:]
    /// Whether this turn is an accepted reload: a configuration that is not the first of its process.
    var isReload = false
    /// Whether this turn changes what is protected.
    var protectionChanged = false
    /// Whether a breaker has tripped since the last reload.
    var breakerWasTold = false
    private var isConfigured = false

    /// When the machine of the service was last booted.
    var rebootedAt = Moment.begin

    /// The longest time between two polls of an entry.
    var longestRound: Milliseconds { self.setup.entries.map(\.pollInterval).max() ?? 0 }
    /// The truth about every run.
    let lives: [ActivityID: Life]
    /// Whether the history has a crash, so that saved bounds matter.
    let hasCrash: Bool

    init(_ record: Record) {
        self.lives = record.lives
        self.hasCrash = record.isKilled
    }

    /// Takes a stimulus, before the judges do.
    func observe(_ stimulus: Stimulus, at now: Moment) {
        self.isReload = false
        self.protectionChanged = false
        if let entry = stimulus.entry { self.entries[entry]?.identityChanged = false }
        switch stimulus {
        case .configure(let setup): self.configure(setup)
        case .identity(let entry, let machine): self.identify(entry, machine, at: now)
        case .sections(let entry, let sections):
            self.entries[entry]?.sectionNames = Dictionary(
                sections.map { ($0.id.rawValue, $0.title) }, uniquingKeysWith: { first, _ in first })
        case .sessions(let entry, let sessions):
            self.entries[entry]?.readSessions(sessions, at: now)
        case .player(let entry, _, let news): self.entries[entry]?.hear(news)
        case .wallClock(let second): self.wallSecond = second
        case .poll(let entry, let sentAt, let answer, let epoch):
            self.poll(entry, sentAt: sentAt, answer, by: epoch, at: now)
        case .news(let entry, let receivedAt, let news, _): self.hear(entry, news, receivedAt: receivedAt, at: now)
        case .stream(let entry, let state): self.stream(entry, state, at: now)
        case .pause(let isPaused): self.isPaused = isPaused
        case .crash(let isReboot):
            if isReboot { self.rebootedAt = now }
            self.crash(at: now, isReboot: isReboot)
        case .fate(let asked, let fate):
            if fate == .unanswered { self.entries[asked.entry]?.doubtedAt = now }
            self.ledger.note(fate, of: asked, life: self.life, at: now)
        case .token(let entry): self.entries[entry]?.tokenChangedAt = now
        case .wake: break
        }
    }

    /// Takes that a stimulus has been judged.
    func settle(_ turn: Turn) {
        for telling in turn.reaction.tellings where telling.kind == "lost" && telling[.reason] == "server-restarted" {
            guard let entry = telling[.server] else { continue }
            self.entries[entry]?.completeLooks = 0
            self.entries[entry]?.restartKinds()
            self.verdicts.endEpoch(entry: entry)
            self.entries[entry]?.restartLooks()
        }
        guard case .poll(let entry, let sentAt, .list(let list), _) = turn.stimulus,
            let isStale = self.entries[entry]?.isStale, !isStale
        else {
            return
        }
        self.entries[entry]?.hasLooked = true
        guard list.isComplete else { return }
        self.entries[entry]?.completeLooks += 1
        self.entries[entry]?.looksSinceStart += 1
        let last = self.entries[entry]?.lastFailedAt
        self.entries[entry]?.failedSince = last.flatMap { $0 > sentAt ? $0 : nil }
    }

    /// Takes the intervals that are in effect after a stimulus.
    func note(interval: Milliseconds, of entry: String, resets: Bool) {
        guard var intervals = self.entries[entry]?.intervals else { return }
        if resets || intervals.most == 0 {
            intervals = (interval, interval)
        } else {
            intervals = (min(intervals.least, interval), max(intervals.most, interval))
        }
        self.entries[entry]?.intervals = intervals
    }

    /// Takes that the state was saved: after a crash the lower bounds go on from here.
    func save() {
        guard self.hasCrash else { return }
        for entry in self.entries.keys {
            self.entries[entry]?.saveTrails()
            self.entries[entry]?.saveKinds()
        }
    }

    private func configure(_ setup: Setup) {
        self.isReload = self.isConfigured
        self.isConfigured = true
        self.protectionChanged = self.setup.protectedTypes != setup.protectedTypes
        for rule in setup.rules { self.allRules[rule.name] = rule }
        self.setup = setup
        let names = Set(setup.entries.map(\.name))
        self.entries = self.entries.filter { names.contains($0.key) }
        for entry in setup.entries where self.entries[entry.name] == nil {
            self.entries[entry.name] = EntryScene(name: entry.name)
        }
        if self.life == 0 { self.life = 1 }
    }

    private func identify(_ entry: String, _ machine: String, at now: Moment) {
        guard let scene = self.entries[entry] else { return }
        if let known = scene.machine, known != machine {
            scene.forget()
            self.roll.forget(entry: entry)
            self.verdicts.forget(entry: entry)
        }
        scene.identityChanged = scene.machine.map { $0 != machine } ?? false
        scene.machine = machine
        scene.isMachineRemembered = false
        scene.identityAt = now
    }

    private func stream(_ entry: String, _ state: StreamNews, at now: Moment) {
        switch state {
        case .open: self.entries[entry]?.streamOpenSince = now
        case .closed:
            self.entries[entry]?.streamOpenSince = nil
            if self.entries[entry]?.failedSince == nil { self.entries[entry]?.failedSince = now }
            self.entries[entry]?.lastFailedAt = now
        case .unclear, .unwanted: self.entries[entry]?.streamOpenSince = nil
        }
    }

    private func crash(at now: Moment, isReboot: Bool) {
        self.life += 1
        self.isConfigured = false
        self.isPaused = false
        self.wallSecond = nil
        self.verdicts.crash()
        for name in self.entries.keys { self.entries[name]?.restartService(at: now, isReboot: isReboot) }
    }
}
