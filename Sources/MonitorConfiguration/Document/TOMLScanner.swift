// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Scans a file before TOMLKit parses it: accepts only well-formed statements, and notes the lines of the keys.
///
/// TOMLKit 0.6.0 (toml++ 3.4.0) checks some of its assumptions with `assert` and so ends the process on input that it
/// should refuse: headers such as `[[[rule]]]` and `[.a]`, a comma or bracket where a value must stand, a date followed
/// by text, a time without digits. It also cuts text off at `\u0000`, and takes stack for every level of nesting. This
/// scanner refuses all of that, and also dates, times and deep nesting, which no key needs. The meaning of the text
/// (escapes, ranges of numbers) is left to TOMLKit.
struct TOMLScanner {
    /// The deepest that arrays and inline tables may nest.
    static let deepestNesting = 16
    /// The most segments that a dotted key may have.
    private static let longestKey = 16

    /// The file.
    let bytes: [UInt8]
    /// The next byte to look at.
    var position = 0
    /// The line of the next byte, from 1.
    var line = 1
    /// How many arrays and inline tables are open.
    var nesting = 0
    /// The table that the statements belong to.
    private var table = KeyPath()
    /// Where the keys stand.
    private var index = LineIndex()
    /// The table whose second header is being read; nil in every other table.
    private var repeated: RepeatedTable?

    /// A table that has a second header.
    private struct RepeatedTable {
        /// The name between the brackets.
        var name: String
        /// The line of the first header.
        var firstLine: Int
        /// The line of the second header.
        var line: Int
        /// The keys below the second header.
        var keys: [String] = []
    }

    /// The lines of the keys of a file, or why it must not go to TOMLKit.
    static func scan(_ bytes: [UInt8]) throws(SyntaxProblem) -> LineIndex {
        var scanner = TOMLScanner(bytes: bytes)
        while scanner.position < bytes.count { try scanner.scanStatement() }
        try scanner.refuseRepeatedTable()
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
            if self.repeated != nil {
                self.repeated?.keys.append(keys.joined(separator: "."))
            } else if let first = self.index.noteKey(keys, in: self.table, line: line) {
                let name = keys.joined(separator: ".").printable(limit: 64)
                throw SyntaxProblem(line: line, message: "\(name) is already on line \(first): keep one of the two")
            }
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
        try self.refuseRepeatedTable()
        let (table, firstLine) = self.index.noteHeader(keys, isArray: isArray, line: line)
        self.table = table
        self.repeated = firstLine.map {
            RepeatedTable(name: keys.joined(separator: ".").printable(limit: 64), firstLine: $0, line: line)
        }
    }

    /// Refuses a table that has a second header, once the keys below that are known.
    private mutating func refuseRepeatedTable() throws(SyntaxProblem) {
        guard let repeated = self.repeated else { return }
        var keys = repeated.keys.prefix(3).map { $0.printable(limit: 64) }
        if repeated.keys.count > 3 { keys.append("\(repeated.keys.count - 3) more") }
        let last = keys.popLast()
        let list = keys.isEmpty ? last : last.map { "\(keys.joined(separator: ", ")) and \($0)" }
        let cure = list.map { "change \($0) there" } ?? "remove this header"
        throw SyntaxProblem(
            line: repeated.line, message: "[\(repeated.name)] is already on line \(repeated.firstLine): \(cure)")
    }

    /// A key of one or more segments, and the blanks after it.
    mutating func scanKey() throws(SyntaxProblem) -> [String] {
        var keys: [String] = []
        repeat {
            self.skipBlanks()
            keys.append(try self.scanKeySegment())
            if keys.count > Self.longestKey { throw self.problem("the key has more parts than any known key") }
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
    mutating func scanAssignment() throws(SyntaxProblem) {
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
