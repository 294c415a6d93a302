// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Logging
import MonitorConfiguration
import ServiceFiles
import Systemd

/// The state of the loop while it runs: the monitor, and what is to be done at which instant.
struct MonitorRun<C: Clock, Generator: RandomNumberGenerator & Sendable> where C.Instant == ActivityMonitor.Instant {
    /// How long the state may be older on disk than in memory when nothing is about to be sent.
    static var stateInterval: Duration { .seconds(30) }
    /// The shortest time between two saves that no request waits for.
    static var savePause: Duration { .seconds(1) }
    /// How long the service manager is kept waiting for the first polls.
    static var readyPatience: Duration { .seconds(10) }
    /// How many problems of a rejected configuration become events.
    static var problemLimit: Int { 50 }

    private let dependencies: MonitorLoop<C, Generator>.Dependencies
    private let start: MonitorLoop<C, Generator>.Start
    private var monitor: Monitor
    private var generation = 0
    private var polls: PollLog
    private var rejection: String?
    private var pause = Pause.none
    private var readiness: Readiness
    private var status = StatusSchedule()
    private var lastStatusLine: String?
    private var stateIsDue: Instant?
    private var keptAt: Instant?
    /// The queues with notifications for later, and when the rate allows more; nil where a message will say so.
    private var waiting: [PollerID: (queue: NotificationQueue, resumesAt: Instant?)] = [:]
    private var counters = EventCounters()
    /// The servers whose pollers the present message may have changed something about.
    private var scope = ServerScope.all

    /// A run that begins with the state that was saved, where it can be used.
    init(
        start: MonitorLoop<C, Generator>.Start, dependencies: MonitorLoop<C, Generator>.Dependencies, at now: Instant
    ) {
        self.start = start
        self.dependencies = dependencies
        self.polls = PollLog(startedAt: dependencies.time())
        self.readiness = Readiness(deadline: now.advanced(by: Self.readyPatience))
        switch start.saved {
        case .none:
            self.monitor = Monitor()
        case .setAside(let explanation):
            dependencies.logger.error("\(explanation)")
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
        self.finishTurn(at: now)
    }

    /// Handles one message.
    mutating func handle(_ message: Message, at now: Instant) {
        self.scope = message.scope
        switch message {
        case .observation(let poller, let input):
            self.observe(input, from: poller, at: now)
        case .notifications(let queue):
            self.take(from: queue, at: now)
        case .requestFinished(let id, let outcome):
            if case .notSent(let reason) = outcome {
                self.dependencies.logger.warning("a request was not sent: \(reason)")
            }
            self.feed(.requestFinished(id: id, outcome), at: now)
        case .configure(let configuration):
            self.configure(configuration, at: now)
        case .rejected(let rejection):
            self.reject(rejection)
        case .pause(let pause):
            self.setPause(pause, at: now)
        case .wake:
            for case (let queue, let resumesAt?) in self.waiting.values where resumesAt <= now {
                self.take(from: queue, at: now)
            }
            self.feed(.wake, at: now)
        case .signOfLife:
            return
        }
        self.finishTurn(at: now)
    }

    /// Saves the state that must survive the process.
    mutating func end(at now: Instant) {
        self.dependencies.keeper.saveNow(self.storedState(at: now))
    }

    // MARK: - Messages

    private mutating func observe(_ input: Input, from poller: PollerID, at now: Instant) {
        guard let server = input.server, let polled = self.dependencies.pollers[server], polled.control.id == poller
        else {
            // The poller has been replaced: it may speak of another server.
            return
        }
        if case .poll(_, let sentAt, let result) = input {
            if let waiting = self.waiting[poller]?.queue {
                // Ends that the poll must not overtake: from it alone, only their absence would be known.
                self.feed(waiting.takeEnded(by: sentAt, at: now), about: server, at: now)
            }
            let time = self.dependencies.time()
            self.polls.note(result, server: server, at: time)
            self.readiness.polled(server)
            // For the windows of rules, which are judged on polls.
            self.feed(.localTime(time.local), at: now)
        }
        self.feed(input, at: now)
    }

    /// Feeds the monitor with the notifications in a queue, as many as are allowed now.
    private mutating func take(from queue: NotificationQueue, at now: Instant) {
        guard self.dependencies.pollers[queue.server]?.control.id == queue.poller else {
            self.waiting[queue.poller] = nil
            queue.discard()
            return
        }
        self.scope.insert(queue.server)
        let batch = queue.take(at: now)
        self.feed(batch.messages, about: queue.server, at: now)
        if batch.isUnclear { self.feed(.stream(server: queue.server, .unclear), at: now) }
        self.waiting[queue.poller] = batch.hasMore ? (queue, batch.resumesAt) : nil
    }

    private mutating func feed(_ messages: [PendingNews.Message], about server: String, at now: Instant) {
        for message in messages {
            self.feed(
                .notification(server: server, receivedAt: message.receivedAt, message.notification), at: now)
        }
    }

    private mutating func feed(_ input: Input, at now: Instant) {
        // No copy of the monitor may be alive when it is changed: it would be made whole.
        self.dependencies.recorder?.record(input, at: now) { self.monitor.savedState() }
        let output = self.monitor.handle(input, at: now)
        for event in output.events {
            event[.server].map { self.scope.insert($0) }
            self.emit(event)
        }
        for diagnostic in output.diagnostics {
            self.dependencies.logger.log(level: .init(diagnostic.priority), "\(diagnostic.message)")
        }
        var requests: [RemedyRequest] = []
        for action in output.actions {
            switch action {
            case .poll(let server):
                self.scope.insert(server)
                self.dependencies.pollers[server]?.control.pollNow()
            case .send(let request):
                self.scope.insert(request.server)
                requests.append(request)
            }
        }
        if !requests.isEmpty {
            self.keep(thenSend: requests, at: now)
        } else if output.mustBeSaved {
            // A crash must not bring back the evidence that has just been reset.
            let earliest = self.keptAt.map { max($0.advanced(by: Self.savePause), now) } ?? now
            self.stateIsDue = self.stateIsDue.map { min($0, earliest) } ?? earliest
        }
        self.status.noteChange()
    }

    private mutating func keep(thenSend requests: [RemedyRequest] = [], at now: Instant) {
        self.dependencies.keeper.keep(self.storedState(at: now), thenSend: requests)
        self.keptAt = now
        self.stateIsDue = now.advanced(by: Self.stateInterval)
    }

    private mutating func emit(_ event: Event) {
        self.counters.count(event)
        self.dependencies.events.write(event)
    }

    private mutating func configure(_ loaded: LoadedConfiguration, at now: Instant) {
        self.generation += 1
        self.rejection = nil
        for warning in loaded.warnings { self.dependencies.logger.warning("\(warning.printable(limit: 1000))") }
        let names = loaded.configuration.servers.map(\.name)
        self.polls.keep(names)
        self.readiness.expect(names)
        let key = self.start.identity.textHashKey
        self.feed(
            .configure(loaded.configuration.monitorSettings(generation: self.generation, textHashKey: key)), at: now)
        // After the monitor knows them: an observation of a server that the monitor does not know is lost.
        for server in self.dependencies.pollers.apply(loaded.servers) {
            self.feed(.tokenChanged(server: server), at: now)
        }
        self.status.hurry()
    }

    private mutating func setPause(_ pause: Pause, at now: Instant) {
        guard pause != self.pause else { return }
        self.pause = pause
        self.dependencies.logger.notice(
            "\(pause.words ?? "resumed"): rules \(pause == .none ? "act again" : "stop nothing")")
        self.feed(.pause(pause != .none), at: now)
        self.stateIsDue = now
        self.status.hurry()
    }

    private mutating func reject(_ rejection: ConfigurationRejection) {
        for event in rejection.events(generation: self.generation, limit: Self.problemLimit) { self.emit(event) }
        self.rejection = rejection.problems.first ?? "no reason given"
        self.status.hurry()
    }

    // MARK: - After each message

    /// Passes on what the monitor wants of the pollers, writes what is due, and sets the timer for what is not yet.
    private mutating func finishTurn(at now: Instant) {
        switch self.scope {
        case .servers(let names): for server in names { self.updatePoller(of: server) }
        case .all: for server in self.polls.servers { self.updatePoller(of: server) }
        }
        let becomesReady = self.readiness.becomesReady(at: now)
        if becomesReady || self.status.isDue(at: now) { self.publish(at: now, andReady: becomesReady) }
        if let due = self.stateIsDue, due <= now { self.keep(at: now) }
        if self.stateIsDue == nil { self.stateIsDue = now.advanced(by: Self.stateInterval) }
        let deadlines = [
            self.monitor.nextDeadline(), self.readiness.deadline, self.stateIsDue, self.status.due,
            self.waiting.values.compactMap(\.resumesAt).min(),
        ]
        self.dependencies.timer.set(deadlines.compactMap { $0 }.min())
    }

    private func updatePoller(of server: String) {
        guard let interval = self.monitor.pollInterval(of: server) else { return }
        let control = self.dependencies.pollers[server]?.control
        control?.setInterval(interval)
        control?.setNeedsMaintenanceHours(self.monitor.needsMaintenanceHours)
        control?.setNeedsSessions(self.monitor.needsSessions(of: server))
    }

    private mutating func publish(at now: Instant, andReady becomesReady: Bool) {
        self.status.written(at: now)
        let report = self.monitor.status(at: now)
        self.dependencies.status.publish(self.document(report, at: now))
        var line = report.line
        if let words = self.pause.words { line = "\(words); \(line)" }
        if let rejection = self.rejection {
            line = "configuration rejected: \(rejection.printable(limit: 200)); \(line)"
        }
        var states: [ServiceState] = becomesReady ? [.ready] : []
        if line != self.lastStatusLine { states.append(.status(line)) }
        self.lastStatusLine = line
        if !states.isEmpty { self.dependencies.manager.notify(states) }
    }

    private func document(_ report: StatusReport, at now: Instant) -> StatusDocument {
        let time = self.dependencies.time()
        let intervals = Dictionary(
            uniqueKeysWithValues: self.polls.servers.map { ($0, self.monitor.pollInterval(of: $0) ?? .zero) })
        return StatusDocument(
            programVersion: ProgramVersion.text,
            pid: self.start.pid,
            writtenAt: time.text,
            startedAt: self.polls.startedAt.text,
            rejectedConfiguration: self.rejection,
            pause: self.pause,
            polls: self.polls.statuses(intervals: intervals),
            streams: self.polls.servers.compactMap { server in
                let control = self.dependencies.pollers[server]?.control
                return control.map { StreamConnectionStatus(server: server, $0.stream.condition, at: now, time) }
            },
            monitor: report,
            counters: self.counters
        )
    }

    private func storedState(at now: Instant) -> StoredState {
        StoredState(
            bootID: self.start.identity.bootID, writtenAt: now, state: self.monitor.savedState(), pause: self.pause)
    }
}

extension MonitorRun {
    /// Begins the recording with what the monitor begins with.
    private func beginRecording(at now: Instant) {
        guard let recorder = self.dependencies.recorder else { return }
        let stored: StoredState? = if case .state(let stored) = self.start.saved { stored } else { nil }
        recorder.begin(
            restoring: stored?.state, isSameBoot: stored.map { self.start.isSameBoot($0, at: now) } ?? true,
            settings: self.start.configuration.configuration.monitorSettings(
                generation: 1, textHashKey: self.start.identity.textHashKey),
            at: now)
    }
}
