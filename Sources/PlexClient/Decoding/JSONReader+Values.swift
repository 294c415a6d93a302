// SPDX-License-Identifier: Apache-2.0

import PlexModel

extension JSONReader {
    /// How many bytes of a string are kept.
    static let maximumString = 4096
    /// How many levels of an object that is kept as it is are kept.
    static let maximumKeptDepth = 8

    /// Reads a string, number, boolean or null; an array or object is passed over, and nil.
    mutating func readScalar() throws(DecodingFailure) -> JSONValue? {
        switch try self.peek() {
        case .string:
            let text = try self.readString(limit: Self.maximumString)
            self.didReadValue()
            return .string(text)
        case .literal:
            return try self.readLiteral()
        case .object, .array:
            try self.skipValue()
            return nil
        }
    }

    /// Reads any value as it is; one that is too large or too deep is passed over, and nil.
    ///
    /// - Parameters:
    ///   - budget: How many values may still be kept; what this one takes is subtracted.
    ///   - depth: How many levels may still be entered.
    mutating func readValue(
        budget: inout Int, depth: Int = Self.maximumKeptDepth
    ) throws(DecodingFailure) -> JSONValue? {
        let kind = try self.peek()
        budget -= 1
        guard budget >= 0, depth > 0 || kind == .string || kind == .literal else {
            try self.skipValue()
            return nil
        }
        switch kind {
        case .string, .literal:
            return try self.readScalar()
        case .array:
            var values: [JSONValue] = []
            var fits = true
            try self.open(.array)
            while try self.nextElement() {
                guard fits, let value = try self.readValue(budget: &budget, depth: depth - 1) else {
                    if !fits { try self.skipValue() }
                    fits = false
                    continue
                }
                values.append(value)
            }
            return fits ? .array(values) : nil
        case .object:
            var members: [JSONValue.Member] = []
            var fits = true
            try self.open(.object)
            while let name = try self.nextMember() {
                guard fits, let value = try self.readValue(budget: &budget, depth: depth - 1) else {
                    if !fits { try self.skipValue() }
                    fits = false
                    continue
                }
                members.append(JSONValue.Member(name, value))
            }
            return fits ? .object(members) : nil
        }
    }

    /// Reads a number, `true`, `false` or `null`. A number too large for a Double, or that is none, is null.
    mutating func readLiteral() throws(DecodingFailure) -> JSONValue {
        let start = self.position
        while let byte = self.byte, Self.isLiteral(byte) { self.position += 1 }
        let token = self.bytes[start..<self.position]
        self.didReadValue()
        if token.elementsEqual("null".utf8) { return .null }
        if token.elementsEqual("true".utf8) { return .bool(true) }
        if token.elementsEqual("false".utf8) { return .bool(false) }
        if let number = DecimalNumber(token) { return number.value }
        let unsigned = token.first == UInt8(ascii: "-") ? token.dropFirst() : token
        let name = String(decoding: unsigned.prefix(16), as: UTF8.self).lowercased()
        if name == "nan" || name == "inf" || name == "infinity" { return .null }
        self.position = start
        throw self.failure("what stands where a value belongs is none,")
    }

    /// Whether the byte may be part of a number or a word.
    private static func isLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
