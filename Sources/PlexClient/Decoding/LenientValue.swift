// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// What a value means where the server is known to write the same thing in several ways. Nil is "not said".
extension JSONValue {
    /// A boolean, also as `0`, `1`, `"0"`, `"1"`, `"true"` or `"false"`.
    var lenientBoolean: Bool? {
        switch self {
        case .bool(let value): value
        case .integer(0), .string("0"), .string("false"): false
        case .integer(1), .string("1"), .string("true"): true
        default: nil
        }
    }

    /// A number, also as a string.
    var lenientNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .string(let text):
            switch DecimalNumber(Array(text.utf8))?.value {
            case .integer(let number): Double(number)
            case .number(let number): number
            default: nil
            }
        default: nil
        }
    }

    /// A number without fraction, also as a string.
    var lenientInteger: Int? {
        switch self {
        case .integer(let number): number
        case .string(let text):
            if case .integer(let number) = DecimalNumber(Array(text.utf8))?.value { number } else { nil }
        default: nil
        }
    }

    /// Text, also as a number.
    var lenientText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }

    /// Text that names something: not empty, and short enough to be an identifier rather than cut.
    var identifier: String? {
        guard case .string(let text) = self, !text.isEmpty, text.utf8.count <= PathSegment.maximumLength else {
            return nil
        }
        return text
    }
}
