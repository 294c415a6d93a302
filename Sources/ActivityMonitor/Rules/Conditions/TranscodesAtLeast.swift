// SPDX-License-Identifier: Apache-2.0

/// `transcodes-at-least`: the server transcodes at least so many of the sessions that play or buffer.
package struct TranscodesAtLeast: ConditionDefinition {
    static let field = ConditionField("transcodes-at-least", .count(1...1_000))
    static let needs: ConditionNeeds = .sessions

    /// The least number.
    package let count: Int

    init(_ count: Int) {
        self.count = count
    }

    init?(_ values: ConditionValues) {
        guard let count = values.count(Self.field) else { return nil }
        self.init(count)
    }

    var values: ConditionValues { [Self.field: .count(self.count)] }
    var condition: Condition { .transcodesAtLeast(self) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .sessions(evaluator.sessions?.transcodes, atLeast: self.count)
    }
}

extension Condition {
    /// `transcodes-at-least` with this number.
    package static func transcodesAtLeast(_ count: Int) -> Condition { TranscodesAtLeast(count).condition }
}
