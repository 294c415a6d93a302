// SPDX-License-Identifier: Apache-2.0

/// The value of a header as RFC 9110 section 5.5 means it.
enum HeaderValue {
    /// The value without the spaces and tabs around it.
    static func trimmed(_ value: some StringProtocol) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(value.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// The media type in lower case, without parameters such as a charset; nil where there is none.
    static func mediaType(_ value: String?) -> String? {
        guard let value else { return nil }
        let type = Self.trimmed(value.prefix { $0 != ";" }).lowercased()
        return type.isEmpty ? nil : type
    }
}
