// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import PlexModel

/// Plays a transcript: a monitor, the shell around it and the servers that it watches, in virtual time.
///
/// The shell polls each server at the interval that the monitor names, or once a minute while it fails, reads the
/// identity at the start and after every failure, the sessions where the monitor needs them, and tells the local time
/// where the transcript gives one. It takes a second to carry out what the monitor asks for: a poll that is wanted goes
/// out a second later, and a request is answered after a second unless the transcript says otherwise. A server that accepts a request ends what it covers
/// three seconds later unless the transcript says otherwise.
struct TranscriptStage {
    /// How a server takes requests.
    struct Reception {
        /// The kind of requests, or `*`.
        var kind: String
        /// What becomes of them.
        var outcome: RequestOutcome
        /// How long the answer takes.
        var delay: Duration
        /// How long afterwards what they cover ends; nil for never.
        var effect: Duration?
        /// How many requests are taken so; nil for all.
        var remaining: Int?
    }

    /// Something that is to happen.
    enum Occurrence {
        /// An input of the transcript.
        case line(TranscriptLine)
        /// The answer to a request, to the run of the daemon that sent it.
        case answer(id: Int, RequestOutcome, run: Int)
        /// Activities of a server end.
        case end(server: String, [ActivityID])
        /// A server heeds a request: the activities end, and what would have followed them does not start.
        case stop(server: String, [ActivityID])
        /// A poll is answered, to the run of the daemon that sent it.
        case pollAnswer(server: String, sentAt: Instant, PollResult, run: Int)
        /// A notification arrives.
        case notification(server: String, ActivityNotification)
        /// A server that restarted is back.
        case back(server: String)
        /// The daemon starts again.
        case start(isSameBoot: Bool)
    }

    /// How long the shell takes to carry something out.
    static let latency = Duration.seconds(1)

    /// What is told of the story so far.
    var telling = TranscriptTelling()
    /// The settings as they are written now.
    var settings = TranscriptSettings()
    /// The servers by name.
    var worlds: [String: TranscriptWorld] = [:]
    /// How servers take requests, the latest last.
    var receptions: [Reception] = []
    /// What is to happen, in order.
    private(set) var agenda: [(time: Duration, occurrence: Occurrence)] = []
    /// Since the start of the story.
    private(set) var now = Duration.zero
    /// When the story ends.
    var end = Duration.zero
    /// Until when the machine sleeps.
    var sleepsUntil = Duration.zero
    /// The local time, as seconds of the week at a time of the story.
    var wallClock: (secondOfWeek: Int, at: Duration)?
    /// Whether everything is paused.
    var isPaused = false

    private var monitor: Monitor?
    private var generation = 0
    /// When the machine booted last.
    private var bootedAt = Duration.zero
    /// Counts the starts of the daemon.
    private var run = 0
    private var lastPoll: [String: (at: Duration, hasFailed: Bool)] = [:]
    private var wantedPoll: [String: Duration] = [:]
    private var doubted: Set<String> = []
    private var toldTime: LocalTime?
    /// What the state file holds, and since when.
    private var stateFile: (state: SavedState, at: Duration) = (SavedState(), .zero)

    /// Plays a whole story.
    static func play(_ inputs: [Substring]) throws -> TranscriptTelling {
        var stage = TranscriptStage()
        for (index, text) in inputs.enumerated() {
            var line = try TranscriptLine(text, number: index + 1)
            if line.isEmpty { continue }
            guard let time = line.time else {
                try stage.set(&line)
                continue
            }
            stage.plan(.line(line), at: time)
        }
        if stage.settings.servers.isEmpty { stage.addServer("home", interval: .seconds(10)) }
        try stage.play()
        stage.telling.finish()
        return stage.telling
    }

    /// Plays a story that stands in a test.
    static func play(_ text: String) throws -> TranscriptTelling {
        try Self.play(text.split(separator: "\n", omittingEmptySubsequences: false))
    }

    /// Adds a server to the settings and to the world.
    mutating func addServer(_ name: String, interval: Duration) {
        self.settings.servers.append(ServerSettings(name: name, pollInterval: interval))
        self.worlds[name] = TranscriptWorld(machine: "machine-\(name)")
    }

    /// Puts something on the agenda, behind what happens at the same time.
    mutating func plan(_ occurrence: Occurrence, at time: Duration) {
        let index = self.agenda.firstIndex { $0.time > time } ?? self.agenda.endIndex
        self.agenda.insert((time, occurrence), at: index)
    }

    /// Takes off the agenda what would have followed an activity of a series.
    private mutating func cancelSeries(of id: ActivityID) {
        guard let dash = id.rawValue.lastIndex(of: "-") else { return }
        let series = id.rawValue[...dash]
        self.agenda.removeAll { entry in
            guard case .line(let line) = entry.occurrence, line.words.count > 1 else { return false }
            return line.words[0] == "start" && line.words[1].hasPrefix(series)
        }
    }
}

extension TranscriptStage {
    private mutating func play() throws {
        self.telling.showsServers = self.settings.servers.count > 1
        if self.end == .zero { self.end = self.agenda.last?.time ?? .zero }
        // What stands at the start is there before the daemon looks for the first time.
        try self.happen(until: .zero)
        self.monitor = Monitor()
        try self.open(line: 0)
        while let next = self.nextTime(), next <= self.end {
            self.now = next
            try self.happen(until: next)
            self.wake()
            for server in self.settings.servers.map(\.name) where self.nextPoll(of: server) == next {
                self.poll(server)
            }
        }
    }

    /// Lets all happen that is due.
    private mutating func happen(until time: Duration) throws {
        while let first = self.agenda.first, first.time <= time {
            self.agenda.removeFirst()
            switch first.occurrence {
            case .line(var line):
                try self.perform(&line)
            case .answer(let id, let outcome, let run) where run == self.run && self.monitor != nil:
                self.telling.note("answer", outcome.words, at: self.now)
                if case .noAnswer = outcome { self.doubted.formUnion(self.settings.servers.map(\.name)) }
                self.handle(.requestFinished(id: id, outcome))
            case .answer:
                break
            case .end(let server, let ids):
                self.worlds[server]?.end(ids, at: self.now)
            case .stop(let server, let ids):
                self.worlds[server]?.end(ids, at: self.now)
                for id in ids { self.cancelSeries(of: id) }
            case .pollAnswer(let server, let sentAt, let result, let run):
                guard run == self.run, self.monitor != nil else { break }
                self.telling.note(
                    "answered", "the poll of t=\((self.bootedAt + .nanoseconds(sentAt.nanoseconds)).text)", at: self.now
                )
                self.handle(.poll(server: server, sentAt: sentAt, result))
            case .notification(let server, let notification):
                self.telling.note("told", "\(notification.change.rawValue) \(notification.id)", at: self.now)
                self.handle(.notification(server: server, receivedAt: self.instant, notification))
            case .back(let server):
                self.worlds[server]?.failure = nil
            case .start(let isSameBoot):
                if !isSameBoot { self.bootedAt = self.now - .seconds(20) }
                self.monitor = Monitor(restoring: self.stateFile.state, isSameBoot: isSameBoot)
                self.generation = 0
                self.telling.note("daemon", "starts", at: self.now)
                try self.open(line: 0)
            }
        }
    }

    /// When something happens next.
    private func nextTime() -> Duration? {
        var times = self.settings.servers.compactMap { self.nextPoll(of: $0.name) }
        if let first = self.agenda.first { times.append(first.time) }
        if let deadline = self.deadline { times.append(deadline) }
        return times.min()
    }

    /// When the monitor wants to be woken.
    private var deadline: Duration? {
        guard let deadline = self.monitor?.nextDeadline() else { return nil }
        let time = self.bootedAt + .nanoseconds(deadline.nanoseconds)
        return max(time, self.now, self.sleepsUntil)
    }

    private mutating func wake() {
        guard let deadline = self.deadline, deadline <= self.now else { return }
        self.handle(.wake)
    }

    private func nextPoll(of server: String) -> Duration? {
        guard let monitor = self.monitor, let interval = monitor.pollInterval(of: server) else { return nil }
        guard let last = self.lastPoll[server] else { return max(self.now, self.sleepsUntil) }
        var due = last.at + (last.hasFailed ? max(interval, .minutes(1)) : interval)
        let configured = self.settings.servers.first { $0.name == server }?.pollInterval ?? interval
        if !last.hasFailed, self.worlds[server]?.hasStream == true, interval >= configured {
            // On the grid of the configured interval, of which a stretched one skips points.
            due = configured * Int(last.at / configured) + interval
            if due < self.now { due = configured * Int((self.now / configured).rounded(.up)) }
        }
        let wanted = last.hasFailed ? due : self.wantedPoll[server] ?? due
        return max(min(due, wanted), self.now, self.sleepsUntil)
    }

    private mutating func poll(_ server: String) {
        guard let world = self.worlds[server] else { return }
        self.wantedPoll[server] = nil
        let failure = world.failure
        self.lastPoll[server] = (self.now, failure != nil)
        self.tellTime()
        if failure == nil, !world.hidesIdentity, self.doubted.remove(server) != nil {
            self.handle(
                .identity(
                    server: server, ServerIdentity(machineIdentifier: world.machine, version: "1.43.3")))
            if !world.sections.isEmpty { self.handle(.sections(server: server, world.sections)) }
        }
        if self.monitor?.needsMaintenanceHours == true {
            self.handle(.maintenance(server: server, failure == nil ? world.maintenance : nil))
        }
        if self.monitor?.needsSessions(of: server) == true {
            self.handle(.sessions(server: server, failure == nil ? world.sessions : nil))
        }
        if failure != nil { self.doubted.insert(server) }
        let result = failure.map(PollResult.failure) ?? .snapshot(world.snapshot(at: self.now))
        if world.answerDelay > .zero {
            self.telling.note("polls", self.telling.showsServers ? server : "", at: self.now)
            let answer = Occurrence.pollAnswer(server: server, sentAt: self.instant, result, run: self.run)
            return self.plan(answer, at: self.now + world.answerDelay)
        }
        if world.hasStream {
            self.telling.note("polls", self.telling.showsServers ? server : "", at: self.now)
        }
        self.handle(.poll(server: server, sentAt: self.instant, result))
        if self.now - self.stateFile.at >= .seconds(30) { self.save() }
    }

    /// Tells the local time when its minute is another one.
    private mutating func tellTime() {
        guard let time = self.localTime, time != self.toldTime else { return }
        self.toldTime = time
        self.handle(.localTime(time))
    }

    private var localTime: LocalTime? {
        guard let wallClock = self.wallClock else { return nil }
        let second = wallClock.secondOfWeek + Int((self.now - wallClock.at).components.seconds)
        let day = second / 86_400 % 7
        return LocalTime(weekday: Weekday.allCases[day], secondOfDay: second % 86_400 / 60 * 60)
    }

    private var instant: Instant {
        Instant(nanoseconds: (self.now - self.bootedAt).wholeNanoseconds)
    }

    /// Has a server polled at once, as the shell does when its stream is open.
    mutating func pollNow(_ server: String) { self.wantedPoll[server] = self.now }

    /// Hands the monitor an input, tells what it makes of it and carries out what it asks for.
    mutating func handle(_ input: Input) {
        guard var monitor = self.monitor else { return }
        let output = monitor.handle(input, at: self.instant)
        self.monitor = monitor
        if output.mustBeSaved { self.save() }
        self.telling.tell(output, at: self.now)
        for action in output.actions {
            switch action {
            case .poll(let server):
                let wanted = self.now + Self.latency
                self.wantedPoll[server] = min(self.wantedPoll[server] ?? wanted, wanted)
            case .send(let request):
                self.save()
                self.send(request)
            }
        }
    }

    private mutating func send(_ request: RemedyRequest) {
        var reception = Reception(
            kind: "*", outcome: .answered(status: 200), delay: Self.latency, effect: .seconds(3))
        let fitting = self.receptions.indices.filter { index in
            let one = self.receptions[index]
            return (one.kind == "*" || one.kind == request.remedy.kind.rawValue) && one.remaining != 0
        }
        if let index = fitting.first(where: { self.receptions[$0].remaining != nil }) ?? fitting.last {
            reception = self.receptions[index]
            self.receptions[index].remaining = reception.remaining.map { $0 - 1 }
        }
        self.plan(.answer(id: request.id, reception.outcome, run: self.run), at: self.now + reception.delay)
        guard let effect = reception.effect, let world = self.worlds[request.server] else { return }
        self.plan(.stop(server: request.server, world.covered(by: request.remedy)), at: self.now + effect)
    }
}

extension TranscriptStage {
    /// Puts the settings in force, as a start of the daemon or a reload does.
    mutating func open(line: Int) throws {
        self.generation += 1
        let isStart = self.generation == 1
        if isStart {
            self.run += 1
            self.lastPoll = [:]
            self.wantedPoll = [:]
            self.doubted = Set(self.settings.servers.map(\.name))
            self.toldTime = nil
        }
        self.handle(.configure(try self.settings.resolved(generation: self.generation, line: line)))
        if isStart, self.isPaused { self.handle(.pause(true)) }
    }

    /// Ends the daemon; it starts again after a while.
    ///
    /// - Parameter isCrash: whether only what was on disk is left.
    mutating func stopDaemon(for pause: Duration, isCrash: Bool, isSameBoot: Bool) throws {
        if !isCrash { self.save() }
        self.telling.note("daemon", isCrash ? "crashes" : "stops", at: self.now)
        self.monitor = nil
        // What is read is what was written, not what was in memory.
        let data = try JSONEncoder().encode(self.stateFile.state)
        self.stateFile.state = try JSONDecoder().decode(SavedState.self, from: data)
        self.plan(.start(isSameBoot: isSameBoot), at: self.now + pause)
    }

    private mutating func save() {
        guard let monitor = self.monitor else { return }
        self.stateFile = (monitor.savedState(), self.now)
    }
}

extension RequestOutcome {
    /// The outcome in the words of a transcript.
    fileprivate var words: String {
        switch self {
        case .answered(let status): "\(status)"
        case .noAnswer: "none"
        case .notSent(let reason): "not sent: \(reason)"
        }
    }
}
