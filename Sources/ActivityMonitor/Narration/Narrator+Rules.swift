// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Narrator {
    /// A rule came to a point that is worth telling.
    func event(of fact: RuleFact) -> Event {
        let name = self.name(of: fact.tracked)
        let note = self.note(of: fact.tracked)
        let rule = fact.rule
        switch fact.finding {
        case .undecided(let duration, let why):
            return self.event(
                .ruleUndecided, fact,
                "\(name): \(self.author(rule.name)) has been held back for \(duration.words), as \(why)\(note)")
        case .waits(let rest):
            let verb =
                switch rule.conduct {
                case .notify: "notifies"
                case .observe: "would stop it"
                case .enforce: "stops it"
                }
            return self.event(
                .rulePending, fact,
                "\(name): \(self.author(rule.name)) \(verb) in \(rest.words) if nothing changes\(note)")
        case .applies:
            return self.event(
                .ruleFired, fact,
                "\(name): \(self.author(rule.name)) applies: \(fact.predicates.words)\(note); have a look at the server"
            )
        case .wouldSend(let remedy):
            return self.wouldStop(
                fact, remedy.words(sectionNames: self.server.sectionNames),
                [EventField(.remedy, remedy.kind.rawValue)])
        case .wouldFail(let refusal):
            let how =
                refusal.failure == .wouldStopSpared
                ? "not stop it, for that would end work that it must spare\(self.list(refusal.spared))"
                : "find no remedy that applies"
            return self.wouldStop(
                fact, how, [EventField(.remedy, "none"), EventField(.reason, refusal.failure.rawValue)])
        case .wouldWait(let reason):
            let what =
                reason == .sectionNotNamed
                ? "wait until each scan has said which section it is of"
                : "wait until the server shows all that there is"
            return self.wouldStop(fact, what, [EventField(.remedy, "none"), EventField(.reason, reason.rawValue)])
        case .isHeldBack(let obstacle, let hold):
            let reason = obstacle == .heldBack ? hold?.rawValue ?? obstacle.rawValue : obstacle.rawValue
            return self.event(
                .wouldStop, about: fact.tracked,
                "\(name): \(self.author(rule.name)) would act, as \(fact.predicates.words)\(note), "
                    + "but \(self.words(obstacle, hold))",
                self.fields(of: rule) + [EventField(.reason, reason), fact.predicates.field])
        }
    }

    /// Who asks for a stop: `rule stuck`, or a person's program.
    func author(_ rule: String) -> String {
        switch self.settings.author {
        case .rule: "rule \(rule)"
        case .person: rule
        }
    }

    /// Some activities by name, in parentheses; of many, the first.
    func list(_ activities: [Activity]) -> String {
        let names = activities.prefix(5).map { self.name(of: $0) }
        return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    }

    private func event(_ kind: EventKind, _ fact: RuleFact, _ message: String) -> Event {
        self.event(kind, about: fact.tracked, message, self.fields(of: fact.rule) + [fact.predicates.field])
    }

    private func wouldStop(_ fact: RuleFact, _ how: String, _ fields: [EventField]) -> Event {
        let rule = fact.rule.name
        return self.event(
            .wouldStop, about: fact.tracked,
            "\(self.name(of: fact.tracked)): \(self.author(rule)) would \(how), as \(fact.predicates.words)"
                + "\(self.note(of: fact.tracked)); to arm it, add \"\(rule)\" to enforce in [safety]",
            self.fields(of: fact.rule) + [fact.predicates.field] + fields)
    }

    /// Why an armed rule may not act, and what to do.
    private func words(_ obstacle: StopAbandonment, _ hold: ServerHold?) -> String {
        let reason = hold.map(\.rawValue) ?? obstacle.rawValue
        let cure =
            hold == .notPermitted
            ? "put the owner's token in place and restart the service"
            : "remove the other entry of the same server from the configuration"
        return switch obstacle {
        case .paused: "everything is paused; plex-activityctl resume lifts it"
        case .window: "nothing is stopped during this window ([safety] not-during)"
        case .breakerTripped: "a breaker has tripped; plex-activityctl status says which, and when it closes"
        default: "nothing may be stopped on this server (\(reason)); \(cure)"
        }
    }
}

extension [Predicate] {
    /// The conditions in words: `no-progress-for is 31m (limit 30m)`.
    fileprivate var words: String {
        self.map { predicate in
            let subject = predicate.condition == "for" ? "all of it has held for" : "\(predicate.condition) is"
            return "\(subject) \(predicate.value ?? "unknown") (limit \(predicate.threshold))"
        }
        .joined(separator: " and ")
    }
}
