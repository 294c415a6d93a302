// SPDX-License-Identifier: Apache-2.0

/// `duplicates-at-least`: the last poll showed at least so many activities of the same type and section on the server.
package struct DuplicatesAtLeast: ConditionDefinition {
    static let field = ConditionField("duplicates-at-least", .count(2...1_000))

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
    var condition: Condition { .duplicatesAtLeast(self) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        let kind = activity.kind
        guard kind.isWhole else { return Judgement(nil, String(self.count), .unknown("no section is named")) }
        let found = evaluator.count(of: kind)
        return Judgement(String(found), String(self.count), Truth(found >= self.count))
    }
}

extension Condition {
    /// `duplicates-at-least` with this number.
    package static func duplicatesAtLeast(_ count: Int) -> Condition { DuplicatesAtLeast(count).condition }
}
