// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Narrator {
    /// A rule reached a finding that is worth an event.
    func event(of fact: RuleFact) -> Event {
        let name = self.name(of: fact.tracked)
        let note = self.note(of: fact.tracked)
        let rule = fact.rule
        switch fact.finding {
        case .undecided(let duration, let why):
            return self.event(
                .ruleUndecided, fact,
                "\(name): \(self.author(rule.name)) has been undecided for \(duration.words), because \(why)\(note)")
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
                "\(name): \(self.author(rule.name)) applies: \(fact.predicates.words)\(note); "
                    + "look at the server, or run: plex-activityctl explain")
        case .wouldSend(let remedy):
            return self.wouldStop(
                fact, remedy.words(sectionNames: self.server.sectionNames),
                fields: [EventField(.remedy, remedy.kind.rawValue)])
        case .wouldFail(let refusal):
            let but =
                refusal.failure == .wouldStopSpared
                ? "that would end work that the rule must spare\(self.list(refusal.spared))"
                : "the rule has no remedy for it"
            return self.wouldStop(
                fact, but: but, fields: [EventField(.remedy, "none"), EventField(.reason, refusal.failure.rawValue)])
        case .wouldWait(let reason):
            let but =
                reason == .sectionNotNamed
                ? "it would wait until each scan names its section"
                : "it would wait for a complete list of the activities"
            return self.wouldStop(
                fact, but: but, fields: [EventField(.remedy, "none"), EventField(.reason, reason.rawValue)])
        case .isHeldBack(let obstacle, let hold):
            let reason = obstacle == .heldBack ? hold?.rawValue ?? obstacle.rawValue : obstacle.rawValue
            return self.event(
                .wouldStop, about: fact.tracked,
                "\(name): \(self.author(rule.name)) would act, because \(fact.predicates.words)\(note), "
                    + "but \(self.words(obstacle, hold))",
                self.fields(of: rule) + [EventField(.reason, reason), fact.predicates.field])
        }
    }

    /// The author of a stop: `rule stuck`, or the program of a person.
    func author(_ rule: String) -> String {
        switch self.settings.author {
        case .rule: "rule \(rule)"
        case .person: rule
        }
    }

    /// The names of up to five activities, in parentheses; empty without activities.
    func list(_ activities: [Activity]) -> String {
        let names = activities.prefix(5).map { self.name(of: $0) }
        return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    }

    private func event(_ kind: EventKind, _ fact: RuleFact, _ message: String) -> Event {
        self.event(kind, about: fact.tracked, message, self.fields(of: fact.rule) + [fact.predicates.field])
    }

    private func wouldStop(
        _ fact: RuleFact, _ how: String = "stop it", but obstacle: String? = nil, fields: [EventField]
    ) -> Event {
        let rule = fact.rule.name
        let but = obstacle.map { ", but \($0)" } ?? ""
        return self.event(
            .wouldStop, about: fact.tracked,
            "\(self.name(of: fact.tracked)): \(self.author(rule)) would \(how), because \(fact.predicates.words)"
                + "\(self.note(of: fact.tracked))\(but); to arm it, add \"\(rule)\" to enforce in [safety]",
            self.fields(of: fact.rule) + [fact.predicates.field] + fields)
    }

    /// The obstacle to an armed rule in words, with the command that helps.
    private func words(_ obstacle: StopAbandonment, _ hold: ServerHold?) -> String {
        switch obstacle {
        case .paused: "everything is paused; to resume, run: plex-activityctl resume"
        case .window: "rules stop nothing in this window ([safety] not-during)"
        case .breakerTripped: "a breaker has tripped; to see which, run: plex-activityctl status"
        default:
            hold == .notPermitted
                ? "the token is not an administrator's; \(Self.replaceToken)"
                : "an earlier [[server]] table is the same server; remove one of the two tables"
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
