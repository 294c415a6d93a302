// SPDX-License-Identifier: Apache-2.0

/// One condition of a rule's `[rule.when]`: the closed list of all conditions.
///
/// Each case holds its definition, a type in a file of its own in this folder. Everything else about a condition is read
/// from that definition. To add a condition, write the definition, and name it here: as a case, in ``definition`` and in
/// ``definitions``.
package enum Condition: Hashable, Sendable {
    case runningFor(RunningFor)
    case noProgressFor(NoProgressFor)
    case progressBelow(ProgressBelow)
    case progressAbove(ProgressAbove)
    case duplicatesAtLeast(DuplicatesAtLeast)
    case streamsAtLeast(StreamsAtLeast)
    case transcodesAtLeast(TranscodesAtLeast)
    case startsAtLeast(StartsAtLeast)
    case slowerThanUsual(SlowerThanUsual)
    case during(During)
    case notDuring(NotDuring)
    case queueStillFor(QueueStillFor)

    /// The definition of this condition; the only switch over all conditions.
    var definition: any ConditionDefinition {
        switch self {
        case .runningFor(let definition): definition
        case .noProgressFor(let definition): definition
        case .progressBelow(let definition): definition
        case .progressAbove(let definition): definition
        case .duplicatesAtLeast(let definition): definition
        case .streamsAtLeast(let definition): definition
        case .transcodesAtLeast(let definition): definition
        case .startsAtLeast(let definition): definition
        case .slowerThanUsual(let definition): definition
        case .during(let definition): definition
        case .notDuring(let definition): definition
        case .queueStillFor(let definition): definition
        }
    }

    /// The definitions, in the order in which a rule's conditions are read and documented.
    ///
    /// The identity of a rule depends on this order: a change of it restarts the clocks of rules with several conditions.
    private static let definitions: [any ConditionDefinition.Type] = [
        RunningFor.self, NoProgressFor.self, ProgressBelow.self, ProgressAbove.self, DuplicatesAtLeast.self,
        StreamsAtLeast.self, TranscodesAtLeast.self, StartsAtLeast.self, SlowerThanUsual.self, During.self,
        NotDuring.self, QueueStillFor.self,
    ]

    /// How each condition is written, in the order of the reference.
    package static let forms: [ConditionForm] = Self.definitions.map(ConditionForm.init)
}

extension Condition {
    /// How the condition is written.
    package var form: ConditionForm { ConditionForm(type(of: self.definition)) }

    /// The key in the configuration and in `PLEX_PREDICATES`, such as `running-for`.
    package var name: String { type(of: self.definition).field.key }

    /// The values by key.
    package var values: ConditionValues { self.definition.values }

    /// The time that the condition waits for; nil for a condition that waits for none.
    package var threshold: Duration? { self.definition.threshold }

    /// What must be known, besides the activity itself, to judge the condition.
    package var needs: ConditionNeeds { type(of: self.definition).needs }

    /// Whether the condition is about the sessions that play on the server.
    package var needsSessions: Bool { self.needs.contains(.sessions) }

    /// Whether the condition asks for the maintenance hours of the server.
    package var needsMaintenanceHours: Bool {
        self.form.fields.contains { field in
            if case .windows(let windows)? = self.values[field] { windows.contains(where: \.isOfServer) } else { false }
        }
    }

    /// The times of the week at which the condition can hold; nil for a condition that does not depend on the time.
    package var hours: ConditionHours? { self.definition.hours }

    /// What is wrong with the condition in a table that is otherwise valid, in words that follow its key.
    ///
    /// - Parameters:
    ///   - others: all valid conditions of the table, this one included.
    ///   - keys: all keys of the table, including those with invalid values.
    package func problems(beside others: [Condition], keys: Set<String>) -> [String] {
        self.definition.problems(beside: others, keys: keys)
    }

    /// The condition as text that differs whenever the condition does.
    var canonicalText: String {
        let values = self.form.fields.compactMap { self.values[$0]?.canonicalText }
        return ([self.name] + values).joined(separator: " ")
    }
}
