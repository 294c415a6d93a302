// SPDX-License-Identifier: Apache-2.0

/// `streams-at-least`: at least so many sessions on the activity's server play or buffer.
package struct StreamsAtLeast: ConditionDefinition {
    static let field = ConditionField("streams-at-least", .count(1...1_000))
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
    var condition: Condition { .streamsAtLeast(self) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .sessions(evaluator.sessions?.streams, atLeast: self.count)
    }
}

extension Condition {
    /// `streams-at-least` with this number.
    package static func streamsAtLeast(_ count: Int) -> Condition { StreamsAtLeast(count).condition }
}

extension Judgement {
    /// Judges a number of sessions that may be uncertain; nil where the sessions are not known.
    static func sessions(_ sessions: ClosedRange<Int>?, atLeast count: Int) -> Judgement {
        guard let sessions else { return Judgement(nil, String(count), .unknown("the sessions could not be read")) }
        let found = String(sessions.lowerBound)
        if sessions.lowerBound >= count { return Judgement(found, String(count), .yes) }
        if sessions.upperBound < count { return Judgement(found, String(count), .no) }
        return Judgement(found, String(count), .unknown("the state of a session is not known"))
    }
}
