// SPDX-License-Identifier: Apache-2.0

/// `starts-at-least` with `starts-within`: work of the same server, type and section started at least so many times in
/// this time.
package struct StartsAtLeast: ConditionDefinition {
    /// The upper bound is the number of starts that ``StartLog`` keeps of a kind.
    static let field = ConditionField("starts-at-least", .count(1...StartLog.capacity))
    /// The upper bound is how long ``StartLog`` keeps a start.
    static let within = ConditionField("starts-within", .duration(.seconds(1)...StartLog.period))
    static let companions = [Self.within]
    static let needs: ConditionNeeds = .starts

    /// The least number.
    package let count: Int
    /// The time in which the starts lie.
    package let within: Duration

    init(_ count: Int, within: Duration) {
        self.count = count
        self.within = within
    }

    init?(_ values: ConditionValues) {
        guard let count = values.count(Self.field), let within = values.duration(Self.within) else { return nil }
        self.init(count, within: within)
    }

    var values: ConditionValues { [Self.field: .count(self.count), Self.within: .duration(self.within)] }
    var condition: Condition { .startsAtLeast(self) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        let kind = activity.kind
        let threshold = "\(self.count) within \(self.within.text)"
        guard kind.isWhole else { return Judgement(nil, threshold, .unknown("no section is named")) }
        let found = evaluator.starts(of: kind, within: self.within)
        return Judgement(String(found), threshold, Truth(found >= self.count))
    }
}

extension Condition {
    /// `starts-at-least` and `starts-within` with this number and time.
    package static func startsAtLeast(_ count: Int, within: Duration) -> Condition {
        StartsAtLeast(count, within: within).condition
    }
}
