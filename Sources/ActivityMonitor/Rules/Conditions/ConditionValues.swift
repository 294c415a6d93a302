// SPDX-License-Identifier: Apache-2.0

/// The value of one key of a condition; names of windows are resolved.
package enum ConditionValue: Hashable, Sendable {
    /// A duration.
    case duration(Duration)
    /// A number.
    case number(Double)
    /// A whole number.
    case count(Int)
    /// Windows.
    case windows([TimeWindow])

    /// The value as text that differs whenever the value does.
    var canonicalText: String {
        switch self {
        case .duration(let duration): "\(duration.wholeMicroseconds)"
        case .number(let number): "\(number)"
        case .count(let count): "\(count)"
        case .windows(let windows): windows.map(\.canonicalText).joined(separator: ",")
        }
    }
}

/// The values of one condition by key; an optional key may be missing.
package struct ConditionValues: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    private var values: [String: ConditionValue] = [:]

    /// Values by key; nil leaves the key out.
    package init(dictionaryLiteral elements: (ConditionField, ConditionValue?)...) {
        for (field, value) in elements { self.values[field.key] = value }
    }

    /// The value of a key.
    package subscript(field: ConditionField) -> ConditionValue? {
        get { self.values[field.key] }
        set { self.values[field.key] = newValue }
    }

    /// The duration under a key; nil where it is missing.
    func duration(_ field: ConditionField) -> Duration? {
        if case .duration(let duration)? = self[field] { duration } else { nil }
    }

    /// The number under a key; nil where it is missing.
    func number(_ field: ConditionField) -> Double? {
        if case .number(let number)? = self[field] { number } else { nil }
    }

    /// The whole number under a key; nil where it is missing.
    func count(_ field: ConditionField) -> Int? {
        if case .count(let count)? = self[field] { count } else { nil }
    }

    /// The windows under a key; nil where they are missing.
    func windows(_ field: ConditionField) -> [TimeWindow]? {
        if case .windows(let windows)? = self[field] { windows } else { nil }
    }
}
