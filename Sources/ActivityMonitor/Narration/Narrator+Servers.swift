// SPDX-License-Identifier: Apache-2.0

extension Narrator {
    /// A configuration is in force.
    func configurationLoaded() -> Event {
        let armed = self.settings.rules.count { if case .enforce = $0.conduct { true } else { false } }
        let servers = "\(self.settings.servers.count) server\(self.settings.servers.count == 1 ? "" : "s")"
        let rules = "\(self.settings.rules.count) rule\(self.settings.rules.count == 1 ? "" : "s")"
        return Event(
            kind: .configurationLoaded,
            message: "Configuration \(self.settings.generation) in force: \(servers), \(rules), \(armed) armed",
            fields: [EventField(.configurationGeneration, String(self.settings.generation))])
    }

    /// A server answers again.
    func serverReachable() -> Event {
        self.event(.serverReachable, "\(self.server.name): the server answers again")
    }

    /// So many polls in a row failed, the last one for this reason.
    func pollFailed(_ failure: PollFailure, count: Int) -> Event {
        var fields = [EventField(.reason, failure.kind.rawValue)]
        if let status = failure.status { fields.append(EventField(.httpStatus, String(status))) }
        let explanation = failure.explanation.printable(limit: 300)
        let count = count == 1 ? "" : " (\(count) polls in a row)"
        guard failure.kind == .unauthorized else {
            let message =
                "\(self.server.name): no usable answer\(count): \(explanation); "
                + "nothing counts as evidence until there is one; check the server and its url"
            return self.event(.serverUnreachable, message, fields)
        }
        let message =
            "\(self.server.name): the server does not accept the token\(count): \(explanation); "
            + "asking once a minute; put a valid token in place and restart the service"
        return self.event(.authenticationRefused, message, fields)
    }

    /// A breaker tripped.
    func breakerTripped(_ reason: Restraint.Breaker.Reason, rule: String?, _ tracked: TrackedActivity) -> Event {
        let (what, cure) =
            switch reason {
            case .serverBudget:
                (
                    "\(self.server.name) has had its most stops within an hour "
                        + "(\(self.settings.safety.maximumStopsPerHour)); "
                        + "every rule is back to observing there",
                    "it closes by itself within an hour, and a reload does not lift it for longer: the stops of the last hour still "
                        + "count; look at what these rules stop with plex-activityctl events"
                )
            case .ruleBudget:
                (
                    "rule \(rule ?? "") has made its most stops within an hour and is back to observing",
                    "it closes by itself within an hour, and a reload does not lift it for longer: the stops of the last hour still "
                        + "count; look at what these rules stop with plex-activityctl events"
                )
            case .respawn:
                (
                    "what rule \(rule ?? "") stops starts again each time, so it is back to observing",
                    "find what starts it, then clear the breaker with systemctl reload plex-activityd"
                )
            }
        var fields = [EventField(.reason, reason.rawValue)]
        if let rule { fields.insert(EventField(.rule, rule), at: 0) }
        return self.event(
            .breakerTripped, about: tracked, "\(self.name(of: tracked)): breaker tripped: \(what); \(cure)", fields)
    }
}

extension Diagnostic {
    /// Two entries of the configuration are one server: the later only observes.
    static func sharedIdentity(_ name: String, owner: String) -> Diagnostic {
        Diagnostic(
            priority: .error,
            message: "\(name) is the same server as \(owner) and only observes; "
                + "remove one of the two from the configuration")
    }
}
