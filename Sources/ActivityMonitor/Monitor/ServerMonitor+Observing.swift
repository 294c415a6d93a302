// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// What a rule that observes would do to some activities that share a target.
    private enum Intention: Hashable {
        /// Send this request.
        case ask(Remedy)
        /// Look again, as it cannot be told yet.
        case wait
        /// Give up, and why; the names of what it must spare.
        case giveUp(StopFailure, [String])
    }

    /// Tells once of each subject what a rule that does not act would do now: what it would do to the same victims, with
    /// the same remedies and the same care for others, if it were armed.
    ///
    /// It is worked out on a plan alone: nothing here can become a request.
    mutating func tellWouldStop(_ outcome: RuleOutcome, _ plan: StopPlan, _ turn: inout Turn) {
        let clocks = self.clocks[outcome.rule.identity] ?? [:]
        guard outcome.verdicts.values.contains(where: { clocks[$0.subject]?.announced.fired == false }) else { return }
        let victims = self.victims(of: outcome, plan).compactMap { self.tracker.activities[$0] }
        var companies: [Remedy: [ActivityID]] = [:]
        for tracked in victims {
            guard let target = Self.firstTarget(for: tracked, plan) else { continue }
            companies[target, default: []].append(tracked.activity.id)
        }
        var intentions: [Remedy: Intention] = [:]
        for tracked in victims {
            let id = tracked.activity.id
            guard let verdict = outcome.verdicts[id],
                let clock = self.clocks[outcome.rule.identity]?[verdict.subject], !clock.announced.fired
            else {
                continue
            }
            let hasWaited = (clock.held?.total ?? .zero) >= outcome.rule.rule.hold + plan.verifyWithin
            let intention: Intention
            if let target = Self.firstTarget(for: tracked, plan) {
                intention =
                    intentions[target]
                    ?? self.intention(
                        against: tracked, companies[target] ?? [id], outcome.rule.rule, plan, hasWaited: hasWaited, turn
                    )
                // What one of them has not waited for long enough, another may have.
                if intention != .wait { intentions[target] = intention }
            } else {
                intention = self.intention(
                    against: tracked, [id], outcome.rule.rule, plan, hasWaited: hasWaited, turn)
            }
            if intention == .wait { continue }
            self.clocks[outcome.rule.identity]?[verdict.subject]?.announced.fired = true
            self.tell(intention, verdict, outcome.rule.rule, tracked, &turn)
        }
    }

    private static func firstTarget(for tracked: TrackedActivity, _ plan: StopPlan) -> Remedy? {
        Ladder.steps(for: tracked.activity, plan: plan).first.flatMap { Ladder.remedy($0, for: tracked.activity) }
    }

    /// The first step of the ladder that an armed rule would take, as far as it would get without an answer.
    private func intention(
        against tracked: TrackedActivity, _ victims: [ActivityID], _ rule: Rule, _ plan: StopPlan, hasWaited: Bool,
        _ turn: Turn
    ) -> Intention {
        var failure = StopFailure.noRemedy
        var spared: [String] = []
        for step in Ladder.steps(for: tracked.activity, plan: plan) {
            guard let remedy = Ladder.remedy(step, for: tracked.activity) else {
                guard hasWaited else { return .wait }
                continue
            }
            switch self.permission(
                for: remedy, besides: victims, plan, rule, isComplete: self.tracker.isComplete, turn)
            {
            case .granted: return .ask(remedy)
            case .refused(let names):
                failure = .wouldStopSpared
                spared = names
            case .unclear:
                guard hasWaited else { return .wait }
                failure = .wouldStopSpared
                spared = []
            }
        }
        return .giveUp(failure, spared)
    }

    private func tell(
        _ intention: Intention, _ verdict: RuleVerdict, _ rule: Rule, _ tracked: TrackedActivity, _ turn: inout Turn
    ) {
        let composer = self.composer(turn.settings)
        let how: String
        var fields = composer.fields(of: rule) + [verdict.predicates.field]
        switch intention {
        case .wait: return
        case .ask(let remedy):
            how = remedy.words(sectionNames: self.sectionNames)
            fields.append(EventField(.remedy, remedy.kind.rawValue))
        case .giveUp(let failure, let spared):
            let names = spared.isEmpty ? "" : " (\(spared.prefix(5).joined(separator: ", ")))"
            how =
                failure == .wouldStopSpared
                ? "not stop it, for that would end work that it must spare\(names)" : "find no remedy that applies"
            fields += [EventField(.remedy, "none"), EventField(.reason, failure.rawValue)]
        }
        turn.output.events.append(
            composer.event(
                .wouldStop, about: tracked,
                "\(composer.name(of: tracked)): rule \(rule.name) would \(how), as \(verdict.words)"
                    + "\(composer.note(of: tracked)); to arm it, add \"\(rule.name)\" to enforce in [safety]", fields))
    }
}
