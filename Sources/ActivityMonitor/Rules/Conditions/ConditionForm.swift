// SPDX-License-Identifier: Apache-2.0

/// How one kind of condition is written: its keys, the values that they take, and the condition that these make.
package struct ConditionForm: Sendable {
    /// The key that names the condition.
    package let field: ConditionField
    /// Further keys that belong to the condition.
    package let companions: [ConditionField]
    /// Makes the condition of its values; nil where a required value is missing.
    package let make: @Sendable (ConditionValues) -> Condition?

    /// All keys, the one that names the condition first.
    package var fields: [ConditionField] { [self.field] + self.companions }

    /// A form of these keys.
    package init(
        field: ConditionField, companions: [ConditionField] = [],
        make: @escaping @Sendable (ConditionValues) -> Condition?
    ) {
        self.field = field
        self.companions = companions
        self.make = make
    }

    /// The form of a definition.
    init(_ definition: any ConditionDefinition.Type) {
        self.init(field: definition.field, companions: definition.companions) { definition.init($0)?.condition }
    }
}

/// A key of `[rule.when]` and the value that it takes.
package struct ConditionField: Hashable, Sendable {
    /// The kind of a value and its limits.
    package enum Shape: Hashable, Sendable {
        /// A duration in a range.
        case duration(ClosedRange<Duration>)
        /// A number in a range, which may have a fraction.
        case number(ClosedRange<Double>)
        /// A whole number in a range.
        case count(ClosedRange<Int>)
        /// The names of one or more `[window.NAME]` tables.
        case windows

        /// A time that a condition waits for: 1 second to 365 days.
        static let threshold = Shape.duration(.seconds(1) ... .days(365))
    }

    /// The key.
    package let key: String
    /// The value that it takes.
    package let shape: Shape
    /// Whether the condition also stands without this key.
    package let isOptional: Bool

    /// A key that takes such a value.
    package init(_ key: String, _ shape: Shape, isOptional: Bool = false) {
        self.key = key
        self.shape = shape
        self.isOptional = isOptional
    }
}
