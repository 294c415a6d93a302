// SPDX-License-Identifier: Apache-2.0

/// `no-progress-for`: progress, title and subtitle have not changed for at least this long, in evidence.
///
/// While the progress is unknown, the condition is unknown, unless a text has changed in this run: then texts show
/// progress. Where time that did not count may make up what is missing, it is unknown, too.
package struct NoProgressFor: ConditionDefinition {
    static let field = ConditionField("no-progress-for", .threshold)

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
    var condition: Condition { .noProgressFor(self) }
    var threshold: Duration? { self.duration }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        let isTelling =
            activity.kindClock.map { evaluator.isTelling(activity.kind, $0) } ?? activity.tracked.isTelling
        guard isTelling else {
            return Judgement(
                nil, self.duration.text,
                .unknown("the server gives no progress, and neither title nor subtitle has changed"))
        }
        return Judgement(
            activity.stalled.text, self.duration.text,
            Truth(activity.stalled >= self.duration) || activity.stalledClock.mayReach(self.duration))
    }

    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration? {
        self.duration - activity.stalled
    }
}

extension Condition {
    /// `no-progress-for` with this time.
    package static func noProgressFor(_ duration: Duration) -> Condition { NoProgressFor(duration).condition }
}
