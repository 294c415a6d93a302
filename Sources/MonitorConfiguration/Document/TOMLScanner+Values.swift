// SPDX-License-Identifier: Apache-2.0

// MARK: - Values

extension TOMLScanner {
    /// A string, array, inline table, number or boolean.
    mutating func scanValue() throws(SyntaxProblem) {
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
    mutating func scanString() throws(SyntaxProblem) {
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
    func isTripled(_ quote: UInt8) -> Bool {
        self.bytes[self.position...].prefix(3).elementsEqual([quote, quote, quote])
    }
}
