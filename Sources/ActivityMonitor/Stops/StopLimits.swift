// SPDX-License-Identifier: Apache-2.0

/// The restraints of stops on one server: cooldowns, budgets and breakers. They run on the clock, not on evidence.
package struct StopLimits: Codable, Hashable, Sendable {
    /// The time over which stops are counted, and after which the breaker of a budget closes.
    static let budgetPeriod = Duration.hours(1)
    /// The number of respawns in a row at which the breaker trips.
    static let maximumRespawns = 3
    /// The shortest time after a stop in which a start of the same work is a respawn.
    static let minimumRespawnWindow = Duration.minutes(30)

    /// How long respawns are remembered.
    static let respawnMemory = Duration.hours(7 * 24)

    /// Work that is left alone for a while.
    package struct Cooldown: Codable, Hashable, Sendable {
        /// The kind of the work.
        var kind: WorkKind
        /// The start of the cooldown.
        var since: Instant
        /// The length of the cooldown.
        var microseconds: Int64
        /// The number of its request if that was unanswered at the start; nil otherwise.
        var request: Int?
    }

    /// One stop that counts for the budgets.
    package struct Stop: Codable, Hashable, Sendable {
        /// The rule that asked.
        var rule: String
        /// The instant of its first request.
        var at: Instant
        /// The number of that request; nil in an older state without it.
        var request: Int?
        /// Whether what it asked for has ended after it; nil for no.
        var wasHeeded: Bool?
    }

    /// A breaker that has tripped.
    package struct Breaker: Codable, Hashable, Sendable {
        /// The reasons for which a breaker trips.
        package enum Reason: String, Codable, Hashable, Sendable {
            /// All rules together made too many stops on the server.
            case serverBudget = "max-stops-per-hour"
            /// One rule made too many stops.
            case ruleBudget = "max-per-hour"
            /// Stopped work started again after each stop.
            case respawn
        }

        /// The rule that only observes because of it; nil for all rules.
        var rule: String?
        /// The reason.
        var reason: Reason
        /// The instant at which it tripped.
        var at: Instant
    }

    /// The last confirmed stop of a kind by a rule, kept to recognise respawns.
    package struct Confirmed: Codable, Hashable, Sendable {
        /// The kind of the stopped work.
        var kind: WorkKind
        /// The rule that stopped it.
        var rule: String
        /// The instant of the confirmation.
        var at: Instant
        /// How long a new start counts as a respawn; 0 after the first start.
        var microseconds: Int64
        /// The number of respawns in a row.
        var respawns: Int
    }

    private(set) var cooldowns: [Cooldown] = []
    private(set) var stops: [Stop] = []
    private(set) var breakers: [Breaker] = []
    private(set) var confirmed: [Confirmed] = []

    /// A restraint without cooldowns, stops and breakers.
    package init() {}
}

extension StopLimits {
    /// Whether work of this kind must be left alone now. A scan without a named section counts for all sections.
    func isCoolingDown(_ kind: WorkKind, at now: Instant) -> Bool {
        self.cooldowns.contains { $0.kind.mayBe(kind) && $0.since.duration(to: now) < .microseconds($0.microseconds) }
    }

    /// The kinds that must be left alone now.
    func coolingKinds(at now: Instant) -> KindSet {
        KindSet(self.cooldowns.filter { $0.since.duration(to: now) < .microseconds($0.microseconds) }.map(\.kind))
    }

    /// Leaves work of these kinds alone from now on.
    ///
    /// - Parameter request: the number of the request while it is unanswered, so that the cooldown can be taken back.
    mutating func coolDown(
        _ kinds: some Sequence<WorkKind>, for duration: Duration, at now: Instant, request: Int? = nil
    ) {
        let kinds = Set(kinds)
        self.cooldowns.removeAll { cooldown in
            let elapsed = cooldown.since.duration(to: now)
            let isReplaced = request == nil && kinds.contains(cooldown.kind)
            return (isReplaced ? elapsed + duration : elapsed) >= .microseconds(cooldown.microseconds)
        }
        for kind in kinds.sorted() {
            self.cooldowns.append(
                Cooldown(kind: kind, since: now, microseconds: duration.wholeMicroseconds, request: request))
        }
    }

    /// The number of stops in the last hour, of one rule or of all rules.
    func stopCount(of rule: String? = nil, at now: Instant) -> Int {
        self.stops.count { ($0.at.duration(to: now) < Self.budgetPeriod) && (rule == nil || $0.rule == rule) }
    }

    /// How many of the last hour's stops have ended what they asked to end.
    func heededCount(at now: Instant) -> Int {
        self.stops.count { $0.wasHeeded == true && $0.at.duration(to: now) < Self.budgetPeriod }
    }

    /// Notes that what a stop asked for has ended after it.
    mutating func heed(request: Int) {
        for index in self.stops.indices where self.stops[index].request == request {
            self.stops[index].wasHeeded = true
        }
    }

    /// Counts a stop.
    mutating func recordStop(of rule: String, request: Int, at now: Instant) {
        self.stops.removeAll { $0.at.duration(to: now) >= Self.budgetPeriod }
        self.stops.append(Stop(rule: rule, at: now, request: request))
    }

    /// Removes the counted stop and the cooldowns of a request that was not sent or not permitted.
    mutating func retract(request: Int) {
        self.stops.removeAll { $0.request == request }
        self.cooldowns.removeAll { $0.request == request }
    }

    /// The breakers that are tripped now. A breaker of a budget closes after an hour.
    func breakers(at now: Instant) -> [Breaker] {
        self.breakers.filter { $0.reason == .respawn || $0.at.duration(to: now) < Self.budgetPeriod }
    }

    /// The breaker that holds this rule back now; nil for none.
    func breaker(for rule: String, at now: Instant) -> Breaker? {
        self.breakers(at: now).first { $0.rule == nil || $0.rule == rule }
    }

    /// Trips a breaker. A breaker that has already tripped keeps its instant.
    mutating func trip(_ reason: Breaker.Reason, rule: String?, at now: Instant) {
        self.breakers = self.breakers(at: now)
        guard !self.breakers.contains(where: { $0.rule == rule && $0.reason == reason }) else { return }
        self.breakers.append(Breaker(rule: rule, reason: reason, at: now))
    }

    /// Closes every breaker, as an accepted reload does.
    mutating func clearBreakers() {
        self.breakers = []
        self.confirmed = []
    }

    /// Remembers a confirmed stop, to notice when the same work starts again.
    mutating func recordConfirmed(_ kind: WorkKind, rule: String, cooldown: Duration, at now: Instant) {
        let respawns = self.confirmed.first { $0.kind == kind && $0.rule == rule }?.respawns ?? 0
        let window = max(cooldown, Self.minimumRespawnWindow)
        self.confirmed.removeAll { $0.kind == kind && $0.rule == rule }
        self.confirmed.append(
            Confirmed(kind: kind, rule: rule, at: now, microseconds: window.wholeMicroseconds, respawns: respawns))
    }

    /// Takes the start of work of a kind.
    ///
    /// - Returns: the rules whose breaker must trip, because their stopped work started again three times in a row.
    mutating func recordStart(of kind: WorkKind, at now: Instant) -> [String] {
        var tripped: [String] = []
        for index in self.confirmed.indices where self.confirmed[index].kind == kind {
            // Only the first start after each stop counts.
            guard self.confirmed[index].microseconds > 0 else { continue }
            let isRespawn =
                self.confirmed[index].at.duration(to: now) < .microseconds(self.confirmed[index].microseconds)
            self.confirmed[index].microseconds = 0
            self.confirmed[index].respawns = isRespawn ? self.confirmed[index].respawns + 1 : 0
            if self.confirmed[index].respawns >= Self.maximumRespawns {
                self.confirmed[index].respawns = 0
                tripped.append(self.confirmed[index].rule)
            }
        }
        return tripped
    }

    /// Merges the restraints that another entry holds for the same installation. Repeated merges change nothing.
    mutating func merge(_ other: StopLimits, at now: Instant) {
        var other = other
        other.forget(at: now)
        for theirs in other.cooldowns where !self.cooldowns.contains(theirs) {
            self.cooldowns.append(theirs)
        }
        // Two stops may be equal, so their number counts.
        var missing = other.stops
        for place in self.stops.indices {
            let own = self.stops[place]
            let twin = missing.firstIndex {
                ($0.rule, $0.at, $0.request) == (own.rule, own.at, own.request)
            }
            guard let twin else { continue }
            if missing.remove(at: twin).wasHeeded == true { self.stops[place].wasHeeded = true }
        }
        self.stops += missing
        for theirs in other.breakers
        where !self.breakers.contains(where: { $0.rule == theirs.rule && $0.reason == theirs.reason }) {
            self.breakers.append(theirs)
        }
        for theirs in other.confirmed {
            let own = self.confirmed.firstIndex { $0.kind == theirs.kind && $0.rule == theirs.rule }
            if let own {
                let isNews =
                    (self.confirmed[own].at, theirs.microseconds) < (theirs.at, self.confirmed[own].microseconds)
                if isNews { self.confirmed[own] = theirs }
            } else {
                self.confirmed.append(theirs)
            }
        }
    }

    /// Whether it has no cooldowns, stops and breakers.
    var isEmpty: Bool {
        self.breakers.isEmpty && self.cooldowns.isEmpty && self.stops.isEmpty && self.confirmed.isEmpty
    }

    /// Removes expired entries.
    mutating func forget(at now: Instant) {
        self.breakers = self.breakers(at: now)
        self.cooldowns.removeAll { $0.since.duration(to: now) >= .microseconds($0.microseconds) }
        self.stops.removeAll { $0.at.duration(to: now) >= Self.budgetPeriod }
        self.confirmed.removeAll {
            // After a respawn, the next stop may be a whole cooldown away.
            let period = $0.respawns > 0 ? Self.respawnMemory : Self.budgetPeriod
            return $0.at.duration(to: now) >= max(.microseconds($0.microseconds), period)
        }
    }

    /// Restarts all times. After a reboot, the elapsed time is unknown.
    mutating func restartClocks(at now: Instant) {
        for index in self.cooldowns.indices { self.cooldowns[index].since = now }
        for index in self.stops.indices { self.stops[index].at = now }
        for index in self.breakers.indices { self.breakers[index].at = now }
        for index in self.confirmed.indices { self.confirmed[index].at = now }
    }
}
