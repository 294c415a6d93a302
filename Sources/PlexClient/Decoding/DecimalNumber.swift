// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// A number by the grammar of RFC 8259 section 6, and nothing else that Swift would take for one (`0x1p3`, `+1`,
/// `infinity`).
struct DecimalNumber: Hashable, Sendable {
    /// The longest text that is converted, in bytes; numbers in answers have ten.
    static let maximumLength = 400

    /// The number: an integer where it is written as one and fits, null where it fits no Double either.
    let value: JSONValue

    /// The number that the bytes write, or nil where they write none.
    init?(_ bytes: some Collection<UInt8>) {
        let whole = String(decoding: bytes, as: UTF8.self)
        var rest = Array(whole.utf8)[...]
        var isInteger = true
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leading = rest.first
        let digits = Self.dropDigits(&rest)
        guard digits > 0, leading != UInt8(ascii: "0") || digits == 1 else { return nil }
        if rest.first == UInt8(ascii: ".") {
            isInteger = false
            rest = rest.dropFirst()
            guard Self.dropDigits(&rest) > 0 else { return nil }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            isInteger = false
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard Self.dropDigits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        if isInteger, let integer = Int(whole) {
            self.value = .integer(integer)
        } else if whole.utf8.count <= Self.maximumLength, let double = Double(whole), double.isFinite {
            self.value = .number(double)
        } else {
            self.value = .null
        }
    }

    /// Drops the digits at the start and says how many there were.
    private static func dropDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits.count
    }
}
