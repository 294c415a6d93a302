// SPDX-License-Identifier: Apache-2.0

/// `slower-than-usual`: the run takes longer than this many times what is usual for its server, type and section.
///
/// It compares one run with earlier runs, whatever the scope of the rule. Short runs need a floor: `running-for` must
/// stand beside it.
package struct SlowerThanUsual: ConditionDefinition {
    static let field = ConditionField("slower-than-usual", .number(1...1_000))
    static let needs: ConditionNeeds = .history

    /// How many times the usual length.
    package let factor: Double

    init(_ factor: Double) {
        self.factor = factor
    }

    init?(_ values: ConditionValues) {
        guard let factor = values.number(Self.field) else { return nil }
        self.init(factor)
    }

    var values: ConditionValues { [Self.field: .number(self.factor)] }
    var condition: Condition { .slowerThanUsual(self) }

    func problems(beside others: [Condition], keys: Set<String>) -> [String] {
        keys.contains(RunningFor.field.key) ? [] : ["needs running-for beside it, as its floor"]
    }

    /// The threshold shows the computed limit too, since nobody can guess it.
    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        let kind = activity.kind
        let age = activity.tracked.age.total
        let times = "\(PercentText.text(of: self.factor)) times"
        guard kind.isWhole else { return Judgement(nil, times, .unknown("no section is named")) }
        guard let usual = evaluator.usual(kind) else {
            let count = evaluator.history.count(of: kind)
            return Judgement(
                age.text, times, .unknown("only \(count) of the \(RunHistory.minimum) runs needed are known"))
        }
        let limit = usual * self.factor
        return Judgement(age.text, "\(times) \(usual.text) = \(limit.text)", Truth(age > limit))
    }

    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration? {
        evaluator.usual(activity.kind).map { $0 * self.factor - activity.tracked.age.total }
    }
}

extension Condition {
    /// `slower-than-usual` with this factor.
    package static func slowerThanUsual(_ factor: Double) -> Condition { SlowerThanUsual(factor).condition }
}
