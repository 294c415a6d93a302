// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Narrator {
    /// A stop was asked for, or ended.
    func event(of fact: StopFact) -> Event {
        switch fact.happening {
        case .requested(let request): self.requested(request, fact)
        case .confirmed(let reception): self.confirmed(reception, fact)
        case .ineffective(let refusal, let mayBeUnsent): self.ineffective(refusal, mayBeUnsent: mayBeUnsent, fact)
        case .abandoned(let reason): self.abandoned(reason, fact)
        }
    }

    private func requested(_ request: StopRequestFact, _ fact: StopFact) -> Event {
        var fields = self.ruleFields(of: fact)
        fields += [
            fact.predicates.field, EventField(.remedy, request.remedy.kind.rawValue),
            EventField(.attempt, String(request.attempt)),
        ]
        if let status = request.status { fields.append(EventField(.httpStatus, String(status))) }
        let answer = request.status.map { "the server answered \($0)" } ?? "there was no answer"
        let more = request.others > 0 ? " and \(request.others) more" : ""
        let names = request.collateral.map { self.name(of: $0) }
        let collateral = names.isEmpty ? "" : "; it also ends \(names.joined(separator: ", "))"
        return self.event(
            .stopRequested, about: fact.tracked,
            "\(self.name(of: fact.tracked))\(more): \(self.author(fact.ruleName)) asked to "
                + "\(request.remedy.words(sectionNames: self.server.sectionNames)), \(answer)\(collateral)"
                + self.note(of: fact.tracked),
            fields)
    }

    private func confirmed(_ reception: RequestReception, _ fact: StopFact) -> Event {
        let within = reception.sentAt.map { "within \($0.duration(to: fact.at).wordsAtMost) of" } ?? "after"
        let words =
            if reception.mayBeUnsent {
                "ended after a request of ours that may not have been sent, as the service restarted then"
            } else if reception.foundNothing {
                "was gone when we asked"
            } else {
                "ended \(within) our request"
            }
        let asker =
            switch self.settings.author {
            case .rule: " (rule \(fact.ruleName))"
            case .person: ""
            }
        return self.event(
            .stopConfirmed, about: fact.tracked,
            "\(self.name(of: fact.tracked)): \(words)\(asker)\(self.note(of: fact.tracked))", self.fields(of: fact))
    }

    private func abandoned(_ reason: StopAbandonment, _ fact: StopFact) -> Event {
        let why =
            switch reason {
            case .ended: "it ended before a request was sent"
            case .changed: "its conditions do not hold any more"
            case .replaced: "it ended, and other work of its kind is there now"
            case .serverRestarted: "lost sight of it"
            case .noLongerWatched: "the server is no longer in the configuration"
            case .notShown: "the server has not shown for too long what there is of it"
            case .sectionNotNamed: "a scan has not said for too long which section it is of"
            case .identityNotRead: "the service could not read for too long which server it is (GET /identity)"
            case .daemonRestarted: "it was gone when the service looked again after a restart"
            case .ruleChanged: "the rule was changed or removed"
            case .paused: "everything is paused"
            case .window: "a window has opened in which nothing is stopped"
            case .breakerTripped: "a breaker has tripped"
            case .authenticationRefused: "the server does not accept the token"
            case .heldBack: "nothing may be stopped on this server"
            case .cooldown: "the same work was stopped a moment ago and is left alone for its cooldown"
            case .notSent: "the request could not be sent safely, see the entry before this one"
            }
        return self.event(
            .stopAbandoned, about: fact.tracked,
            "\(self.name(of: fact.tracked)): \(self.author(fact.ruleName)) gives up stopping it, as \(why)"
                + self.note(of: fact.tracked),
            self.fields(of: fact) + [EventField(.reason, reason.rawValue)])
    }

    private func ineffective(_ refusal: StopRefusal, mayBeUnsent: Bool, _ fact: StopFact) -> Event {
        let isAnalysis = fact.tracked.activity.type.butlerTask != nil
        let restart =
            isAnalysis
            ? "only the library's setting or a restart of Plex is known to stop it"
            : "look at the server; a restart of Plex is known to stop it"
        let words =
            switch refusal.failure {
            case .notHonoured where mayBeUnsent:
                "the service restarted before it knew whether its request was sent, and it goes on; \(restart)"
            case .notHonoured: "the server was asked and did not stop it; \(restart)"
            case .noRemedy: "this rule has no remedy for it; \(restart)"
            case .notAButlerTask: "it is no maintenance task that Plex can stop now; \(restart)"
            case .wouldStopSpared:
                "stopping it would end work that the rule must spare\(self.list(refusal.spared))"
                    + "; widen the rule's match, or stop it by hand"
            case .notPermitted:
                "the token is not an administrator's; nothing is stopped on \(self.server.name) for 10 min; "
                    + "put the owner's token in place and restart the service"
            }
        return self.event(
            .stopIneffective, about: fact.tracked,
            "\(self.name(of: fact.tracked))\(self.note(of: fact.tracked)): \(self.author(fact.ruleName)) "
                + "could not stop it: \(words)",
            self.ruleFields(of: fact) + [EventField(.reason, refusal.failure.rawValue), fact.predicates.field])
    }

    /// The fields of the rule that asked, as far as it is known.
    private func ruleFields(of fact: StopFact) -> [EventField] {
        fact.rule.map { self.fields(of: $0) } ?? [EventField(.rule, fact.ruleName)]
    }

    private func fields(of fact: StopFact) -> [EventField] {
        let fields = self.ruleFields(of: fact) + [fact.predicates.field]
        guard let heard = fact.heard else { return fields }
        return fields + [
            EventField(.remedy, heard.remedy.kind.rawValue), EventField(.attempt, String(heard.attempt)),
        ]
    }
}
