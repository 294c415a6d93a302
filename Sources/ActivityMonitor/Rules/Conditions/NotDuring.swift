// SPDX-License-Identifier: Apache-2.0

/// `not-during`: all of these windows are closed.
package struct NotDuring: ConditionDefinition {
    static let field = ConditionField("not-during", .windows)
    static let needs: ConditionNeeds = .localTime

    /// The windows.
    package let windows: [TimeWindow]

    init(_ windows: [TimeWindow]) {
        self.windows = windows
    }

    init?(_ values: ConditionValues) {
        guard let windows = values.windows(Self.field) else { return nil }
        self.init(windows)
    }

    var values: ConditionValues { [Self.field: .windows(self.windows)] }
    var condition: Condition { .notDuring(self) }
    var hours: ConditionHours? { .whileClosed(self.windows.filter { !$0.isOfServer }) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .windows(self.windows, evaluator) { $0.negated }
    }
}

extension Condition {
    /// `not-during` with these windows.
    package static func notDuring(_ windows: [TimeWindow]) -> Condition { NotDuring(windows).condition }
}
