// SPDX-License-Identifier: Apache-2.0

/// Goes over a file before TOMLKit does, lets only well-formed statements through, and notes where the keys stand.
///
/// TOMLKit 0.6.0 (toml++ 3.4.0) checks some of its assumptions with `assert` and so ends the process on input that it
/// should refuse: headers such as `[[[rule]]]` and `[.a]`, a comma or bracket where a value must stand, a date
/// followed by text, a time without digits. It also cuts text off at `\u0000`, and takes stack for every level of
/// nesting. None of that reaches it: dates and times, which no key takes, and nesting beyond what any key needs are
/// refused here. What the text means (escapes, duplicates, ranges of numbers) remains TOMLKit's business.
struct TOMLScanner {
    /// The deepest that arrays and inline tables may nest.
    private static let deepestNesting = 16
    /// The most segments that a dotted key may have.
    private static let longestKey = 16

    /// The file.
    private let bytes: [UInt8]
    /// The next byte to look at.
    private var position = 0
    /// The line of the next byte, from 1.
    private var line = 1
    /// How many arrays and inline tables are open.
    private var nesting = 0
    /// The table that the statements belong to.
    private var table = KeyPath()
    /// Where the keys stand.
    private var index = LineIndex()

    /// The lines of the keys of a file, or why it must not go to TOMLKit.
    static func scan(_ bytes: [UInt8]) throws(SyntaxProblem) -> LineIndex {
        var scanner = TOMLScanner(bytes: bytes)
        while scanner.position < bytes.count { try scanner.scanStatement() }
        return scanner.index
    }

    /// Whether a byte may stand in a key without quotes.
    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A scanner at the start of a file.
    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

// MARK: - Statements

extension TOMLScanner {
    /// One header or one key with its value, or a line without either.
    private mutating func scanStatement() throws(SyntaxProblem) {
        self.skipBlanks()
        switch self.next {
        case UInt8(ascii: "["): try self.scanHeader()
        case nil, UInt8(ascii: "#"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
        default:
            let line = self.line
            let keys = try self.scanKey()
            self.index.noteKey(keys, in: self.table, line: line)
            try self.scanAssignment()
        }
        try self.scanEndOfLine()
    }

    /// `[table]` or `[[array of tables]]`.
    private mutating func scanHeader() throws(SyntaxProblem) {
        let line = self.line
        let start = self.position
        self.position += 1
        let isArray = self.skip(UInt8(ascii: "["))
        self.skipBlanks()
        guard let next = self.next, Self.isBareKeyByte(next) || Self.isQuote(next) else {
            throw self.problem("a table header is written [name] or [[name]], not \(self.excerpt(from: start))")
        }
        let keys = try self.scanKey()
        guard self.skip(UInt8(ascii: "]")), !isArray || self.skip(UInt8(ascii: "]")) else {
            throw self.problem("the table header is not closed: write [name] or [[name]]")
        }
        self.table = self.index.noteHeader(keys, isArray: isArray, line: line)
    }

    /// A key of one or more segments, and the blanks after it.
    private mutating func scanKey() throws(SyntaxProblem) -> [String] {
        var keys: [String] = []
        repeat {
            self.skipBlanks()
            keys.append(try self.scanKeySegment())
            if keys.count > Self.longestKey { throw self.problem("the key has more parts than any that is known") }
            self.skipBlanks()
        } while self.skip(UInt8(ascii: "."))
        return keys
    }

    /// One segment of a key, as written between its quotes if it has any.
    private mutating func scanKeySegment() throws(SyntaxProblem) -> String {
        let start = self.position
        if let next = self.next, Self.isQuote(next) {
            guard !self.isTripled(next) else { throw self.problem("a key cannot be a multi-line string") }
            try self.scanString()
            return String(decoding: self.bytes[(start + 1)..<(self.position - 1)], as: UTF8.self)
        }
        while let next = self.next, Self.isBareKeyByte(next) { self.position += 1 }
        guard self.position > start else {
            throw self.problem("a key is expected here: letters, digits, '-' and '_', or text in quotes")
        }
        return String(decoding: self.bytes[start..<self.position], as: UTF8.self)
    }

    /// `=` and a value.
    private mutating func scanAssignment() throws(SyntaxProblem) {
        guard self.skip(UInt8(ascii: "=")) else { throw self.problem("'=' is expected after the key") }
        self.skipBlanks()
        try self.scanValue()
    }

    /// Nothing but a comment up to the next line.
    private mutating func scanEndOfLine() throws(SyntaxProblem) {
        self.skipBlanks()
        self.skipComment()
        guard self.position < self.bytes.count else { return }
        guard self.skipLineEnd() else {
            throw self.problem("the line should end here; each key stands on a line of its own")
        }
    }
}

// MARK: - Values

extension TOMLScanner {
    /// A string, array, inline table, number or boolean.
    private mutating func scanValue() throws(SyntaxProblem) {
        switch self.next {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try self.scanString()
        case UInt8(ascii: "["): try self.nested { scanner throws(SyntaxProblem) in try scanner.scanArray() }
        case UInt8(ascii: "{"): try self.nested { scanner throws(SyntaxProblem) in try scanner.scanInlineTable() }
        default: try self.scanWord()
        }
    }

    /// Does it one level deeper.
    private mutating func nested(
        _ scan: (inout TOMLScanner) throws(SyntaxProblem) -> Void
    ) throws(SyntaxProblem) {
        guard self.nesting < Self.deepestNesting else {
            throw self.problem("brackets nest deeper than any value that is known")
        }
        self.nesting += 1
        self.position += 1
        try scan(&self)
        self.nesting -= 1
    }

    /// The rest of an array, which may go over several lines.
    private mutating func scanArray() throws(SyntaxProblem) {
        while true {
            self.skipLines()
            if self.skip(UInt8(ascii: "]")) { return }
            try self.scanValue()
            self.skipLines()
            if self.skip(UInt8(ascii: "]")) { return }
            guard self.skip(UInt8(ascii: ",")) else { throw self.problem("',' or ']' is expected in the list") }
        }
    }

    /// The rest of an inline table, which ends on its line.
    private mutating func scanInlineTable() throws(SyntaxProblem) {
        self.skipBlanks()
        if self.skip(UInt8(ascii: "}")) { return }
        while true {
            _ = try self.scanKey()
            try self.scanAssignment()
            self.skipBlanks()
            if self.skip(UInt8(ascii: "}")) { return }
            guard self.skip(UInt8(ascii: ",")) else { throw self.problem("',' or '}' is expected in the table") }
        }
    }

    /// A boolean or a number, the only values without quotes or brackets that any key takes.
    private mutating func scanWord() throws(SyntaxProblem) {
        let start = self.position
        while let next = self.next, Self.isBareKeyByte(next) || [0x2B, 0x2E, 0x3A].contains(next) {
            self.position += 1
        }
        let word = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        guard !word.isEmpty else { throw self.problem("a value is expected here") }
        guard word == "true" || word == "false" || Self.isNumber(word) else {
            // Longer words are not repeated: one could be a token whose quotes were forgotten.
            let example = word.utf8.count <= 6 && word.utf8.first.map(Self.isDigit) == true ? ": \"\(word)\"" : ""
            throw self.problem("a value that is neither a number nor true or false stands in quotes\(example)")
        }
    }

    /// Whether a word is a decimal number: digits with `_` between them, a fraction, an exponent.
    private static func isNumber(_ word: String) -> Bool {
        var rest = Substring(word)
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard rest.utf8.count <= 40 else { return false }
        if parts.count == 1, Self.isDigits(parts[0]) { return true }
        let last = parts[parts.count - 1]
        var exponent = last.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let mantissa = (parts.dropLast() + [exponent.removeFirst()])
        guard mantissa.allSatisfy(Self.isDigits) else { return false }
        guard let power = exponent.first else { return true }
        return Self.isDigits(power.first == "-" || power.first == "+" ? power.dropFirst() : power)
    }

    /// Whether a text is digits with single `_` between them.
    private static func isDigits(_ text: Substring) -> Bool {
        text.split(separator: "_", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }
    }
}

// MARK: - Strings

extension TOMLScanner {
    /// A string of one of the four kinds.
    private mutating func scanString() throws(SyntaxProblem) {
        let quote = self.bytes[self.position]
        let isMultiline = self.isTripled(quote)
        let start = self.line
        self.position += isMultiline ? 3 : 1
        while let next = self.next {
            if next == quote, !isMultiline || self.isTripled(quote) {
                self.position += isMultiline ? 3 : 1
                // Up to two quotes may stand right before the three that close the string.
                var extra = 0
                while isMultiline, extra < 2, self.skip(quote) { extra += 1 }
                return
            }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try self.scanEscape()
            } else if next == UInt8(ascii: "\n") {
                guard isMultiline else { break }
                self.line += 1
                self.position += 1
            } else {
                self.position += 1
            }
        }
        throw SyntaxProblem(line: start, message: "the text that begins on this line has no closing quote")
    }

    /// A backslash and what it escapes.
    private mutating func scanEscape() throws(SyntaxProblem) {
        self.position += 1
        guard let kind = self.next else { return }
        guard kind != UInt8(ascii: "\n") else { return }
        self.position += 1
        let length = kind == UInt8(ascii: "u") ? 4 : kind == UInt8(ascii: "U") ? 8 : 0
        let digits = self.bytes[self.position...].prefix(length)
        if length > 0, digits.count == length, digits.allSatisfy({ $0 == UInt8(ascii: "0") }) {
            throw self.problem("the text holds an escaped NUL; remove it")
        }
    }

    /// Whether the quote stands here three times.
    private func isTripled(_ quote: UInt8) -> Bool {
        self.bytes[self.position...].prefix(3).elementsEqual([quote, quote, quote])
    }
}

// MARK: - Bytes

extension TOMLScanner {
    /// The next byte, or nil at the end.
    private var next: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    /// Passes over a byte if it is the next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }

    /// Passes over spaces and tabs.
    private mutating func skipBlanks() {
        while self.next == UInt8(ascii: " ") || self.next == UInt8(ascii: "\t") { self.position += 1 }
    }

    /// Passes over a comment, if one begins here, up to the end of its line.
    private mutating func skipComment() {
        guard self.next == UInt8(ascii: "#") else { return }
        while let next = self.next, next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") { self.position += 1 }
    }

    /// Passes over the end of a line, if it is here.
    private mutating func skipLineEnd() -> Bool {
        _ = self.skip(UInt8(ascii: "\r"))
        guard self.skip(UInt8(ascii: "\n")) else { return false }
        self.line += 1
        return true
    }

    /// Passes over blanks, comments and ends of lines.
    private mutating func skipLines() {
        repeat {
            self.skipBlanks()
            self.skipComment()
        } while self.skipLineEnd()
    }

    /// The line from this position on, for a message: at most 40 bytes, and of these the printable ASCII alone.
    private func excerpt(from start: Int) -> String {
        let line = self.bytes[start...].prefix(40).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    /// What is wrong at this line.
    private func problem(_ message: String) -> SyntaxProblem {
        SyntaxProblem(line: self.line, message: message)
    }

    /// Whether a byte opens a string.
    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    /// Whether a byte is a decimal digit.
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
