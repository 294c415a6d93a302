// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// `progress-below`: the progress is less than this percentage.
package struct ProgressBelow: ConditionDefinition {
    static let field = ConditionField("progress-below", .number(0...100))

    /// The percentage.
    package let limit: Double

    init(_ limit: Double) {
        self.limit = limit
    }

    init?(_ values: ConditionValues) {
        guard let limit = values.number(Self.field) else { return nil }
        self.init(limit)
    }

    var values: ConditionValues { [Self.field: .number(self.limit)] }
    var condition: Condition { .progressBelow(self) }

    func problems(beside others: [Condition], keys: Set<String>) -> [String] {
        var problems = self.limit == 0 ? ["must be more than 0: no progress is below it"] : []
        for case .progressAbove(let other) in others where self.limit <= other.limit {
            problems.append("must be more than progress-above: no progress is both")
        }
        return problems
    }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .progress(of: activity, against: self.limit) { $0 < self.limit }
    }
}

extension Condition {
    /// `progress-below` with this percentage.
    package static func progressBelow(_ limit: Double) -> Condition { ProgressBelow(limit).condition }
}

extension Judgement {
    /// Judges the percentage of an activity, which may be unknown.
    static func progress(
        of activity: JudgedActivity, against limit: Double, _ holds: (Double) -> Bool
    ) -> Judgement {
        let percentage = activity.tracked.activity.progress.percentage
        return Judgement(
            percentage.map { PercentText.text(of: $0) + " %" }, PercentText.text(of: limit) + " %",
            percentage.map { Truth(holds($0)) } ?? .unknown("the server gives no progress"))
    }
}
