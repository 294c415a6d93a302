// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The whole of the decisions: turns what is observed into events and, where an armed rule says so, into requests.
///
/// A value without clock, randomness or I/O: the same inputs at the same instants give the same outputs, in the same
/// order. Instants must not go backwards; one that does counts as the last one.
package struct Monitor: Sendable {
    /// The settings in force; nil until the first configuration.
    private var settings: MonitorSettings?
    /// The rules in force with their identities.
    private var rules: [IdentifiedRule] = []
    /// The servers, in the configuration's order.
    var servers: [ServerMonitor] = []
    /// Servers that are not in the configuration any more and have requests on their way.
    var departed: [ServerMonitor] = []
    /// What restrains stopping at installations that entries of the configuration were about which are gone or only
    /// observe, by machineIdentifier: another name is no new start.
    var restraints: [String: Restraint] = [:]
    /// Whether everything is paused.
    private var isPaused = false
    /// What the clock on the wall shows; nil until the shell has told.
    private var localTime: LocalTime?
    /// The number that the next request gets.
    private var nextRequestID = 1
    /// The latest instant that has been seen.
    private var latest = Instant(nanoseconds: .min)
    /// What was saved before a restart, until the first configuration tells what of it is still wanted.
    private var restoration: Restoration?

    /// A saved state that waits for the first configuration.
    private struct Restoration: Sendable {
        var state: SavedState
        var isSameBoot: Bool
    }

    /// A monitor that has no settings yet: until the first ``Input/configure(_:)`` it ignores all else.
    package init() {}

    /// A monitor that goes on where a saved one stopped, as soon as it is configured.
    ///
    /// - Parameters:
    ///   - state: what ``savedState()`` returned.
    ///   - isSameBoot: whether the instants in the state are of the clock that runs now. After a reboot cooldowns,
    ///     budgets and breakers run their full time again.
    package init(restoring state: SavedState, isSameBoot: Bool) {
        self.restoration = Restoration(state: state, isSameBoot: isSameBoot)
        self.nextRequestID = state.nextRequestID
    }

    /// Takes one input and returns what follows from it.
    package mutating func handle(_ input: Input, at now: Instant) -> Output {
        self.latest = max(self.latest, now)
        if case .configure(let settings) = input { return self.configure(settings) }
        if case .pause(let isPaused) = input { self.isPaused = isPaused }
        if case .localTime(let time) = input { self.localTime = time }
        guard let settings = self.settings else { return Output() }

        var turn = self.turn(settings)
        switch input {
        case .configure, .pause, .localTime, .wake:
            break
        case .identity(let server, let identity):
            if let entry = self.servers.first(where: { $0.settings.name == server }), entry.tracker.isAnother(identity)
            {
                self.keepRestraint(of: entry, at: turn.now)
            }
            self.withServer(server) { $0.identify(identity, &turn) }
            turn.output.diagnostics += self.holdBackSharedIdentities()
        case .sections(let server, let sections):
            self.withServer(server) { server in
                server.sectionNames = Dictionary(sections.map { ($0.id, $0.title) }) { first, _ in first }
                server.isStretched = false
            }
        case .sessions(let server, let sessions):
            self.withServer(server) { entry in
                entry.sessions = sessions.map { entry.sessionWatch.read($0, at: turn.now) }
            }
        case .playback(let server, let receivedAt, let notification):
            self.withServer(server) { $0.sessionWatch.hear(notification, receivedAt: min(receivedAt, turn.now)) }
        case .poll(let server, let sentAt, let result):
            self.withServer(server) { $0.poll(sentAt: min(sentAt, turn.now), result, &turn) }
        case .notification(let server, let receivedAt, let notification):
            self.withServer(server) { $0.hear(notification, receivedAt: min(receivedAt, turn.now), &turn) }
        case .stream(let server, let state):
            self.withServer(server) { $0.streamChanged(to: state, &turn) }
        case .requestFinished(let id, let outcome):
            self.finishRequest(id: id, outcome, &turn)
        case .tokenChanged(let server):
            self.withServer(server) {
                $0.isNotPermitted = false
                $0.tracker.changeToken()
            }
        }
        self.shareRestraints(at: turn.now)
        for index in self.servers.indices { self.servers[index].tellDueProgress(&turn) }
        self.nextRequestID = turn.nextRequestID
        return turn.output.markedForSaving
    }

    /// When ``Input/wake`` is due, always later than the last input; nil while nothing waits for the clock.
    package func nextDeadline() -> Instant? {
        guard let settings = self.settings else { return nil }
        return self.servers.compactMap { $0.nextProgress(settings) }.min()
    }

    /// How often a server must be polled now: its configured interval, every 2 s while a stop is under way, or a whole
    /// multiple of the configured interval, up to the sixfold, while its stream is open and no rule is about anything there.
    ///
    /// Nil for a server that is not in the configuration.
    package func pollInterval(of server: String) -> Duration? {
        self.servers.first { $0.settings.name == server }?.pollInterval
    }

    /// Whether a rule needs to know who plays on a server to judge what is there now; then the sessions are to be read
    /// before each poll, and otherwise not at all.
    package func needsSessions(of server: String) -> Bool {
        guard let settings = self.settings else { return false }
        return self.servers.first { $0.settings.name == server }?.needsSessions(self.rules, settings) ?? false
    }

    /// All that must survive the end of the process.
    package func savedState() -> SavedState {
        guard let settings = self.settings else { return self.restoration?.state ?? SavedState() }
        var state = SavedState()
        state.nextRequestID = self.nextRequestID
        for server in self.servers { state.servers[server.settings.name] = server.saved(settings) }
        state.restraints = self.restraints.isEmpty ? nil : self.restraints
        return state
    }

    /// What is known now, for people.
    package func status(at now: Instant) -> StatusReport {
        guard let settings = self.settings else {
            return StatusReport(generation: 0, isPaused: self.isPaused, servers: [])
        }
        return StatusReport(
            generation: settings.generation, isPaused: self.isPaused,
            servers: self.servers.map { server in
                var status = server.status(settings, rules: self.rules, at: now)
                server.explain(&status, self.turn(settings))
                return status
            })
    }

    /// What each rule makes of one activity, with all that its steps would end, too; nil for one that is not there.
    package func explanation(of id: ActivityID, on server: String) -> [RuleExplanation]? {
        guard let settings = self.settings,
            let server = self.servers.first(where: { $0.settings.name == server })
        else {
            return nil
        }
        return server.explanations(of: [id], self.turn(settings), collateralLimit: .max)[id]
    }
}

extension Monitor {
    private func turn(_ settings: MonitorSettings) -> Turn {
        Turn(
            settings: settings, rules: self.rules, isPaused: self.isPaused, localTime: self.localTime,
            now: self.latest, openTargets: self.openTargets, nextRequestID: self.nextRequestID)
    }

    private mutating func withServer(_ name: String, _ body: (inout ServerMonitor) -> Void) {
        guard let index = self.servers.firstIndex(where: { $0.settings.name == name }) else { return }
        body(&self.servers[index])
    }

    /// Takes what became of a request to whoever sent it.
    private mutating func finishRequest(id: Int, _ outcome: RequestOutcome, _ turn: inout Turn) {
        for index in self.servers.indices where self.servers[index].requestFinished(id: id, outcome, &turn) { return }
        for index in self.departed.indices where self.departed[index].requestFinished(id: id, outcome, &turn) { break }
        self.shareRestraints(at: turn.now)
        self.departed.removeAll { $0.operations.isEmpty }
    }

    /// Puts settings in force: what is still watched goes on, what is not ends, and what was saved comes back.
    private mutating func configure(_ settings: MonitorSettings) -> Output {
        let isFirst = self.settings == nil
        self.settings = settings
        self.rules = settings.rules.map {
            IdentifiedRule(rule: $0, identity: $0.identity(under: settings.safety))
        }
        var turn = self.turn(settings)
        turn.output.events.append(Event.configurationLoaded(settings))
        let identities = Set(self.rules.map(\.identity))
        var previous = self.servers
        let unresumed = (isFirst ? self.restoration?.state.servers : nil)?.mapValues(\.operations) ?? [:]
        if !isFirst { self.clearSharedBreakers() }
        if isFirst, let restoration = self.restoration {
            self.restraints = restoration.state.restraints ?? [:]
            if !restoration.isSameBoot {
                for machine in self.restraints.keys { self.restraints[machine]?.restartClocks(at: turn.now) }
            }
            previous = restoration.state.servers.sorted { $0.key < $1.key }.map { name, saved in
                ServerMonitor(
                    settings: ServerSettings(name: name), restoring: saved, rules: self.rules, at: turn.now,
                    isSameBoot: restoration.isSameBoot, textHashKey: settings.textHashKey)
            }
        }
        self.restoration = nil
        self.servers = settings.servers.map { server in
            guard let index = previous.firstIndex(where: { $0.settings.name == server.name }) else {
                return ServerMonitor(settings: server)
            }
            var kept = previous.remove(at: index)
            kept.settings = server
            kept.isStretched = false
            kept.clocks = kept.clocks.filter { identities.contains($0.key) }
            kept.spent = kept.spent.filter { identities.contains($0.key) }
            if !isFirst { kept.restraint.clearBreakers() }
            kept.abandonUnresumed(unresumed[server.name] ?? [], self.rules, &turn)
            kept.sharesIdentity = false
            kept.abandonOperations(except: identities, &turn)
            return kept
        }
        for var server in previous {
            if !isFirst { server.restraint.clearBreakers() }
            self.keepRestraint(of: server, at: turn.now)
            server.end(&turn)
            if !server.operations.isEmpty { self.departed.append(server) }
        }
        turn.output.diagnostics += self.holdBackSharedIdentities()
        self.shareRestraints(at: turn.now)
        for index in self.servers.indices { self.servers[index].tellDueProgress(&turn) }
        // Breakers may have been closed, and clocks of rules that were changed are void.
        turn.output.mustBeSaved = true
        return turn.output
    }

    /// Lets only the first of several entries act that are one server.
    private mutating func holdBackSharedIdentities() -> [Diagnostic] {
        var owners: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        for index in self.servers.indices {
            guard let identity = self.servers[index].tracker.identity?.machineIdentifier else { continue }
            let name = self.servers[index].settings.name
            guard let owner = owners[identity] else {
                owners[identity] = name
                self.servers[index].sharesIdentity = false
                continue
            }
            guard !self.servers[index].sharesIdentity else { continue }
            self.servers[index].sharesIdentity = true
            diagnostics.append(
                Diagnostic(
                    priority: .error,
                    message: "\(name) is the same server as \(owner) and only observes; "
                        + "remove one of the two from the configuration"))
        }
        return diagnostics
    }
}
