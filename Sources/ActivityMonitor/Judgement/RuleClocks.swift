// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The clocks of rules on one server, by rule identity and subject.
struct RuleClocks: Hashable, Sendable {
    /// The clocks.
    private(set) var all: [String: [Subject: RuleClock]] = [:]

    /// The result of an attempt to fire a rule for a subject.
    enum Firing {
        /// The rule fired now.
        case now
        /// The rule had already fired.
        case before
        /// The rule has no clock for the subject.
        case unknown
    }

    /// The clock of a rule for a subject; nil if there is none.
    subscript(identity: String, subject: Subject) -> RuleClock? {
        get { self.all[identity]?[subject] }
        set { self.all[identity, default: [:]][subject] = newValue }
    }

    /// Whether a rule has not fired yet for one of these subjects.
    func hasUntold(_ identity: String, _ subjects: some Sequence<Subject>) -> Bool {
        guard let clocks = self.all[identity] else { return false }
        return subjects.contains { clocks[$0]?.announced.fired == false }
    }

    /// Marks a rule as fired for a subject, so that it fires only once.
    mutating func fire(_ identity: String, _ subject: Subject) -> Firing {
        guard let clock = self.all[identity]?[subject] else { return .unknown }
        guard !clock.announced.fired else { return .before }
        self.all[identity]?[subject]?.announced.fired = true
        return .now
    }

    /// Marks an interruption: the time up to the next observation will not count.
    mutating func interrupt() {
        for identity in self.all.keys {
            self.all[identity] = self.all[identity]?.mapValues { clock in
                var clock = clock
                clock.interrupt()
                return clock
            }
        }
    }

    /// Keeps only the clocks of these rules.
    mutating func keep(_ identities: Set<String>) {
        self.all = self.all.filter { identities.contains($0.key) }
    }

    /// Removes the clocks of subjects that are gone. For a uuid that may come back as the same work, the announcements
    /// stay and the times go.
    mutating func forgetGone(_ tracker: ServerTracker) {
        for identity in self.all.keys {
            guard let clocks = self.all[identity] else { continue }
            for (subject, clock) in clocks {
                switch subject {
                case .activity(let id) where tracker.activities[id] != nil: continue
                case .activity(let id):
                    self.all[identity]?[subject] = tracker.past.contains(id) ? clock.withoutTime : nil
                case .kind(let kind):
                    guard tracker.kinds[kind] == nil || tracker.restartedKinds.contains(kind) else { continue }
                    self.all[identity]?[subject] = nil
                }
            }
        }
    }

    /// Observes a "no" for each subject that the snapshot shows but the rule no longer matches.
    ///
    /// For an activity that a list with a hole leaves out, nobody knows whether conditions about the server held, too.
    ///
    /// - Returns: whether a clock was reset.
    mutating func observeMissing(
        _ verdicts: [RuleVerdict], of rule: IdentifiedRule, _ tracker: ServerTracker, sentAt: Instant, limit: Duration
    ) -> Bool {
        guard let clocks = self.all[rule.identity], !clocks.isEmpty else { return false }
        let subjects = Set(verdicts.map(\.subject))
        let missing = clocks.keys.filter { !subjects.contains($0) }
        guard !missing.isEmpty else { return false }
        let shown = Set(
            tracker.present.compactMap { id in
                tracker.activities[id].map { RuleEvaluator.subject(of: $0, scope: rule.rule.scope) }
            })
        var hasReset = false
        let isAboutServer = rule.rule.conditions.contains { !$0.needs.isDisjoint(with: [.sessions, .localTime]) }
        for subject in missing {
            guard shown.contains(subject) else {
                if isAboutServer, case .activity = subject { self.all[rule.identity]?[subject]?.interrupt() }
                continue
            }
            if self.all[rule.identity]?[subject]?.observe(.no, at: sentAt, limit: limit) == true { hasReset = true }
        }
        return hasReset
    }
}
