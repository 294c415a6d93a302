// SPDX-License-Identifier: Apache-2.0

extension TOMLScanner {
    /// The next byte, or nil at the end.
    var next: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    /// Passes over a byte if it is the next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }

    /// Passes over spaces and tabs.
    mutating func skipBlanks() {
        while self.next == UInt8(ascii: " ") || self.next == UInt8(ascii: "\t") { self.position += 1 }
    }

    /// Passes over a comment, if one begins here, up to the end of its line.
    mutating func skipComment() {
        guard self.next == UInt8(ascii: "#") else { return }
        while let next = self.next, next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { self.position += 1 }
    }

    /// Passes over the end of a line, if it is here.
    mutating func skipLineEnd() -> Bool {
        _ = self.skip(UInt8(ascii: "\r"))
        guard self.skip(UInt8(ascii: "\n")) else { return false }
        self.line += 1
        return true
    }

    /// Passes over blanks, comments and ends of lines.
    mutating func skipLines() {
        repeat {
            self.skipBlanks()
            self.skipComment()
        } while self.skipLineEnd()
    }

    /// The printable ASCII of the next 40 bytes of the line, for a message.
    func excerpt(from start: Int) -> String {
        let line = self.bytes[start...].prefix(40).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    /// A problem at the present line.
    func problem(_ message: String) -> SyntaxProblem {
        SyntaxProblem(line: self.line, message: message)
    }

    /// Whether a byte opens a string.
    static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    /// Whether a byte is a decimal digit.
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
