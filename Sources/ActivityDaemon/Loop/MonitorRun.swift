// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Logging
import MonitorConfiguration
import Systemd

/// What the loop holds while it runs: the monitor, and what is to be done at which instant.
struct MonitorRun<C: Clock, Generator: RandomNumberGenerator & Sendable> where C.Instant == ActivityMonitor.Instant {
    /// How long the state may be older on disk than in memory when nothing is about to be sent.
    static var stateInterval: Duration { .seconds(30) }
    /// The least time between two versions of the status.
    static var statusInterval: Duration { .seconds(1) }
    /// The most time between two versions of the status.
    static var statusPatience: Duration { .seconds(10) }
    /// How long the service manager is kept waiting for the first polls.
    static var readyPatience: Duration { .seconds(10) }
    /// How many problems of a rejected configuration are told.
    static var problemLimit: Int { 50 }

    private let neighbours: MonitorLoop<C, Generator>.Neighbours
    private let start: MonitorLoop<C, Generator>.Start
    private var monitor: Monitor
    private var generation = 0
    private var polls: PollLog
    private var rejection: String?
    private var pause = Pause.none
    private var readiness: Readiness
    private var lastStatusLine: String?
    private var stateIsDue: Instant?
    private var statusWasWritten: Instant?
    private var statusIsChanged = true
    /// The queues of notifications of which the rate allowed no more, and when it will.
    private var throttled: [PollerID: (queue: NotificationQueue, resumesAt: Instant)] = [:]
    private var counters = EventCounters()

    /// A run that begins with the state that was saved, where it can be used.
    init(
        start: MonitorLoop<C, Generator>.Start, neighbours: MonitorLoop<C, Generator>.Neighbours, at now: Instant
    ) {
        self.start = start
        self.neighbours = neighbours
        self.polls = PollLog(startedAt: neighbours.time())
        self.readiness = Readiness(deadline: now.advanced(by: Self.readyPatience))
        switch start.saved {
        case .none:
            self.monitor = Monitor()
        case .setAside(let explanation):
            neighbours.logger.error("\(explanation)")
            self.monitor = Monitor()
        case .state(let stored):
            self.monitor = Monitor(restoring: stored.state, isSameBoot: start.isSameBoot(stored, at: now))
        }
    }

    /// Puts the first configuration into force.
    mutating func begin(at now: Instant) {
        self.beginRecording(at: now)
        // Before anything can be decided: a restart lifts no pause.
        self.setPause(self.start.pause, at: now)
        self.configure(self.start.configuration, at: now)
        self.settle(at: now)
    }

    /// Handles one message.
    mutating func handle(_ message: Message, at now: Instant) {
        switch message {
        case .observation(let poller, let input):
            self.observe(input, from: poller, at: now)
        case .notifications(let queue):
            self.take(from: queue, at: now)
        case .requestFinished(let id, let outcome):
            if case .notSent(let reason) = outcome {
                self.neighbours.logger.warning("a request was not sent: \(reason)")
            }
            self.feed(.requestFinished(id: id, outcome), at: now)
        case .configure(let configuration):
            self.configure(configuration, at: now)
        case .rejected(let rejection):
            self.reject(rejection)
        case .pause(let pause):
            self.setPause(pause, at: now)
        case .wake:
            for (queue, resumesAt) in self.throttled.values where resumesAt <= now { self.take(from: queue, at: now) }
            self.feed(.wake, at: now)
        case .signOfLife:
            return
        }
        self.settle(at: now)
    }

    /// Saves what must survive the process and says what the last state of affairs was.
    mutating func end(at now: Instant) {
        self.neighbours.keeper.saveNow(self.storedState(at: now))
    }

    // MARK: - Messages

    private mutating func observe(_ input: Input, from poller: PollerID, at now: Instant) {
        guard let server = input.server, let polled = self.neighbours.pollers[server], polled.control.id == poller
        else {
            // Of a poller that has been replaced: it may speak of another server.
            return
        }
        if case .poll(_, let sentAt, let result) = input {
            if let waiting = self.throttled[poller]?.queue {
                // That they are gone would be all that the poll tells of them.
                self.tell(waiting.takeEnded(by: sentAt, at: now), about: server, at: now)
            }
            let time = self.neighbours.time()
            self.polls.note(result, server: server, at: time)
            self.readiness.polled(server)
            // For the windows of rules, which are judged on polls.
            self.feed(.localTime(time.local), at: now)
        }
        self.feed(input, at: now)
    }

    /// Tells the monitor what waits in a queue, as much of it as is allowed now.
    private mutating func take(from queue: NotificationQueue, at now: Instant) {
        guard self.neighbours.pollers[queue.server]?.control.id == queue.poller else {
            self.throttled[queue.poller] = nil
            queue.discard()
            return
        }
        let batch = queue.take(at: now)
        self.tell(batch.messages, about: queue.server, at: now)
        if batch.isUnclear { self.feed(.stream(server: queue.server, .unclear), at: now) }
        self.throttled[queue.poller] = batch.resumesAt.map { (queue, $0) }
    }

    private mutating func tell(_ messages: [PendingNews.Message], about server: String, at now: Instant) {
        for message in messages {
            self.feed(
                .notification(server: server, receivedAt: message.receivedAt, message.notification), at: now)
        }
    }

    private mutating func feed(_ input: Input, at now: Instant) {
        // No copy of the monitor may be alive when it is changed: it would be made whole.
        self.neighbours.recorder?.record(input, at: now) { self.monitor.savedState() }
        let output = self.monitor.handle(input, at: now)
        for event in output.events { self.tell(event) }
        for diagnostic in output.diagnostics {
            self.neighbours.logger.log(level: .init(diagnostic.priority), "\(diagnostic.message)")
        }
        var requests: [RemedyRequest] = []
        for action in output.actions {
            switch action {
            case .poll(let server): self.neighbours.pollers[server]?.control.pollNow()
            case .send(let request): requests.append(request)
            }
        }
        if !requests.isEmpty {
            self.stateIsDue = now.advanced(by: Self.stateInterval)
            self.neighbours.keeper.keep(self.storedState(at: now), thenSend: requests)
        }
        self.statusIsChanged = true
    }

    private mutating func tell(_ event: Event) {
        self.counters.count(event)
        self.neighbours.events.write(event)
    }

    private mutating func configure(_ loaded: LoadedConfiguration, at now: Instant) {
        self.generation += 1
        self.rejection = nil
        for warning in loaded.warnings { self.neighbours.logger.warning("\(warning.printable(limit: 1000))") }
        let names = loaded.configuration.servers.map(\.name)
        self.polls.keep(names)
        self.readiness.expect(names)
        let key = self.start.identity.textHashKey
        self.feed(
            .configure(loaded.configuration.monitorSettings(generation: self.generation, textHashKey: key)), at: now)
        // After the monitor knows them: what a poller says of a server that the monitor does not know is lost.
        for server in self.neighbours.pollers.apply(loaded.servers) {
            self.feed(.tokenChanged(server: server), at: now)
        }
        self.publishSoon()
    }

    private mutating func setPause(_ pause: Pause, at now: Instant) {
        guard pause != self.pause else { return }
        self.pause = pause
        self.neighbours.logger.notice(
            "\(pause.words ?? "resumed"): rules \(pause == .none ? "act again" : "stop nothing")")
        self.feed(.pause(pause != .none), at: now)
        self.stateIsDue = now
        self.publishSoon()
    }

    private mutating func reject(_ rejection: ConfigurationRejection) {
        for event in rejection.events(generation: self.generation, limit: Self.problemLimit) { self.tell(event) }
        self.rejection = rejection.problems.first ?? "no reason given"
        self.publishSoon()
    }

    // MARK: - What is due

    /// Sees to what is due and has the timer wake the loop for what is not yet.
    private mutating func settle(at now: Instant) {
        for server in self.polls.servers {
            guard let interval = self.monitor.pollInterval(of: server) else { continue }
            let control = self.neighbours.pollers[server]?.control
            control?.setInterval(interval)
            control?.setNeedsSessions(self.monitor.needsSessions(of: server))
        }
        let becomesReady = self.readiness.becomesReady(at: now)
        self.publish(at: now, andReady: becomesReady)
        if let due = self.stateIsDue, due <= now {
            self.neighbours.keeper.keep(self.storedState(at: now))
            self.stateIsDue = nil
        }
        if self.stateIsDue == nil { self.stateIsDue = now.advanced(by: Self.stateInterval) }
        let deadlines = [
            self.monitor.nextDeadline(), self.readiness.deadline, self.stateIsDue, self.nextStatus,
            self.throttled.values.map(\.resumesAt).min(),
        ]
        self.neighbours.timer.set(deadlines.compactMap { $0 }.min())
    }

    /// When the status is to be written again.
    private var nextStatus: Instant? {
        self.statusWasWritten?.advanced(by: self.statusIsChanged ? Self.statusInterval : Self.statusPatience)
    }

    /// Has the status written with this message, whenever the last one was: somebody waits for it.
    private mutating func publishSoon() {
        self.statusWasWritten = nil
    }

    private mutating func publish(at now: Instant, andReady becomesReady: Bool) {
        if !becomesReady, let next = self.nextStatus, next > now { return }
        self.statusWasWritten = now
        self.statusIsChanged = false
        let time = self.neighbours.time()
        let intervals = Dictionary(
            uniqueKeysWithValues: self.polls.servers.map { ($0, self.monitor.pollInterval(of: $0) ?? .zero) })
        let report = self.monitor.status(at: now)
        let document = StatusDocument(
            programVersion: ProgramVersion.text,
            pid: self.start.pid,
            writtenAt: time.text,
            startedAt: self.polls.startedAt.text,
            rejectedConfiguration: self.rejection,
            pause: self.pause,
            polls: self.polls.statuses(intervals: intervals),
            streams: self.polls.servers.compactMap { server in
                let control = self.neighbours.pollers[server]?.control
                return control.map { StreamConnectionStatus(server: server, $0.stream.condition, at: now, time) }
            },
            monitor: report,
            counters: self.counters
        )
        self.neighbours.status.publish(document)
        var line = report.line
        if let words = self.pause.words { line = "\(words); \(line)" }
        if let rejection = self.rejection {
            line = "configuration rejected: \(rejection.printable(limit: 200)); \(line)"
        }
        var states: [ServiceState] = becomesReady ? [.ready] : []
        if line != self.lastStatusLine { states.append(.status(line)) }
        self.lastStatusLine = line
        if !states.isEmpty { self.neighbours.manager.notify(states) }
    }

    private func storedState(at now: Instant) -> StoredState {
        StoredState(
            bootID: self.start.identity.bootID, writtenAt: now, state: self.monitor.savedState(), pause: self.pause)
    }
}

extension MonitorRun {
    /// Begins the recording with what the monitor begins with.
    private func beginRecording(at now: Instant) {
        guard let recorder = self.neighbours.recorder else { return }
        let stored: StoredState? = if case .state(let stored) = self.start.saved { stored } else { nil }
        recorder.begin(
            restoring: stored?.state, isSameBoot: stored.map { self.start.isSameBoot($0, at: now) } ?? true,
            settings: self.start.configuration.configuration.monitorSettings(
                generation: 1, textHashKey: self.start.identity.textHashKey),
            at: now)
    }
}

extension MonitorLoop.Start {
    /// Whether the instants in a saved state are of the clock that runs now.
    fileprivate func isSameBoot(_ stored: StoredState, at now: Instant) -> Bool {
        !stored.bootID.isEmpty && stored.bootID == self.identity.bootID && stored.writtenAt <= now
    }
}

extension Input {
    /// The server that an observation is about.
    fileprivate var server: String? {
        switch self {
        case .identity(let server, _), .sections(let server, _), .sessions(let server, _), .poll(let server, _, _),
            .tokenChanged(let server), .notification(let server, _, _), .playback(let server, _, _),
            .stream(let server, _):
            server
        case .configure, .requestFinished, .pause, .localTime, .wake:
            nil
        }
    }
}
