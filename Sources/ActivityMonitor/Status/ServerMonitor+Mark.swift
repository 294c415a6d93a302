// SPDX-License-Identifier: Apache-2.0

extension ServerMonitor {
    /// A hash of what the status says about the server. Clocks that only run on leave it as it is.
    func statusMark(_ settings: MonitorSettings, at now: Instant) -> Int {
        var hasher = Hasher()
        hasher.combine(settings.generation)
        hasher.combine(self.connection.reachability)
        hasher.combine(self.connection.stream)
        hasher.combine(self.connection.isAdministrator)
        hasher.combine(self.tracker.identity)
        hasher.combine(self.surroundings.sectionNames)
        hasher.combine(self.surroundings.judgedSessions)
        hasher.combine(self.surroundings.maintenance)
        hasher.combine(self.stops.hold(at: now))
        hasher.combine(self.stops.limits.stopCount(at: now))
        hasher.combine(self.stops.limits.heededCount(at: now))
        hasher.combine(self.stops.limits.breakers(at: now))
        for operation in self.stops.operations {
            hasher.combine(operation.decision)
            hasher.combine(operation.victims)
            hasher.combine(operation.phase.word)
            hasher.combine(operation.ladder)
        }
        hasher.combine(self.stops.givenUp)
        // In no order, as dictionaries have them.
        hasher.combine(
            self.tracker.activities.values.reduce(0) { sum, tracked in
                var own = Hasher()
                own.combine(tracked.lastValues)
                own.combine(tracked.areValuesKnown)
                own.combine(tracked.age.beginning)
                own.combine(tracked.stalled.beginning)
                return sum ^ own.finalize()
            })
        hasher.combine(
            self.clocks.all.reduce(0) { sum, rule in
                rule.value.reduce(sum) { sum, clock in
                    var own = Hasher()
                    own.combine(rule.key)
                    own.combine(clock.key)
                    own.combine(clock.value.held?.beginning)
                    own.combine(clock.value.undecided?.beginning)
                    return sum ^ own.finalize()
                }
            })
        return hasher.finalize()
    }
}

extension EvidenceClock {
    /// The instant at which a clock without gaps would have begun: the same while every span counts.
    fileprivate var beginning: Instant? { self.lastSeenAt?.advanced(by: .zero - self.total) }
}

extension Monitor {
    /// A hash of what ``serverStatus(of:)`` and ``memory(of:)`` say, apart from clocks that only run on; nil for a server
    /// outside the configuration.
    package func statusMark(of server: String) -> Int? {
        self.withSettings(server) { $0.statusMark($1, at: $2) }
    }

    /// What it knows about a server, for people, without the judgements of rules; nil for a server outside the
    /// configuration.
    package func serverStatus(of server: String) -> ServerStatus? {
        self.withSettings(server) { $0.status($1, rules: self.rules, at: $2) }
    }
}
