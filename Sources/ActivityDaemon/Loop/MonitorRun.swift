// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Logging
import MonitorConfiguration
import PlexModel
import ServiceFiles
import Systemd

/// The state of the loop while it runs: the monitor, and what is to be done at which instant.
struct MonitorRun<C: Clock, Generator: RandomNumberGenerator & Sendable> where C.Instant == ActivityMonitor.Instant {
    /// How long the service manager is kept waiting for the first polls.
    static var readyPatience: Duration { .seconds(10) }
    /// How many problems of a rejected configuration become events.
    static var problemLimit: Int { 50 }

    let dependencies: MonitorLoop<C, Generator>.Dependencies
    let start: MonitorLoop<C, Generator>.Start
    private(set) var monitor: Monitor
    private var generation = 0
    private var polls: PollLog
    private var rejection: String?
    private var isDisarmed = false
    private(set) var pause = Pause.none
    private var readiness: Readiness
    private var status = StatusBoard()
    /// What is to be saved, told and sent after the present message, and when what else is to be saved.
    var saving = Saving()
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
        for complaint in start.saved.complaints { dependencies.logger.error("\(complaint)") }
        self.monitor =
            start.saved.state.map { Monitor(restoring: $0.state, isSameBoot: start.isSameBoot($0, at: now)) }
            ?? Monitor()
    }

    /// Puts the first configuration into force.
    mutating func begin(at now: Instant) {
        self.beginRecording(at: now)
        self.tellAgain()
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
        case .manualRequest(let note):
            let request = ManualRequest(
                remedy: Remedy(note.remedy, target: note.target), victim: ActivityID(note.victim),
                isWithdrawn: note.isWithdrawn)
            self.feed(.manualRequest(server: note.server, request), at: now)
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
    mutating func end(at now: Instant) async {
        for server in self.polls.servers { self.saving.schedule.noteEvent(on: server) }
        await self.dependencies.keeper.finish(self.takeTurn(at: now))
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
        for action in output.actions {
            switch action {
            case .poll(let server):
                self.scope.insert(server)
                self.dependencies.pollers[server]?.control.pollNow()
            case .send(let request):
                self.scope.insert(request.server)
                self.saving.requests.append(request)
            }
        }
        self.noteSaving(after: input, output, at: now)
    }

    private mutating func emit(_ event: Event) {
        self.counters.count(event)
        self.saving.add(event, start: self.start.identity.startID)
    }

    private mutating func configure(_ loaded: LoadedConfiguration, at now: Instant) {
        self.generation += 1
        self.rejection = nil
        self.isDisarmed = loaded.isDisarmed
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
        self.saving.configure(names, known: (self.start.saved.state?.state.servers ?? [:]).keys)
        self.status.configure(names)
    }

    private mutating func setPause(_ pause: Pause, at now: Instant) {
        guard pause != self.pause else { return }
        self.pause = pause
        self.dependencies.logger.notice(
            "\(pause.words ?? "resumed"): rules \(pause == .none ? "act again" : "stop nothing")")
        self.feed(.pause(pause != .none), at: now)
        self.status.schedule.hurry()
    }

    private mutating func reject(_ rejection: ConfigurationRejection) {
        for event in rejection.events(generation: self.generation, limit: Self.problemLimit) { self.emit(event) }
        self.rejection = rejection.problems.first ?? "no reason given"
        self.status.schedule.hurry()
    }

    // MARK: - After each message

    /// Passes on what the monitor wants of the pollers, writes what is due, and sets the timer for what is not yet.
    private mutating func finishTurn(at now: Instant) {
        switch self.scope {
        case .servers(let names): for server in names { self.updatePoller(of: server) }
        case .all: for server in self.polls.servers { self.updatePoller(of: server) }
        }
        self.status.note(self.scope)
        let becomesReady = self.readiness.becomesReady(at: now)
        if becomesReady || self.status.schedule.isDue(at: now) { self.publish(at: now, andReady: becomesReady) }
        self.keep(at: now)
        let deadlines = [
            self.monitor.nextDeadline(), self.readiness.deadline, self.saving.schedule.due, self.status.schedule.due,
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
        let (monitor, polls) = (self.monitor, self.polls)
        let time = self.dependencies.time()
        let document = self.document(at: now, time)
        let update = self.status.look(
            at: monitor, now, time, hasAnswered: { polls.hasAnswered($0) },
            document: { servers in
                var document = document
                document.monitor.servers = servers
                return document
            })
        self.dependencies.status.publish(update)
        let rejection = self.rejection.map { "configuration rejected: \($0.printable(limit: 200))" }
        var states: [ServiceState] = becomesReady ? [.ready] : []
        if let line = self.status.newLine(after: [rejection, self.pause.words].compactMap { $0 }) {
            states.append(.status(line))
        }
        if !states.isEmpty { self.dependencies.manager.notify(states) }
    }

    /// The status of the service without its servers.
    private func document(at now: Instant, _ time: WallTime) -> StatusDocument {
        StatusDocument(
            programVersion: ProgramVersion.text,
            pid: self.start.pid,
            writtenAt: time.text,
            startedAt: self.polls.startedAt.text,
            rejectedConfiguration: self.rejection,
            isDisarmed: self.isDisarmed ? true : nil,
            pause: self.pause,
            polls: self.polls.statuses { self.monitor.pollInterval(of: $0) ?? .zero },
            streams: self.polls.servers.compactMap { server in
                let control = self.dependencies.pollers[server]?.control
                return control.map { StreamConnectionStatus(server: server, $0.stream.condition, at: now, time) }
            },
            monitor: StatusReport(generation: self.generation, isPaused: self.pause != .none, servers: []),
            counters: self.counters
        )
    }
}

extension MonitorRun {
    /// Begins the recording with what the monitor begins with.
    private func beginRecording(at now: Instant) {
        guard let recorder = self.dependencies.recorder else { return }
        let stored = self.start.saved.state
        recorder.begin(
            restoring: stored?.state, isSameBoot: stored.map { self.start.isSameBoot($0, at: now) } ?? true,
            settings: self.start.configuration.configuration.monitorSettings(
                generation: 1, textHashKey: self.start.identity.textHashKey),
            at: now)
    }
}
