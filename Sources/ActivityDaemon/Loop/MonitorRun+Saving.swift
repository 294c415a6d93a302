// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// What the loop leaves for the keeper of the state.
struct Saving {
    /// When what is saved that nothing waits for.
    var schedule = SaveSchedule()
    /// The events of the present message, in order.
    private(set) var events: [NumberedEvent] = []
    /// The requests of the present message.
    var requests: [RemedyRequest] = []
    /// The servers that are to be forgotten.
    private var removed: Set<String> = []
    /// The servers of the configuration.
    private(set) var servers: [String] = []
    /// Whether what belongs to no server may have changed.
    private var restMayHaveChanged = false
    /// Whether all is written, as after the start.
    private var isWhole = true
    /// The number of the last event.
    private var number: UInt64 = 0
    /// What belongs to no server, as it was given away last.
    private var rest: StoredState?

    /// Nothing so far.
    init() {}

    /// Adds an event that is told when it is saved.
    ///
    /// - Parameter start: the start of the service, for the event's name.
    mutating func add(_ event: Event, start: String) {
        self.number += 1
        let event = event.identified(by: "\(start)-\(self.number)")
        self.events.append(NumberedEvent(number: self.number, event: event))
        if event.kind.mustBeSavedFirst, let server = event[.server] { self.schedule.noteEvent(on: server) }
    }

    /// Takes the servers of the configuration.
    ///
    /// - Parameter known: the servers whose state was kept before the start.
    mutating func configure(_ servers: [String], known: some Sequence<String>) {
        let names = Set(servers)
        let before = self.servers.isEmpty ? Set(known) : Set(self.servers)
        self.removed = self.removed.union(before).subtracting(names)
        self.servers = servers
        self.schedule.keep(names)
        for server in servers { self.schedule.noteEvent(on: server) }
    }

    /// Notes that what belongs to no server may have changed.
    mutating func noteRest() {
        self.restMayHaveChanged = true
    }

    /// What is to be done now; nil for nothing.
    mutating func take(
        at now: Instant, rest: () -> StoredState, server: (String) -> SavedServer?
    ) -> KeeperTurn? {
        let due = self.schedule.take(at: now)
        var turn = KeeperTurn(at: now)
        for name in due { turn.servers[name] = server(name) }
        turn.removed = self.removed
        turn.events = self.events
        turn.requests = self.requests
        turn.isWhole = self.isWhole && !due.isEmpty
        if self.restMayHaveChanged || !due.isEmpty || !self.removed.isEmpty { turn.rest = self.newRest(rest()) }
        self.restMayHaveChanged = false
        self.removed = []
        self.events = []
        self.requests = []
        if turn.isWhole { self.isWhole = false }
        return turn.events.isEmpty && turn.needsNoSaving ? nil : turn
    }

    /// What belongs to no server, if it is not as it was given away last.
    private mutating func newRest(_ rest: StoredState) -> StoredState? {
        let isOld = !self.isWhole && self.rest?.state == rest.state && self.rest?.pause == rest.pause
        self.rest = rest
        return isOld ? nil : rest
    }
}

extension MonitorRun {
    /// Tells the events again that may not have been told before a crash.
    mutating func tellAgain() {
        for event in self.start.saved.untold { self.saving.add(event, start: self.start.identity.startID) }
    }

    /// Notes what an input has made necessary to save.
    mutating func noteSaving(after input: Input, _ output: Output, at now: Instant) {
        for request in self.saving.requests { self.saving.schedule.noteEvent(on: request.server) }
        switch input {
        case .requestFinished:
            for server in self.saving.servers { self.saving.schedule.noteEvent(on: server) }
        case .pause:
            self.saving.noteRest()
        case .manualRequest(let server, _):
            // Its note goes when the monitor knows of it.
            self.saving.schedule.noteEvent(on: server)
        case .poll, .notification, .stream, .identity, .administrator, .tokenChanged, .sections, .sessions, .playback,
            .maintenance:
            guard let server = input.server else { return }
            // Evidence that a crash brings back could make a rule act too early.
            if output.mustBeSaved { return self.saving.schedule.noteReset(on: server, at: now) }
            self.saving.schedule.noteLook(at: server, at: now)
        case .configure, .localTime, .wake:
            break
        }
    }

    /// Has what is due saved, and the events and requests of the present message told and sent.
    mutating func keep(at now: Instant) {
        let turn = self.takeTurnIfNeeded(at: now)
        if let turn { self.dependencies.keeper.take(turn) }
    }

    /// What is to be saved, told and sent now.
    mutating func takeTurn(at now: Instant) -> KeeperTurn {
        self.takeTurnIfNeeded(at: now) ?? KeeperTurn(at: now)
    }

    private mutating func takeTurnIfNeeded(at now: Instant) -> KeeperTurn? {
        let monitor = self.monitor
        let (bootID, pause) = (self.start.identity.bootID, self.pause)
        return self.saving.take(
            at: now,
            rest: { StoredState(bootID: bootID, writtenAt: now, state: monitor.savedRest(), pause: pause) },
            server: { monitor.savedServer($0) })
    }
}
