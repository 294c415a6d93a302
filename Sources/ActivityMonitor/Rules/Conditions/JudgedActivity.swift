// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// An activity as the conditions of one rule see it: the scope of the rule chooses the clocks.
struct JudgedActivity {
    /// The activity.
    let tracked: TrackedActivity
    /// The clocks of its kind; nil for a rule whose clocks belong to one activity, and where the kind has none.
    let kindClock: KindClock?

    /// The clock of how long it has been seen.
    var ageClock: EvidenceClock { self.kindClock?.age ?? self.tracked.age }

    /// How long it has been seen, in evidence.
    var age: Duration { self.ageClock.total }

    /// The clock of how long nothing about it has changed.
    var stalledClock: EvidenceClock { self.kindClock?.stalled ?? self.tracked.stalled }

    /// How long nothing about it has changed, in evidence.
    var stalled: Duration { self.stalledClock.total }

    /// Its kind of work.
    var kind: WorkKind { WorkKind(of: self.tracked.activity) }
}

/// What a condition says about an activity.
struct Judgement {
    /// The value that was found, with its unit; nil where it is unknown.
    var value: String?
    /// The value that the rule asks for, with its unit.
    var threshold: String
    /// Whether the condition holds.
    var truth: Truth

    /// A judgement of these parts.
    init(_ value: String?, _ threshold: String, _ truth: Truth) {
        self.value = value
        self.threshold = threshold
        self.truth = truth
    }
}

extension RuleEvaluator {
    /// Judges one condition on one activity, with the clocks that the rule's scope gives it.
    func judge(_ condition: Condition, of tracked: TrackedActivity, scope: Rule.Scope) -> Predicate {
        let definition = condition.definition
        let judgement = definition.judge(self.judged(tracked, scope), by: self)
        return Predicate(
            condition: type(of: definition).field.key, value: judgement.value, threshold: judgement.threshold,
            truth: judgement.truth)
    }

    /// How much more evidence makes a false condition true if nothing but time passes; nil where time alone does not make
    /// it true.
    func remaining(until condition: Condition, of tracked: TrackedActivity, scope: Rule.Scope) -> Duration? {
        condition.definition.remaining(for: self.judged(tracked, scope), by: self)
    }

    private func judged(_ tracked: TrackedActivity, _ scope: Rule.Scope) -> JudgedActivity {
        JudgedActivity(
            tracked: tracked, kindClock: scope == .kind ? self.clock(of: WorkKind(of: tracked.activity)) : nil)
    }
}
