// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Narrator {
    /// A stop was requested, or it ended.
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
        let answer = request.status.map { "the server answered \($0)" } ?? "the server did not answer"
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
                "ended after our request, which may not have been sent, because the service restarted"
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
            case .ended: "it ended before we sent a request"
            case .changed: "its conditions no longer hold"
            case .replaced: "it ended, and other work of its kind runs now"
            case .serverRestarted: "the server restarted"
            case .noLongerWatched: "the configuration no longer has this server"
            case .notShown: "the server's lists have left it out or been incomplete for too long"
            case .sectionNotNamed: "a scan has not named its section for too long"
            case .identityNotRead: "the server has not told its identity for too long (GET /identity)"
            case .daemonRestarted: "it was gone when the service started again"
            case .ruleChanged: "the rule was changed or removed"
            case .paused: "everything is paused"
            case .window: "rules stop nothing in this window ([safety] not-during)"
            case .breakerTripped: "a breaker has tripped"
            case .authenticationRefused: "Plex refused the token"
            case .heldBack: "rules may stop nothing on this server"
            case .cooldown: "the cooldown after a stop of the same work still runs"
            case .notSent: "the request could not be sent safely; see the entry before this one"
            }
        return self.event(
            .stopAbandoned, about: fact.tracked,
            "\(self.name(of: fact.tracked)): \(self.author(fact.ruleName)) gives up stopping it, because \(why)"
                + self.note(of: fact.tracked),
            self.fields(of: fact) + [EventField(.reason, reason.rawValue)])
    }

    private func ineffective(_ refusal: StopRefusal, mayBeUnsent: Bool, _ fact: StopFact) -> Event {
        let isAnalysis = fact.tracked.activity.type.butlerTask != nil
        let restart =
            isAnalysis
            ? "turn this work off in the settings of the library, or restart Plex"
            : "look at the server, or restart Plex"
        let words =
            switch refusal.failure {
            case .notHonoured where mayBeUnsent:
                "the service restarted before it knew whether its request was sent; \(restart)"
            case .notHonoured: "Plex was asked and did not stop it; \(restart)"
            case .noRemedy: "this rule has no remedy for it; \(restart)"
            case .notAButlerTask: "Plex does not run it as a maintenance task now; \(restart)"
            case .wouldStopSpared:
                "stopping it would end work that the rule must spare\(self.list(refusal.spared))"
                    + "; widen the rule's match, or stop it by hand"
            case .notPermitted:
                "the token is not an administrator's, so rules stop nothing on \(self.server.name) for 10 min; "
                    + Self.replaceToken
            }
        return self.event(
            .stopIneffective, about: fact.tracked,
            "\(self.name(of: fact.tracked))\(self.note(of: fact.tracked)): \(self.author(fact.ruleName)) "
                + "could not stop it: \(words)",
            self.ruleFields(of: fact) + [EventField(.reason, refusal.failure.rawValue), fact.predicates.field])
    }

    /// The fields of the rule that asked; only its name if the rule is no longer in force.
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
