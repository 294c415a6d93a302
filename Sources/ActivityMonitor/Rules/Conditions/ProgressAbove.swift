// SPDX-License-Identifier: Apache-2.0

/// `progress-above`: the progress is more than this percentage.
package struct ProgressAbove: ConditionDefinition {
    static let field = ConditionField("progress-above", .number(0...100))

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
    var condition: Condition { .progressAbove(self) }

    func problems(beside others: [Condition], keys: Set<String>) -> [String] {
        self.limit == 100 ? ["must be less than 100: no progress is above it"] : []
    }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .progress(of: activity, against: self.limit) { $0 > self.limit }
    }
}

extension Condition {
    /// `progress-above` with this percentage.
    package static func progressAbove(_ limit: Double) -> Condition { ProgressAbove(limit).condition }
}
