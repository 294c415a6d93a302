// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What the service has in mind about a server, besides its configuration: from it, another program judges activities as
/// the service does.
package struct ServerMemory: Codable, Hashable, Sendable {
    /// The sessions that count, as ranges.
    package struct Sessions: Codable, Hashable, Sendable {
        /// The lowest and the highest number of sessions that play.
        package var streams: [Int]
        /// The same of those that the server transcodes.
        package var transcodes: [Int]
    }

    /// Activities, clocks, stops, restraints, history.
    package var saved: SavedServer
    /// The names of its sections, by their keys; nil for none.
    package var sectionNames: [String: String]?
    /// The sessions at the last poll; nil where they are unknown.
    package var sessions: Sessions?
    /// The first and the last hour of its maintenance; nil where they are unknown.
    package var maintenance: [Int]?
    /// The instant of this.
    package var at: Instant
}

extension SavedServer {
    /// The same after a time in which polls showed nothing new: clocks have run on.
    func runOn(for time: Duration) -> SavedServer {
        let more = time.wholeMicroseconds
        var later = self
        for index in later.activities.indices {
            later.activities[index].ageMicroseconds += more
            // A known progress that became unknown says nothing about standing still.
            let activity = later.activities[index]
            let isTelling = activity.progress != nil || activity.knownProgress == nil || activity.textHasChanged
            if isTelling { later.activities[index].stalledMicroseconds += more }
        }
        for index in later.kinds.indices {
            later.kinds[index].ageMicroseconds += more
            later.kinds[index].stalledMicroseconds += more
        }
        for index in later.clocks.indices {
            later.clocks[index].heldMicroseconds? += more
            later.clocks[index].undecidedMicroseconds? += more
        }
        return later
    }
}

extension ServerMonitor {
    /// What it has in mind.
    func memory(_ settings: MonitorSettings, at now: Instant) -> ServerMemory {
        var saved = self.saved(settings)
        // No judgement asks for them.
        saved.past = nil
        saved.ended = nil
        let names = self.surroundings.sectionNames.map { ($0.key.rawValue, $0.value.printable()) }
        return ServerMemory(
            saved: saved, sectionNames: names.isEmpty ? nil : Dictionary(names) { first, _ in first },
            sessions: self.surroundings.judgedSessions.map { count in
                ServerMemory.Sessions(
                    streams: [count.streams.lowerBound, count.streams.upperBound],
                    transcodes: [count.transcodes.lowerBound, count.transcodes.upperBound])
            },
            maintenance: self.surroundings.maintenance.map { [$0.start, $0.end] }, at: now)
    }

    /// A server with this in mind, for judgements alone.
    init(_ memory: ServerMemory, _ status: ServerStatus, _ settings: MonitorSettings, _ rules: [IdentifiedRule]) {
        var saved = memory.saved
        // The texts are those of the present, so their hashes are not compared.
        saved.textKeyMark = nil
        self.init(
            settings: settings.servers.first { $0.name == status.name } ?? ServerSettings(name: status.name),
            restoring: saved, rules: rules, at: memory.at, isSameBoot: true, textHashKey: settings.textHashKey)
        self.tracker.present = Set(self.tracker.activities.keys)
        self.surroundings.sectionNames = Dictionary(
            (memory.sectionNames ?? [:]).map { (SectionID($0.key), $0.value) }
        ) { first, _ in first }
        self.surroundings.judgedSessions = memory.sessions.flatMap(SessionCount.init)
        if let hours = memory.maintenance, hours.count == 2 {
            self.surroundings.maintenance = MaintenanceHours(start: hours[0], end: hours[1])
        }
        if status.failures > 0 {
            _ = self.connection.fail(PollFailure(kind: .unreachable, explanation: ""), at: memory.at)
        }
        self.stops.sharesIdentity = status.enforcementHeldBack == ServerHold.sharedIdentity.rawValue
        let isNotPermitted = status.enforcementHeldBack == ServerHold.notPermitted.rawValue
        self.stops.notPermittedAt = isNotPermitted ? memory.at : nil
    }
}

extension SessionCount {
    /// The counts of these ranges; nil where they are none.
    fileprivate init?(_ sessions: ServerMemory.Sessions) {
        func range(_ bounds: [Int]) -> ClosedRange<Int>? {
            bounds.count == 2 && bounds[0] <= bounds[1] ? bounds[0]...bounds[1] : nil
        }
        guard let streams = range(sessions.streams), let transcodes = range(sessions.transcodes) else { return nil }
        self.init([])
        self.streams = streams
        self.transcodes = transcodes
    }
}

extension Monitor {
    /// What it has in mind about a server; nil for a server outside the configuration.
    package func memory(of server: String) -> ServerMemory? {
        self.withSettings(server) { $0.memory($1, at: $2) }
    }

    /// The judgements of the rules about activities that a service has in mind.
    ///
    /// - Parameters:
    ///   - ids: the activities; nil for all, up to a limit.
    ///   - memory: what the service has in mind.
    ///   - status: what it said about the server with it.
    ///   - age: how long ago that was, as far as the server has answered since.
    ///   - settings: the configuration of the service.
    package static func explanations(
        of ids: [ActivityID]?, from memory: ServerMemory, _ status: ServerStatus, age: Duration,
        _ settings: MonitorSettings, isPaused: Bool, localTime: LocalTime
    ) -> [ActivityID: [RuleExplanation]] {
        let rules = settings.rules.map { IdentifiedRule(rule: $0, identity: $0.identity(under: settings.safety)) }
        var memory = memory
        memory.saved = memory.saved.runOn(for: age)
        memory.at = memory.at.advanced(by: age)
        let server = ServerMonitor(memory, status, settings, rules)
        var context = StepContext(
            settings: settings, rules: rules, isPaused: isPaused, localTime: localTime, now: memory.at,
            openTargets: [], nextRequestID: 0)
        context.server = server.label
        return server.explanations(
            of: ids ?? server.tracker.activities.keys.sorted(), context, collateralLimit: ids == nil ? 20 : .max)
    }
}
