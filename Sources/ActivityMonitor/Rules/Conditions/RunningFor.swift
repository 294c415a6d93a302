// SPDX-License-Identifier: Apache-2.0

/// `running-for`: the activity has been seen for at least this long, in evidence.
///
/// Where time that did not count may make up what is missing, the condition is unknown.
package struct RunningFor: ConditionDefinition {
    static let field = ConditionField("running-for", .threshold)

    /// The least time.
    package let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(_ values: ConditionValues) {
        guard let duration = values.duration(Self.field) else { return nil }
        self.init(duration)
    }

    var values: ConditionValues { [Self.field: .duration(self.duration)] }
    var condition: Condition { .runningFor(self) }
    var threshold: Duration? { self.duration }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        Judgement(
            activity.age.text, self.duration.text,
            Truth(activity.age >= self.duration) || activity.ageClock.mayReach(self.duration))
    }

    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration? {
        self.duration - activity.age
    }
}

extension Condition {
    /// `running-for` with this time.
    package static func runningFor(_ duration: Duration) -> Condition { RunningFor(duration).condition }
}
