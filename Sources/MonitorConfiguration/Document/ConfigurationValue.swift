// SPDX-License-Identifier: Apache-2.0
import TOMLKit

/// A value of a configuration file.
enum ConfigurationValue: Hashable, Sendable {
    /// Values by key.
    case table([String: ConfigurationValue])
    /// Values in order.
    case array([ConfigurationValue])
    /// A text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A number with a fraction or exponent.
    case decimal(Double)
    /// True or false.
    case boolean(Bool)
    /// A date or time, which no key takes.
    case date

    /// The name of the kind in TOML, with its article.
    var kind: String {
        switch self {
        case .table: "a table"
        case .array: "a list"
        case .string: "a text"
        case .integer, .decimal: "a number"
        case .boolean: "true or false"
        case .date: "a date or time"
        }
    }

    /// The values of a table, or nil for any other kind of value.
    var tableValues: [String: ConfigurationValue]? {
        guard case .table(let values) = self else { return nil }
        return values
    }

    /// The value as messages show it; nil for a value that is too large.
    var shown: String? {
        switch self {
        case .table, .date: nil
        case .array(let values): Self.shown(values)
        case .string(let text): "\"\(text)\""
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .boolean(let flag): String(flag)
        }
    }

    /// A list as messages show it; nil for a list of tables.
    private static func shown(_ values: [ConfigurationValue]) -> String? {
        let texts = values.prefix(8).compactMap(\.shown)
        guard texts.count == min(values.count, 8) else { return nil }
        return "[" + texts.joined(separator: ", ") + (values.count > 8 ? ", …]" : "]")
    }

    /// The values of a table that TOMLKit has read.
    ///
    /// Recursion ends with the file's nesting, which ``TOMLScanner`` bounds.
    static func values(of table: TOMLTable) -> [String: ConfigurationValue] {
        var values: [String: ConfigurationValue] = [:]
        for (key, value) in table { values[key] = Self(value) }
        return values
    }

    /// A value that TOMLKit has read.
    private init(_ value: any TOMLValueConvertible) {
        if let text = value.string {
            self = .string(text)
        } else if let number = value.int {
            self = .integer(number)
        } else if let number = value.double {
            self = .decimal(number)
        } else if let flag = value.bool {
            self = .boolean(flag)
        } else if let table = value.table {
            self = .table(Self.values(of: table))
        } else if let array = value.array {
            self = .array(array.map { Self($0) })
        } else {
            self = .date
        }
    }
}
