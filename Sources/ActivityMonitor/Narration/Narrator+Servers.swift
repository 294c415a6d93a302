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

    /// The token is not an administrator's.
    func tokenLimited() -> Event {
        self.event(
            .tokenLimited,
            "\(self.server.name): the token is not an administrator's: it does not see all activities and cannot stop "
                + "scans or maintenance; put the owner's token in place, run: plex-activityctl token set")
    }

    /// Polls failed; the last one with this failure.
    func pollFailed(_ failure: PollFailure, _ news: OutageNews) -> Event {
        var fields = [EventField(.reason, failure.kind.rawValue)]
        if let status = failure.status { fields.append(EventField(.httpStatus, String(status))) }
        let count =
            if news.isLastOfHour {
                " (the third time in an hour; until the hour is over, this is told after 10 polls in a row)"
            } else {
                news.failures == 1 ? "" : " (\(news.failures) polls in a row)"
            }
        guard failure.kind == .unauthorized else {
            let explanation = failure.explanation.printable(limit: 300)
            let message =
                "\(self.server.name): no usable answer\(count): \(explanation); "
                + "rules wait until the server answers; to find the cause, run: plex-activityctl check --online"
            return self.event(.serverUnreachable, message, fields)
        }
        let status = failure.status.map { " (\($0))" } ?? ""
        let words =
            failure.lacksToken
            ? "no token was sent, and Plex does not answer without one\(status)\(count); \(Self.setToken)"
            : "Plex refused the token\(status)\(count); \(Self.replaceToken)"
        return self.event(.authenticationRefused, "\(self.server.name): \(words)", fields)
    }

    /// A breaker tripped.
    func breakerTripped(_ reason: StopLimits.Breaker.Reason, rule: String?, _ tracked: TrackedActivity) -> Event {
        let (what, cure) =
            switch reason {
            case .serverBudget:
                (
                    "\(self.server.name) reached max-stops-per-hour "
                        + "(\(self.settings.safety.maximumStopsPerHour)), so rules only observe there",
                    "it closes by itself within an hour; to see the stops, run: plex-activityctl events"
                )
            case .ruleBudget:
                (
                    "rule \(rule ?? "") reached its max-per-hour, so it only observes",
                    "it closes by itself within an hour; to see the stops, run: plex-activityctl events"
                )
            case .respawn:
                (
                    "the work that rule \(rule ?? "") stops starts again each time, so the rule only observes",
                    "find the program that starts it, then run: systemctl reload plex-activityd"
                )
            }
        var fields = [EventField(.reason, reason.rawValue)]
        if let rule { fields.insert(EventField(.rule, rule), at: 0) }
        return self.event(
            .breakerTripped, about: tracked, "\(self.name(of: tracked)): breaker tripped: \(what); \(cure)", fields)
    }
}

extension Diagnostic {
    /// Two entries of the configuration are the same server, so the later one only observes.
    static func sharedIdentity(_ name: String, owner: String) -> Diagnostic {
        Diagnostic(
            priority: .error,
            message: "\(name) is the same server as \(owner) and only observes; "
                + "remove one of the two from the configuration")
    }
}
