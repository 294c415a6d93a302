// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Reads one line of JSON (RFC 8259) into a value: the exact inverse of ``JSONValue/text``.
///
/// Strict, because the program wrote the line; and fast, because a month of recording has millions of lines.
struct JSONLine {
    /// How deeply arrays and objects may be nested.
    private static let maximumDepth = 64

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let end: Int

    /// The value that a line holds.
    static func value(of line: ArraySlice<UInt8>) throws(RecordingProblem) -> JSONValue {
        var reader = JSONLine(bytes: line, position: line.startIndex, end: line.endIndex)
        let value = try reader.readValue(depth: 0)
        reader.skipBlanks()
        guard reader.position == reader.end else { throw reader.problem("more follows") }
        return value
    }

    private func problem(_ what: String) -> RecordingProblem {
        RecordingProblem("it is not JSON: \(what) at byte \(self.position - self.bytes.startIndex + 1)")
    }

    private var byte: UInt8 { self.position < self.end ? self.bytes[self.position] : 0 }

    private mutating func skipBlanks() {
        while self.byte == UInt8(ascii: " ") { self.position += 1 }
    }

    private mutating func readValue(depth: Int) throws(RecordingProblem) -> JSONValue {
        guard depth < Self.maximumDepth else { throw self.problem("too much is nested") }
        self.skipBlanks()
        switch self.byte {
        case UInt8(ascii: "{"): return try self.readObject(depth: depth)
        case UInt8(ascii: "["): return try self.readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try self.readString())
        default: return try self.readLiteral()
        }
    }

    private mutating func readObject(depth: Int) throws(RecordingProblem) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(4)
        self.position += 1
        self.skipBlanks()
        if self.byte == UInt8(ascii: "}") {
            self.position += 1
            return .object([])
        }
        while true {
            self.skipBlanks()
            guard self.byte == UInt8(ascii: "\"") else { throw self.problem("a name is expected") }
            let name = try self.readString()
            self.skipBlanks()
            guard self.byte == UInt8(ascii: ":") else { throw self.problem("a colon is expected") }
            self.position += 1
            members.append(.init(name, try self.readValue(depth: depth + 1)))
            if try self.isAtEnd(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func readArray(depth: Int) throws(RecordingProblem) -> JSONValue {
        var values: [JSONValue] = []
        self.position += 1
        self.skipBlanks()
        if self.byte == UInt8(ascii: "]") {
            self.position += 1
            return .array([])
        }
        while true {
            values.append(try self.readValue(depth: depth + 1))
            if try self.isAtEnd(UInt8(ascii: "]")) { return .array(values) }
        }
    }

    /// Passes over a comma or the end of an array or object, and says whether it was the end.
    private mutating func isAtEnd(_ end: UInt8) throws(RecordingProblem) -> Bool {
        self.skipBlanks()
        let byte = self.byte
        guard byte == end || byte == UInt8(ascii: ",") else { throw self.problem("a comma or an end is expected") }
        self.position += 1
        return byte == end
    }

    private mutating func readLiteral() throws(RecordingProblem) -> JSONValue {
        let start = self.position
        var isWhole = true
        while true {
            switch self.byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"):
                isWhole = false
            default:
                return try self.literal(self.bytes[start..<self.position], isWhole: isWhole)
            }
            self.position += 1
        }
    }

    private func literal(_ token: ArraySlice<UInt8>, isWhole: Bool) throws(RecordingProblem) -> JSONValue {
        if isWhole, let number = Self.integer(token) { return .integer(number) }
        switch String(decoding: token, as: UTF8.self) {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case let text:
            guard let number = Double(text), number.isFinite else { throw self.problem("a value is expected") }
            return .number(number)
        }
    }

    private static func integer(_ token: ArraySlice<UInt8>) -> Int? {
        let isNegative = token.first == UInt8(ascii: "-")
        let digits = isNegative ? token.dropFirst() : token
        guard !digits.isEmpty else { return nil }
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowAgain) = product.subtractingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !overflow, !overflowAgain else { return nil }
            number = sum
        }
        if isNegative { return number }
        return number == .min ? nil : -number
    }

    private mutating func readString() throws(RecordingProblem) -> String {
        self.position += 1
        let start = self.position
        while self.position < self.end, self.byte != UInt8(ascii: "\""), self.byte != UInt8(ascii: "\\") {
            self.position += 1
        }
        guard self.byte == UInt8(ascii: "\\") else {
            guard self.position < self.end else { throw self.problem("the line ends within a string") }
            defer { self.position += 1 }
            return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        }
        var text = Array(self.bytes[start..<self.position])
        while self.position < self.end {
            let byte = self.byte
            self.position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try self.readEscape()
            default: text.append(byte)
            }
        }
        throw self.problem("the line ends within a string")
    }

    private mutating func readEscape() throws(RecordingProblem) -> [UInt8] {
        let byte = self.byte
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"):
            let digits = self.bytes[self.position..<min(self.position + 4, self.end)]
            guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw self.problem("there is no such escape") }
            self.position += 4
            return Array(String(scalar).utf8)
        default: throw self.problem("there is no such escape")
        }
    }
}
