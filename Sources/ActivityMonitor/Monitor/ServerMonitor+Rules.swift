// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a rule makes of one poll.
struct RuleOutcome {
    /// The rule.
    var rule: IdentifiedRule
    /// The activities for which all conditions have held for as long as the rule wants.
    var due: Set<ActivityID> = []
    /// The verdict that stands for each of them.
    var verdicts: [ActivityID: RuleVerdict] = [:]
}

extension ServerMonitor {
    /// Judges every rule on the last snapshot, and tells what becomes of it for rules that do not act.
    mutating func judge(sentAt: Instant, _ turn: inout Turn) -> [RuleOutcome] {
        let evaluator = self.evaluator(turn)
        self.forgetClocks()
        var outcomes: [RuleOutcome] = []
        for rule in turn.rules {
            let verdicts = evaluator.verdicts(of: rule.rule)
            self.observeMissing(verdicts, of: rule, sentAt: sentAt)
            var outcome = RuleOutcome(rule: rule)
            for var verdict in verdicts {
                var clock = self.clocks[rule.identity]?[verdict.subject] ?? RuleClock()
                clock.observe(verdict.truth, at: sentAt, limit: self.evidenceLimit)
                if let held = clock.held?.total, rule.rule.hold > .zero {
                    verdict.predicates.append(
                        Predicate(
                            condition: "for", value: held.text, threshold: rule.rule.hold.text,
                            truth: Truth(held >= rule.rule.hold)))
                }
                if let held = clock.held?.total, held >= rule.rule.hold {
                    outcome.due.formUnion(verdict.holding)
                    for id in verdict.holding { outcome.verdicts[id] = verdict }
                }
                self.announce(verdict, of: rule.rule, &clock, &turn)
                self.clocks[rule.identity, default: [:]][verdict.subject] = clock
            }
            if case .observe(let plan) = rule.rule.conduct { self.tellWouldStop(outcome, plan, &turn) }
            outcomes.append(outcome)
        }
        return outcomes
    }

    /// What judges rules on what is known now.
    func evaluator(_ turn: Turn) -> RuleEvaluator {
        RuleEvaluator(
            server: self.settings.name, tracker: self.tracker, sectionNames: self.sectionNames,
            safety: turn.settings.safety, history: self.history, starts: self.starts, sessions: self.sessions,
            localTime: turn.localTime, now: turn.now)
    }

    /// Whether one of the rules needs to know who plays to judge what is there now.
    func needsSessions(_ rules: [IdentifiedRule], _ settings: MonitorSettings) -> Bool {
        let asking = rules.map(\.rule).filter { $0.conditions.contains(where: \.needsSessions) }
        guard !asking.isEmpty else { return false }
        // Made once: for each activity it would cost the number of libraries.
        let libraries = Libraries(self.sectionNames)
        return asking.contains { rule in
            let wildcards = rule.wildcards(protecting: settings.safety.protectedTypes)
            return self.tracker.activities.values.contains { tracked in
                let candidate = ActivityMatch.Candidate(
                    activity: tracked.activity, server: self.settings.name, libraries: libraries)
                return rule.match.truth(for: candidate, wildcards) == .yes
            }
        }
    }

    /// Lets go of what rules remember of subjects that are gone.
    private mutating func forgetClocks() {
        let tracker = self.tracker
        for identity in self.clocks.keys {
            self.clocks[identity] = self.clocks[identity]?.filter { subject, _ in
                switch subject {
                case .activity(let id): tracker.activities[id] != nil
                case .kind(let kind): tracker.kinds[kind] != nil && !tracker.restartedKinds.contains(kind)
                }
            }
        }
        for identity in self.spent.keys {
            self.spent[identity] = self.spent[identity]?.filter { tracker.activities[$0] != nil }
        }
    }

    /// Takes for a no what the rule is not about any more although the snapshot shows it.
    private mutating func observeMissing(_ verdicts: [RuleVerdict], of rule: IdentifiedRule, sentAt: Instant) {
        guard let clocks = self.clocks[rule.identity], !clocks.isEmpty else { return }
        let subjects = Set(verdicts.map(\.subject))
        let missing = clocks.keys.filter { !subjects.contains($0) }
        guard !missing.isEmpty else { return }
        let limit = self.evidenceLimit
        let shown = Set(
            self.tracker.present.compactMap { id in
                self.tracker.activities[id].map { RuleEvaluator.subject(of: $0, scope: rule.rule.scope) }
            })
        for subject in missing where shown.contains(subject) {
            self.clocks[rule.identity]?[subject]?.observe(.no, at: sentAt, limit: limit)
        }
    }

    /// Tells that a rule waits, is undecided, notifies or would have acted; each once until a condition stops holding.
    private mutating func announce(
        _ verdict: RuleVerdict, of rule: Rule, _ clock: inout RuleClock, _ turn: inout Turn
    ) {
        guard let tracked = self.tracker.activities[verdict.representative] else { return }
        // Nearly always there is nothing to tell: then no text is made.
        let composer = self.composer(turn.settings)
        var fields: [EventField] { composer.fields(of: rule) + [verdict.predicates.field] }
        var name: String { composer.name(of: tracked) }
        var note: String { composer.note(of: tracked) }

        if let undecided = clock.undecided?.total, !clock.announced.undecided,
            undecided >= max(rule.longestThreshold, Self.minimumEvidenceLimit)
        {
            clock.announced.undecided = true
            let why = if case .unknown(let reason) = verdict.truth { reason } else { "not known" }
            turn.output.events.append(
                composer.event(
                    .ruleUndecided, about: tracked,
                    "\(name): rule \(rule.name) has been held back for \(undecided.words), as \(why)\(note)", fields))
        }
        guard let held = clock.held?.total else { return }
        guard held >= rule.hold else {
            guard !clock.announced.pending else { return }
            clock.announced.pending = true
            let verb =
                switch rule.conduct {
                case .notify: "notifies"
                case .observe: "would stop it"
                case .enforce: "stops it"
                }
            turn.output.events.append(
                composer.event(
                    .rulePending, about: tracked,
                    "\(name): rule \(rule.name) \(verb) in \((rule.hold - held).words) if nothing changes\(note)",
                    fields))
            return
        }
        guard !clock.announced.fired else { return }
        switch rule.conduct {
        case .notify:
            clock.announced.fired = true
            turn.output.events.append(
                composer.event(
                    .ruleFired, about: tracked,
                    "\(name): rule \(rule.name) applies: \(verdict.words)\(note); have a look at the server", fields))
        case .observe, .enforce:
            break
        }
    }
}

extension RuleVerdict {
    /// The conditions in words: `no-progress-for 31m (30m)`.
    var words: String {
        self.predicates
            .map { predicate in
                let subject = predicate.condition == "for" ? "all of it has held for" : "\(predicate.condition) is"
                return "\(subject) \(predicate.value ?? "unknown") (limit \(predicate.threshold))"
            }
            .joined(separator: " and ")
    }
}
