// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What rules remember of the subjects on one server, by rule identity and subject.
struct RuleClocks: Hashable, Sendable {
    /// The clocks.
    private(set) var all: [String: [Subject: RuleClock]] = [:]

    /// Whether a rule had fired for a subject before it was to fire now.
    enum Firing {
        /// It had not, and has now.
        case now
        /// It had.
        case before
        /// The rule remembers nothing of the subject.
        case unknown
    }

    /// What a rule remembers of a subject; nil where that is nothing.
    subscript(identity: String, subject: Subject) -> RuleClock? {
        get { self.all[identity]?[subject] }
        set { self.all[identity, default: [:]][subject] = newValue }
    }

    /// Whether a rule has something to say of one of these subjects that it says once.
    func hasUntold(_ identity: String, _ subjects: some Sequence<Subject>) -> Bool {
        guard let clocks = self.all[identity] else { return false }
        return subjects.contains { clocks[$0]?.announced.fired == false }
    }

    /// Notes that a rule has said what it says once.
    mutating func fire(_ identity: String, _ subject: Subject) -> Firing {
        guard let clock = self.all[identity]?[subject] else { return .unknown }
        guard !clock.announced.fired else { return .before }
        self.all[identity]?[subject]?.announced.fired = true
        return .now
    }

    /// The span up to the next observation will not count.
    mutating func interrupt() {
        for identity in self.all.keys {
            self.all[identity] = self.all[identity]?.mapValues { clock in
                var clock = clock
                clock.interrupt()
                return clock
            }
        }
    }

    /// Lets go of the rules that are not among these.
    mutating func keep(_ identities: Set<String>) {
        self.all = self.all.filter { identities.contains($0.key) }
    }

    /// Lets go of what rules remember of subjects that are gone, besides what was said of a uuid that may come back: it is
    /// the same work then.
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

    /// Takes for a no what a rule is not about any more although the snapshot shows it.
    ///
    /// - Returns: whether time that had counted counts no more.
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
        for subject in missing where shown.contains(subject) {
            if self.all[rule.identity]?[subject]?.observe(.no, at: sentAt, limit: limit) == true { hasReset = true }
        }
        return hasReset
    }
}
