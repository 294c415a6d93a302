// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads the string at the position, without noting it as a value: names of members are strings too.
    ///
    /// - Parameter limit: How many bytes of UTF-8 to keep; a longer string is cut between two characters (Unicode
    ///   scalars), and read to its end all the same.
    mutating func readString(limit: Int) throws(DecodingFailure) -> String {
        self.position += 1
        var text: [UInt8] = []
        var isCut = false
        while let byte = self.byte {
            switch byte {
            case UInt8(ascii: "\""):
                self.position += 1
                if isCut { Self.dropLastScalar(&text) }
                // Repairs what is not UTF-8.
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try self.readEscape()
                let encoded = Array(String(scalar).utf8)
                if text.count + encoded.count <= limit, !isCut { text += encoded } else { isCut = true }
            default:
                self.position += 1
                if text.count < limit, !isCut { text.append(byte) } else { isCut = true }
            }
        }
        throw self.failure("the document ends within a string,")
    }

    /// Reads an escape, and the second of a pair of surrogates when it is the first.
    private mutating func readEscape() throws(DecodingFailure) -> Unicode.Scalar {
        self.position += 1
        guard let byte = self.byte else { throw self.failure("the document ends within an escape,") }
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try self.readUnicodeEscape()
        default: throw self.failure("there is no such escape")
        }
    }

    /// Reads the digits of one `\u` escape, and of a second where the two are a pair; a lone surrogate is replaced.
    private mutating func readUnicodeEscape() throws(DecodingFailure) -> Unicode.Scalar {
        let first = try self.readHexadecimal()
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let afterFirst = self.position
        guard self.byte == UInt8(ascii: "\\") else { return "\u{FFFD}" }
        self.position += 1
        guard self.byte == UInt8(ascii: "u") else {
            self.position = afterFirst
            return "\u{FFFD}"
        }
        self.position += 1
        let second = try self.readHexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else {
            // Not its other half: it is read again, on its own.
            self.position = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    /// Reads four hexadecimal digits.
    private mutating func readHexadecimal() throws(DecodingFailure) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = self.byte else { throw self.failure("the document ends within an escape,") }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw self.failure("four hexadecimal digits are expected")
            }
            number = number << 4 | UInt32(digit)
            self.position += 1
        }
        return number
    }

    /// Takes the last scalar away, for it may have been cut in its middle.
    private static func dropLastScalar(_ text: inout [UInt8]) {
        while let last = text.last, last & 0xC0 == 0x80 { text.removeLast() }
        if let last = text.last, last >= 0xC0 { text.removeLast() }
    }
}
