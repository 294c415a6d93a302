// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// JSON that is safe to show on a terminal.
enum JSONText {
    /// The value as JSON: on one line, or on several lines for people.
    static func of(_ value: some Encodable, isPretty: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isPretty
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            : [.sortedKeys, .withoutEscapingSlashes]
        return Self.escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// JSON with an escape for each character that a terminal could interpret. Such characters occur only in strings,
    /// where `\u` and four digits mean the same (RFC 8259, section 7).
    static func escaped(_ json: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            guard Self.isUnsafe(scalar) else {
                text.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                text.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(text)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar != "\n", !(0x20...0x7E).contains(scalar.value) else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
