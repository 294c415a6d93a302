// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) from beginning to end, one value at a time, without building a tree.
///
/// A decoder that builds the whole document first, such as `JSONDecoder`, multiplies the bytes of a hostile answer
/// (four million of `0,` become hundreds of megabytes), gives up a document for one malformed string, and loses the
/// order of members and their repetitions. This reader skips unknown members without an allocation, has a fixed
/// limit of depth instead of a stack that overflows, and cannot trap: every access to the bytes is checked.
///
/// Stricter than the grammar in nothing but depth; more tolerant in three things that servers get wrong: strings may
/// hold raw control characters, invalid UTF-8 and lone surrogates (repaired to U+FFFD), and words in the
/// place of numbers, such as `nan`, read as null.
struct JSONReader {
    /// How deeply arrays and objects may be nested; real answers need less than ten.
    static let maximumDepth = 64

    /// What the next value is.
    enum Kind: Hashable, Sendable {
        /// An object.
        case object
        /// An array.
        case array
        /// A string.
        case string
        /// A number, `true`, `false` or `null`.
        case literal
    }

    /// The whole document.
    let bytes: [UInt8]
    /// The index of the next byte.
    var position = 0
    /// How many arrays and objects are open.
    private var depth = 0
    /// One bit for each that is open, the innermost the lowest: set for an object.
    private var objects: UInt64 = 0
    /// Whether the innermost open array or object has had a value, so that a comma must precede the next.
    private var hasValue = false

    /// A reader at the start of a document.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark is not to be sent, but may be ignored (RFC 8259 section 8.1).
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { self.position = 3 }
    }

    /// Whether the byte is white space between tokens.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The byte at the position, or nil at the end.
    var byte: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    /// A failure that says where.
    func failure(_ what: String) -> DecodingFailure {
        .syntax("\(what) at byte \(self.position) of \(self.bytes.count)")
    }

    /// What the next value is.
    mutating func peek() throws(DecodingFailure) -> Kind {
        self.skipBlanks()
        switch self.byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case nil: throw self.failure("the document ends where a value belongs,")
        default: return .literal
        }
    }

    /// Checks that nothing but white space follows the document.
    mutating func finish() throws(DecodingFailure) {
        self.skipBlanks()
        guard self.byte == nil else { throw self.failure("more follows the document,") }
    }

    /// Goes into the object or array that is next.
    mutating func open(_ kind: Kind) throws(DecodingFailure) {
        guard try self.peek() == kind, kind == .object || kind == .array else {
            throw self.failure("another value is expected")
        }
        guard self.depth < Self.maximumDepth else {
            throw self.failure("more than \(Self.maximumDepth) levels are nested")
        }
        self.position += 1
        self.depth += 1
        self.objects = self.objects << 1 | (kind == .object ? 1 : 0)
        self.hasValue = false
    }

    /// Goes to the value of the next member of the open object and tells its name; nil after the last one, when the
    /// object is left.
    ///
    /// - Parameter limit: How many bytes of the name to keep.
    mutating func nextMember(limit: Int = 64) throws(DecodingFailure) -> String? {
        guard try self.advance(to: UInt8(ascii: "}")) else { return nil }
        guard self.byte == UInt8(ascii: "\"") else { throw self.failure("a member's name is expected") }
        let name = try self.readString(limit: limit)
        self.skipBlanks()
        guard self.byte == UInt8(ascii: ":") else { throw self.failure("a colon is expected") }
        self.position += 1
        return name
    }

    /// Goes to the next element of the open array; false after the last one, when the array is left.
    mutating func nextElement() throws(DecodingFailure) -> Bool {
        try self.advance(to: UInt8(ascii: "]"))
    }

    /// Passes over the next value, whatever it is, checking its syntax.
    mutating func skipValue() throws(DecodingFailure) {
        let outside = self.depth
        try self.skipOneStep()
        while self.depth > outside {
            let isInObject = self.objects & 1 == 1
            let hasNext = isInObject ? try self.skipToMember() : try self.nextElement()
            if hasNext { try self.skipOneStep() }
        }
    }

    /// Notes that a value of the innermost array or object has been read.
    mutating func didReadValue() {
        self.hasValue = true
    }

    /// Passes over white space.
    mutating func skipBlanks() {
        while let byte = self.byte, Self.isBlank(byte) { self.position += 1 }
    }

    /// Passes over a string or literal, or goes into an object or array.
    private mutating func skipOneStep() throws(DecodingFailure) {
        let kind = try self.peek()
        switch kind {
        case .object, .array: try self.open(kind)
        case .string:
            _ = try self.readString(limit: 0)
            self.didReadValue()
        case .literal: _ = try self.readLiteral()
        }
    }

    /// ``nextMember()`` without the name.
    private mutating func skipToMember() throws(DecodingFailure) -> Bool {
        try self.nextMember(limit: 0) != nil
    }

    /// Passes over the comma before the next value of the innermost array or object, or over its end.
    ///
    /// - Returns: Whether there is a next value.
    private mutating func advance(to end: UInt8) throws(DecodingFailure) -> Bool {
        self.skipBlanks()
        guard let byte = self.byte else { throw self.failure("the document ends within an array or object,") }
        if byte == end {
            self.position += 1
            self.depth -= 1
            self.objects >>= 1
            self.hasValue = true
            return false
        }
        guard self.hasValue else { return true }
        guard byte == UInt8(ascii: ",") else { throw self.failure("a comma or an end is expected") }
        self.position += 1
        self.hasValue = false
        self.skipBlanks()
        guard self.byte != end else { throw self.failure("a value is expected after the comma") }
        return true
    }
}
