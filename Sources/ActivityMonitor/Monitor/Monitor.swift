// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// Makes all decisions. It turns observations into events and, for armed rules, into requests.
///
/// It is a value without clock, randomness or I/O: the same inputs at the same instants give the same outputs, in the
/// same order. Instants must not go backwards; an earlier instant counts as the latest one seen.
package struct Monitor: Sendable {
    /// The settings in force; nil until the first configuration.
    private(set) var settings: MonitorSettings?
    /// The rules in force with their identities.
    private(set) var rules: [IdentifiedRule] = []
    /// The servers, in the configuration's order.
    var servers: [ServerMonitor] = []
    /// Servers with unanswered requests that have left the configuration, or at whose address another one answers.
    var removedServers: [ServerMonitor] = []
    /// The restraints of installations whose entry was removed, moved to another server, or shares the installation; by
    /// machineIdentifier. A new name for an installation does not lift its restraints.
    var restraints: [String: StopLimits] = [:]
    /// Whether everything is paused.
    private var isPaused = false
    /// The local time; nil until the shell tells it.
    private var localTime: LocalTime?
    /// The number of the next request.
    private(set) var nextRequestID = 1
    /// The latest instant of an input.
    private(set) var latest = Instant(nanoseconds: .min)
    /// The state from before a restart; nil once the first configuration has taken it over.
    private(set) var restoration: Restoration?

    /// A saved state that waits for the first configuration.
    struct Restoration: Sendable {
        var state: SavedState
        var isSameBoot: Bool
    }

    /// A monitor without settings. Until the first ``Input/configure(_:)``, it only remembers the pause and the time.
    package init() {}

    /// A monitor that continues from a saved state, as soon as it is configured.
    ///
    /// - Parameters:
    ///   - state: the result of ``savedState()``.
    ///   - isSameBoot: whether the clock of the state's instants still runs. After a reboot, cooldowns, budgets and
    ///     breakers run their full time again.
    package init(restoring state: SavedState, isSameBoot: Bool) {
        self.restoration = Restoration(state: state, isSameBoot: isSameBoot)
        self.nextRequestID = state.nextRequestID
    }

    /// Takes one input, and returns the events and actions that follow.
    package mutating func handle(_ input: Input, at now: Instant) -> Output {
        self.latest = max(self.latest, now)
        if case .configure(let settings) = input { return self.configure(settings) }
        if case .pause(let isPaused) = input { self.isPaused = isPaused }
        if case .localTime(let time) = input { self.localTime = time }
        guard let settings = self.settings else { return Output() }

        var context = self.context(settings)
        switch input {
        case .configure, .pause, .localTime, .wake:
            break
        case .identity(let server, let identity):
            var former: ServerMonitor?
            self.withServer(server, &context) { former = $0.identify(identity, &$1) }
            if let former { self.retire(former, at: context.now) }
            context.diagnostics += self.holdBackSharedIdentities()
        case .sections(let server, let sections):
            self.withServer(server, &context) { $0.nameSections(sections, &$1) }
        case .maintenance(let server, let hours):
            self.withServer(server, &context) { server, _ in server.surroundings.maintenance = hours }
        case .sessions(let server, let sessions):
            self.withServer(server, &context) { server, context in
                server.surroundings.readSessions(sessions, at: context.now)
            }
        case .playback(let server, let receivedAt, let notification):
            self.withServer(server, &context) {
                $0.surroundings.watch.hear(notification, receivedAt: min(receivedAt, $1.now))
            }
        case .poll(let server, let sentAt, let result):
            self.withServer(server, &context) { $0.poll(sentAt: min(sentAt, $1.now), result, &$1) }
        case .notification(let server, let receivedAt, let notification):
            self.withServer(server, &context) { $0.hear(notification, receivedAt: min(receivedAt, $1.now), &$1) }
        case .stream(let server, let state):
            self.withServer(server, &context) { $0.streamChanged(to: state, $1) }
        case .requestFinished(let id, let outcome):
            self.finishRequest(id: id, outcome, &context)
            self.retract(context.retracted)
        case .administrator(let server, let isAdministrator):
            self.withServer(server, &context) {
                if $0.connection.noteAdministrator(isAdministrator) { $1.tell(.tokenLimited) }
            }
        case .manualRequest(let server, let request):
            self.withServer(server, &context) {
                $0.tracker.note(request)
                $1.mustBeSaved = true
            }
        case .tokenChanged(let server):
            self.withServer(server, &context) { server, _ in server.changeToken() }
        }
        self.shareRestraints(at: context.now)
        self.tellDueProgress(&context)
        self.nextRequestID = context.nextRequestID
        return context.output
    }

    /// The instant at which ``Input/wake`` is due, after the last input; nil if no wake is needed.
    package func nextDeadline() -> Instant? {
        guard let settings = self.settings else { return nil }
        return self.servers.compactMap { $0.progress.nextDeadline(settings) }.min()
    }

    /// The time between two polls of a server now; nil for a server outside the configuration.
    ///
    /// It is the configured interval, or 2 s at most while a stop is under way. While the stream is open and no rule
    /// concerns an activity of the server, it is a multiple of the configured interval, up to six times and one hour.
    package func pollInterval(of server: String) -> Duration? {
        self.servers.first { $0.settings.name == server }?.pollInterval
    }

    /// Whether a rule needs the sessions of a server to judge its current activities. Only then must the shell read
    /// them before each poll.
    package func needsSessions(of server: String) -> Bool {
        guard let settings = self.settings else { return false }
        return self.servers.first { $0.settings.name == server }?.needsSessions(self.rules, settings) ?? false
    }

    /// The current knowledge, for people.
    package func status(at now: Instant) -> StatusReport {
        guard let settings = self.settings else {
            return StatusReport(generation: 0, isPaused: self.isPaused, servers: [])
        }
        return StatusReport(
            generation: settings.generation, isPaused: self.isPaused,
            servers: self.servers.map { server in
                var status = server.status(settings, rules: self.rules, at: now)
                server.explain(&status, self.context(settings))
                return status
            })
    }

    /// Each rule's judgement of one activity, with all activities that its steps would also end; nil for an unknown
    /// activity or server.
    package func explanation(of id: ActivityID, on server: String) -> [RuleExplanation]? {
        guard let settings = self.settings,
            let server = self.servers.first(where: { $0.settings.name == server })
        else {
            return nil
        }
        return server.explanations(of: [id], self.context(settings), collateralLimit: .max)[id]
    }
}

extension Monitor {
    private func context(_ settings: MonitorSettings) -> StepContext {
        StepContext(
            settings: settings, rules: self.rules, isPaused: self.isPaused, localTime: self.localTime,
            now: self.latest, openTargets: self.openTargets, nextRequestID: self.nextRequestID)
    }

    private mutating func withServer(
        _ name: String, _ context: inout StepContext, _ body: (inout ServerMonitor, inout StepContext) -> Void
    ) {
        guard let index = self.servers.firstIndex(where: { $0.settings.name == name }) else { return }
        context.server = self.servers[index].label
        body(&self.servers[index], &context)
    }

    private mutating func tellDueProgress(_ context: inout StepContext) {
        for index in self.servers.indices {
            context.server = self.servers[index].label
            self.servers[index].tellDueProgress(&context)
        }
    }

    /// Gives the outcome of a request to the server that sent it.
    private mutating func finishRequest(id: Int, _ outcome: RequestOutcome, _ context: inout StepContext) {
        for index in self.servers.indices {
            context.server = self.servers[index].label
            if self.servers[index].requestFinished(id: id, outcome, &context) { return }
        }
        for index in self.removedServers.indices {
            context.server = self.removedServers[index].label
            if self.removedServers[index].requestFinished(id: id, outcome, &context) { break }
        }
        self.retract(context.retracted)
        self.shareRestraints(at: context.now)
        self.removedServers.removeAll { $0.stops.operations.isEmpty }
    }

    /// Puts settings in force: kept servers go on, removed servers end. The first settings take over the saved state.
    private mutating func configure(_ settings: MonitorSettings) -> Output {
        let isFirst = self.settings == nil
        self.settings = settings
        self.rules = settings.rules.map {
            IdentifiedRule(rule: $0, identity: $0.identity(under: settings.safety))
        }
        var context = self.context(settings)
        context.tell(.configurationLoaded)
        var previous = self.servers
        var unresumed: [String: [SavedOperation]]?
        var former: [(monitor: ServerMonitor, operations: [SavedOperation])] = []
        if isFirst {
            unresumed = self.restoration?.state.servers.mapValues(\.operations) ?? [:]
            previous = self.restored(settings, at: context.now)
            former = self.restoredFormer(settings, at: context.now)
            self.restoration = nil
        } else {
            self.clearSharedBreakers()
        }
        self.servers = settings.servers.map { server in
            guard let index = previous.firstIndex(where: { $0.settings.name == server.name }) else {
                return ServerMonitor(settings: server)
            }
            var kept = previous.remove(at: index)
            context.server = kept.label
            kept.configure(server, unresumed: unresumed.map { $0[server.name] ?? [] }, &context)
            context.tellSectionNameDoubts(on: server.name, kept.surroundings.sectionNames)
            return kept
        }
        let identities = Set(self.rules.map(\.identity))
        for var server in previous {
            context.server = server.label
            let saved = unresumed.map { $0[server.settings.name] ?? [] }
            server.stops.configure(identities, unresumed: saved, server.tracker, &context)
            self.keepRestraint(of: server, at: context.now)
            server.end(&context)
            if !server.stops.operations.isEmpty { self.removedServers.append(server) }
        }
        for var server in former {
            context.server = server.monitor.label
            server.monitor.stops.configure(
                identities, unresumed: server.operations, server.monitor.tracker, &context)
            self.keepRestraint(of: server.monitor, at: context.now)
        }
        context.diagnostics += self.holdBackSharedIdentities()
        self.shareRestraints(at: context.now)
        self.tellDueProgress(&context)
        // Breakers may have been closed, and the clocks of changed rules are void.
        context.mustBeSaved = true
        return context.output
    }

    /// The servers from before a restart of the daemon, in the order of their names. Restores the restraints, too.
    private mutating func restored(_ settings: MonitorSettings, at now: Instant) -> [ServerMonitor] {
        guard let restoration = self.restoration else { return [] }
        self.restraints = restoration.state.restraints ?? [:]
        if !restoration.isSameBoot {
            for machine in self.restraints.keys { self.restraints[machine]?.restartClocks(at: now) }
        }
        return restoration.state.servers.sorted { $0.key < $1.key }.map { name, saved in
            ServerMonitor(
                settings: ServerSettings(name: name), restoring: saved, rules: self.rules, at: now,
                isSameBoot: restoration.isSameBoot, textHashKey: settings.textHashKey)
        }
    }

    /// The servers that waited for answers when the daemon ended, with their stops. Those answers never come.
    private func restoredFormer(
        _ settings: MonitorSettings, at now: Instant
    ) -> [(monitor: ServerMonitor, operations: [SavedOperation])] {
        guard let restoration = self.restoration else { return [] }
        return (restoration.state.former ?? []).map { former in
            let monitor = ServerMonitor(
                settings: ServerSettings(name: former.name), restoring: former.server, rules: [], at: now,
                isSameBoot: restoration.isSameBoot, textHashKey: settings.textHashKey)
            return (monitor, former.server.operations)
        }
    }

    /// Lets only the first of several entries of one installation act.
    private mutating func holdBackSharedIdentities() -> [Diagnostic] {
        var owners: [String: String] = [:]
        var diagnostics: [Diagnostic] = []
        for index in self.servers.indices {
            guard let identity = self.servers[index].tracker.identity?.machineIdentifier else { continue }
            let name = self.servers[index].settings.name
            guard let owner = owners[identity] else {
                owners[identity] = name
                self.servers[index].stops.sharesIdentity = false
                continue
            }
            guard !self.servers[index].stops.sharesIdentity else { continue }
            self.servers[index].stops.sharesIdentity = true
            diagnostics.append(.sharedIdentity(name, owner: owner))
        }
        return diagnostics
    }
}
