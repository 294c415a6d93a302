// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// How an operation ends.
enum StopEnd: Hashable, Sendable {
    /// What was to end has ended after our request.
    case confirmed
    /// It has not, and nothing is left to try.
    case failed(StopFailure)
    /// It was given up.
    case abandoned(StopAbandonment)
}

extension ServerMonitor {
    /// Ends an operation, tells how, and lets the kinds of its decision cool down when it was the last one.
    mutating func finish(_ operation: StopOperation, _ end: StopEnd, _ turn: inout Turn) {
        self.operations.removeAll { $0.id == operation.id }
        var operation = operation
        operation.representative = self.latest(of: operation.representative)
        let rule = turn.rules.first { $0.identity == operation.identity }
        switch end {
        case .confirmed:
            self.tellConfirmed(operation, rule?.rule, &turn)
            self.restraint.recordConfirmed(
                Kind(of: operation.representative.activity), rule: operation.rule,
                cooldown: operation.mandate.plan.cooldown, at: turn.now)
        case .failed(let failure):
            if let rule { self.spend(operation.victims, rule) }
            self.tellIneffective(
                failure, operation.representative, rule?.rule, predicates: operation.predicates,
                spared: operation.sparedNames, mayBeUnsent: operation.mayBeUnsent, &turn)
        case .abandoned(let reason):
            self.tellAbandoned(
                operation.representative, rule: operation.rule, reason, self.fields(of: operation, rule?.rule, turn),
                &turn)
        }
        guard !self.operations.contains(where: { $0.decision == operation.decision }),
            let kinds = self.requestedKinds.removeValue(forKey: operation.decision)
        else {
            return
        }
        self.restraint.coolDown(kinds, for: operation.mandate.plan.cooldown, at: turn.now)
    }

    /// An activity as it was last seen: what an operation remembers of it is older where polls have come in between.
    func latest(of tracked: TrackedActivity) -> TrackedActivity {
        self.tracker.activities[tracked.activity.id] ?? tracked
    }

    /// Gives up everything that is being stopped; where a request is on its way, as soon as it is answered.
    mutating func abandonOperations(_ reason: StopAbandonment, _ turn: inout Turn) {
        for operation in self.operations { self.abandon(operation, reason, &turn) }
    }

    /// Gives up what is being stopped for rules that are not in force any more.
    mutating func abandonOperations(except identities: Set<String>, _ turn: inout Turn) {
        for operation in self.operations where !identities.contains(operation.identity) {
            self.abandon(operation, .ruleChanged, &turn)
        }
    }

    /// Takes victims out of what is being stopped, and gives up what has none left.
    mutating func abandonVictims(_ ids: Set<ActivityID>, _ reason: StopAbandonment, _ turn: inout Turn) {
        for var operation in self.operations where operation.victims.contains(where: ids.contains) {
            operation.victims.removeAll(where: ids.contains)
            self.store(operation)
            if operation.victims.isEmpty { self.abandon(operation, reason, &turn) }
        }
    }

    /// Takes what has ended out of what is being stopped: what comes under its uuid later is other work, which no request
    /// that is on its way already was about.
    mutating func letGo(_ id: ActivityID) {
        for index in self.operations.indices { self.operations[index].victims.removeAll { $0 == id } }
    }

    private mutating func abandon(_ operation: StopOperation, _ reason: StopAbandonment, _ turn: inout Turn) {
        guard case .sending = operation.phase else { return self.finish(operation, .abandoned(reason), &turn) }
        var operation = operation
        operation.abandonment = operation.abandonment ?? reason
        self.store(operation)
    }

    /// Trips a breaker and tells it.
    mutating func trip(
        _ reason: Restraint.Breaker.Reason, rule: String?, about tracked: TrackedActivity, _ turn: inout Turn
    ) {
        self.restraint.trip(reason, rule: rule, at: turn.now)
        let composer = self.composer(turn.settings)
        let (what, cure) =
            switch reason {
            case .serverBudget:
                (
                    "\(self.settings.name) has had its most stops within an hour "
                        + "(\(turn.settings.safety.maximumStopsPerHour)); "
                        + "every rule is back to observing there",
                    "it closes after an hour, or with systemctl reload plex-activityd"
                )
            case .ruleBudget:
                (
                    "rule \(rule ?? "") has made its most stops within an hour and is back to observing",
                    "it closes after an hour, or with systemctl reload plex-activityd"
                )
            case .respawn:
                (
                    "what rule \(rule ?? "") stops starts again each time, so it is back to observing",
                    "find what starts it, then clear the breaker with systemctl reload plex-activityd"
                )
            }
        var fields = [EventField(.reason, reason.rawValue)]
        if let rule { fields.insert(EventField(.rule, rule), at: 0) }
        turn.output.events.append(
            composer.event(
                .breakerTripped, about: tracked,
                "\(composer.name(of: tracked)): breaker tripped: \(what); \(cure)", fields))
    }

    private func tellConfirmed(_ operation: StopOperation, _ rule: Rule?, _ turn: inout Turn) {
        let composer = self.composer(turn.settings)
        let tracked = operation.representative
        let within = operation.answeredAt.map { "within \($0.duration(to: turn.now).words) of" } ?? "after"
        let words =
            if operation.mayBeUnsent {
                "ended after a request of ours that may not have been sent, as the service restarted then"
            } else if operation.foundNothing {
                "was gone when we asked"
            } else {
                "ended \(within) our request"
            }
        turn.output.events.append(
            composer.event(
                .stopConfirmed, about: tracked,
                "\(composer.name(of: tracked)): \(words) (rule \(operation.rule))"
                    + composer.note(of: tracked),
                self.fields(of: operation, rule, turn)))
    }

    /// Tells that a stop was given up, and why.
    func tellAbandoned(
        _ tracked: TrackedActivity, rule: String, _ reason: StopAbandonment, _ fields: [EventField], _ turn: inout Turn
    ) {
        let composer = self.composer(turn.settings)
        let why =
            switch reason {
            case .ended: "it ended before a request was sent"
            case .changed: "its conditions do not hold any more"
            case .replaced: "it ended, and other work of its kind is there now"
            case .serverRestarted: "lost sight of it"
            case .noLongerWatched: "the server is no longer in the configuration"
            case .notShown: "the server has not shown for too long what there is of it"
            case .daemonRestarted: "it was gone when the service looked again after a restart"
            case .ruleChanged: "the rule was changed or removed"
            case .paused: "everything is paused"
            case .window: "a window has opened in which nothing is stopped"
            case .breakerTripped: "a breaker has tripped"
            case .authenticationRefused: "the server does not accept the token"
            case .heldBack: "nothing may be stopped on this server"
            case .notSent: "the request could not be sent safely, see the entry before this one"
            }
        turn.output.events.append(
            composer.event(
                .stopAbandoned, about: tracked,
                "\(composer.name(of: tracked)): rule \(rule) gives up stopping it, as \(why)"
                    + composer.note(of: tracked),
                fields + [EventField(.reason, reason.rawValue)]))
    }

    private func fields(of operation: StopOperation, _ rule: Rule?, _ turn: Turn) -> [EventField] {
        let composer = self.composer(turn.settings)
        var fields = rule.map { composer.fields(of: $0) } ?? [EventField(.rule, operation.rule)]
        fields.append(operation.predicates.field)
        guard let remedy = operation.lastRemedy else { return fields }
        fields.append(EventField(.remedy, remedy.kind.rawValue))
        fields.append(EventField(.attempt, String(operation.lastAttempt)))
        return fields
    }

    /// Tells that a rule could not stop what it wants to stop, why, and what to do.
    func tellIneffective(
        _ failure: StopFailure, _ tracked: TrackedActivity, _ rule: Rule?, predicates: [Predicate],
        spared: [String] = [], mayBeUnsent: Bool = false, _ turn: inout Turn
    ) {
        let composer = self.composer(turn.settings)
        let isAnalysis = tracked.activity.type.butlerTask != nil
        let restart =
            isAnalysis
            ? "only the library's setting or a restart of Plex is known to stop it"
            : "look at the server; a restart of Plex is known to stop it"
        let words =
            switch failure {
            case .notHonoured where mayBeUnsent:
                "the service restarted before it knew whether its request was sent, and it goes on; \(restart)"
            case .notHonoured: "the server was asked and did not stop it; \(restart)"
            case .noRemedy: "Plex offers no way to stop it; \(restart)"
            case .notAButlerTask: "it is no maintenance task that Plex can stop now; \(restart)"
            case .wouldStopSpared:
                "stopping it would end work that the rule must spare"
                    + (spared.isEmpty ? "" : " (\(spared.prefix(5).joined(separator: ", ")))")
                    + "; widen the rule's match, or stop it by hand"
            case .notPermitted:
                "the token is not an administrator's; nothing is stopped on \(self.settings.name) until it changes: "
                    + "put the owner's token in place and restart the service"
            }
        let fields = rule.map { composer.fields(of: $0) } ?? []
        turn.output.events.append(
            composer.event(
                .stopIneffective, about: tracked,
                "\(composer.name(of: tracked))\(composer.note(of: tracked)): rule \(rule?.name ?? "") could not stop it: "
                    + words,
                fields + [EventField(.reason, failure.rawValue), predicates.field]))
    }
}
