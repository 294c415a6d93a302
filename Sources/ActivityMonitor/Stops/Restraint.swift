// SPDX-License-Identifier: Apache-2.0

/// What restrains stopping on one server: cooldowns, budgets and breakers, all of them on the clock.
package struct Restraint: Codable, Hashable, Sendable {
    /// The time over which stops are counted, and after which a breaker that tripped for their number closes.
    static let budgetPeriod = Duration.hours(1)
    /// How often running the same work may start again after a stop before the breaker trips.
    static let maximumRespawns = 3
    /// The least time after a stop in which the same work starting again is a respawn.
    static let minimumRespawnWindow = Duration.minutes(30)

    /// For how long it is remembered that stopped work has started again.
    static let respawnMemory = Duration.hours(7 * 24)

    /// Work that is left alone for a while.
    package struct Cooldown: Codable, Hashable, Sendable {
        /// What is left alone.
        var kind: Kind
        /// When the decision was settled.
        var since: Instant
        /// For how long.
        var microseconds: Int64
        /// The request that it is for, where that had no answer yet; nil for one that was sent.
        var request: Int?
    }

    /// One stop, for the budgets.
    package struct Stop: Codable, Hashable, Sendable {
        /// The rule that asked.
        var rule: String
        /// When its first request went out.
        var at: Instant
        /// The number of that request; nil in a state from before it was kept.
        var request: Int?
        /// Whether what it asked for has ended after it; nil for no.
        var wasHeeded: Bool?
    }

    /// A breaker that has tripped.
    package struct Breaker: Codable, Hashable, Sendable {
        /// Why a breaker trips.
        package enum Reason: String, Codable, Hashable, Sendable {
            /// All rules together made too many stops on the server.
            case serverBudget = "max-stops-per-hour"
            /// One rule made too many.
            case ruleBudget = "max-per-hour"
            /// What was stopped started again, again and again.
            case respawn
        }

        /// The rule that is back to observing; nil for all rules.
        var rule: String?
        /// Why.
        var reason: Reason
        /// When.
        var at: Instant
    }

    /// The last stop of a kind after which it ended, to see whether the work starts again.
    package struct Confirmed: Codable, Hashable, Sendable {
        /// What was stopped.
        var kind: Kind
        /// The rule that stopped it.
        var rule: String
        /// When it was confirmed.
        var at: Instant
        /// How long afterwards a new start is a respawn.
        var microseconds: Int64
        /// How many times running the work has started again.
        var respawns: Int
    }

    private(set) var cooldowns: [Cooldown] = []
    private(set) var stops: [Stop] = []
    private(set) var breakers: [Breaker] = []
    private(set) var confirmed: [Confirmed] = []

    /// An empty one: nothing restrains.
    package init() {}
}

extension Restraint {
    /// Whether work of this kind is to be left alone now; while a section is not named, as work of any section is.
    func isCoolingDown(_ kind: Kind, at now: Instant) -> Bool {
        self.cooldowns.contains { $0.kind.mayBe(kind) && $0.since.duration(to: now) < .microseconds($0.microseconds) }
    }

    /// Leaves work of these kinds alone from now on.
    ///
    /// - Parameter request: the request that it is for, where nobody knows yet whether it is sent.
    mutating func coolDown(
        _ kinds: some Sequence<Kind>, for duration: Duration, at now: Instant, request: Int? = nil
    ) {
        self.cooldowns.removeAll { $0.since.duration(to: now) >= .microseconds($0.microseconds) }
        for kind in Set(kinds).sorted() {
            self.cooldowns.removeAll {
                request == nil && $0.kind == kind
                    && $0.since.duration(to: now) + duration >= .microseconds($0.microseconds)
            }
            self.cooldowns.append(
                Cooldown(kind: kind, since: now, microseconds: duration.wholeMicroseconds, request: request))
        }
    }

    /// How many stops the last hour has seen: of one rule, or of all.
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

    /// Takes back what a request has cost that turned out to have stopped nothing.
    mutating func retract(request: Int) {
        self.stops.removeAll { $0.request == request }
        self.cooldowns.removeAll { $0.request == request }
    }

    /// The breakers that hold a rule back now; one for the number of stops closes when its hour has passed.
    func breakers(at now: Instant) -> [Breaker] {
        self.breakers.filter { $0.reason == .respawn || $0.at.duration(to: now) < Self.budgetPeriod }
    }

    /// The breaker that holds this rule back now, or nil.
    func breaker(for rule: String, at now: Instant) -> Breaker? {
        self.breakers(at: now).first { $0.rule == nil || $0.rule == rule }
    }

    /// Trips a breaker; one that has tripped already stays as it is.
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
    mutating func recordConfirmed(_ kind: Kind, rule: String, cooldown: Duration, at now: Instant) {
        let respawns = self.confirmed.first { $0.kind == kind && $0.rule == rule }?.respawns ?? 0
        let window = max(cooldown, Self.minimumRespawnWindow)
        self.confirmed.removeAll { $0.kind == kind && $0.rule == rule }
        self.confirmed.append(
            Confirmed(kind: kind, rule: rule, at: now, microseconds: window.wholeMicroseconds, respawns: respawns))
    }

    /// Takes the start of work of a kind.
    ///
    /// - Returns: the rules whose breaker is to trip, because what they stopped has started again three times running.
    mutating func recordStart(of kind: Kind, at now: Instant) -> [String] {
        var tripped: [String] = []
        for index in self.confirmed.indices where self.confirmed[index].kind == kind {
            // One start answers one stop: further starts after the same stop say nothing more.
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

    /// Takes over what another account of the same installation knows and still matters, however often.
    mutating func merge(_ other: Restraint, at now: Instant) {
        var other = other
        other.forget(at: now)
        for theirs in other.cooldowns where !self.cooldowns.contains(theirs) {
            self.cooldowns.append(theirs)
        }
        // Two stops may be alike, so it is their number that counts.
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

    /// Whether nothing restrains.
    var isEmpty: Bool {
        self.breakers.isEmpty && self.cooldowns.isEmpty && self.stops.isEmpty && self.confirmed.isEmpty
    }

    /// Lets go of what does not restrain any more.
    mutating func forget(at now: Instant) {
        self.breakers = self.breakers(at: now)
        self.cooldowns.removeAll { $0.since.duration(to: now) >= .microseconds($0.microseconds) }
        self.stops.removeAll { $0.at.duration(to: now) >= Self.budgetPeriod }
        self.confirmed.removeAll {
            // The next stop of work that has started again may be a whole cooldown away.
            let period = $0.respawns > 0 ? Self.respawnMemory : Self.budgetPeriod
            return $0.at.duration(to: now) >= max(.microseconds($0.microseconds), period)
        }
    }

    /// Starts all that runs on the clock again, as after a reboot, when the time that has passed is not known.
    mutating func restartClocks(at now: Instant) {
        for index in self.cooldowns.indices { self.cooldowns[index].since = now }
        for index in self.stops.indices { self.stops[index].at = now }
        for index in self.breakers.indices { self.breakers[index].at = now }
        for index in self.confirmed.indices { self.confirmed[index].at = now }
    }
}
