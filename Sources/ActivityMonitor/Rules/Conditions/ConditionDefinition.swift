// SPDX-License-Identifier: Apache-2.0

/// Everything that the program knows about one kind of condition.
///
/// Configuration, recordings, rule identities, transcripts and lint all read it through ``Condition`` and
/// ``ConditionForm``.
protocol ConditionDefinition: Hashable, Sendable {
    /// The key that names the condition, and the value that it takes.
    static var field: ConditionField { get }
    /// Further keys that belong to the condition. None by default.
    static var companions: [ConditionField] { get }
    /// What must be known, besides the activity itself, to judge the condition. Nothing by default.
    static var needs: ConditionNeeds { get }

    /// The condition with these values, or nil where a required value is missing.
    init?(_ values: ConditionValues)
    /// The values by key.
    var values: ConditionValues { get }
    /// The condition as a case of the closed list.
    var condition: Condition { get }

    /// The time that the condition waits for. Nil by default: the condition waits for none.
    var threshold: Duration? { get }
    /// The times of the week at which the condition can hold. Nil by default: any time.
    var hours: ConditionHours? { get }
    /// What is wrong with the condition in its table; see ``Condition/problems(beside:keys:)``. Nothing by default.
    func problems(beside others: [Condition], keys: Set<String>) -> [String]

    /// Whether the condition holds for an activity, and why.
    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement
    /// How much more evidence makes a false condition true if nothing but time passes. Nil by default: time alone does
    /// not make it true.
    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration?
}

extension ConditionDefinition {
    static var companions: [ConditionField] { [] }
    static var needs: ConditionNeeds { [] }
    var threshold: Duration? { nil }
    var hours: ConditionHours? { nil }
    func problems(beside others: [Condition], keys: Set<String>) -> [String] { [] }
    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration? { nil }
}

/// What must be known, besides the activity itself, to judge a condition.
package struct ConditionNeeds: OptionSet, Hashable, Sendable {
    /// The sessions that play on the server.
    package static let sessions = ConditionNeeds(rawValue: 1)
    /// How long earlier runs took.
    package static let history = ConditionNeeds(rawValue: 2)
    /// When earlier work started.
    package static let starts = ConditionNeeds(rawValue: 4)
    /// The local time.
    package static let localTime = ConditionNeeds(rawValue: 8)

    /// One bit for each need.
    package let rawValue: Int

    /// The needs of these bits.
    package init(rawValue: Int) {
        self.rawValue = rawValue
    }
}

/// The times of the week at which a condition can hold.
package enum ConditionHours: Hashable, Sendable {
    /// While at least one of these windows is open.
    case whileOpen([TimeWindow])
    /// While all of these windows are closed.
    case whileClosed([TimeWindow])
}
