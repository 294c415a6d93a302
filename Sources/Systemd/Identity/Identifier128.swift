// SPDX-License-Identifier: Apache-2.0

/// A 128-bit identifier, as systemd uses it for machines, boots and messages: sd-id128(3).
public struct Identifier128: Hashable, Sendable, CustomStringConvertible {
    /// The 16 bytes, the most significant first.
    public let bytes: [UInt8]

    /// An identifier from 32 hexadecimal digits, or from a UUID with its four hyphens; nil for any other text.
    public init?(_ text: String) {
        var digits = Array(text.utf8)
        if digits.count == 36 {
            let hyphens = [8, 13, 18, 23]
            guard hyphens.allSatisfy({ digits[$0] == UInt8(ascii: "-") }) else { return nil }
            for place in hyphens.reversed() { digits.remove(at: place) }
        }
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: 32, by: 2) {
            guard let high = Self.value(ofDigit: digits[place]), let low = Self.value(ofDigit: digits[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// An identifier from its 16 bytes.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = self.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The identifier as a UUID, with hyphens.
    public var uuid: String {
        let text = Array(self.description)
        return [text[0..<8], text[8..<12], text[12..<16], text[16..<20], text[20..<32]].map { String($0) }.joined(
            separator: "-")
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
