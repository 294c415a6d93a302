// SPDX-License-Identifier: Apache-2.0

/// JSON without blanks, in the order in which a value writes its members.
///
/// It writes bytes as they come and builds no tree, so that it takes a fraction of JSONEncoder's time.
package enum CompactJSON {
    /// A value as JSON.
    ///
    /// - Throws: the value's own errors, and an error for a number that JSON does not have.
    package static func bytes(of value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        try writer.write(value, path: [])
        return writer.bytes
    }
}

/// The bytes so far, and the containers that are still open.
///
/// Writing into an outer container closes the inner ones, and so does the end of the value that opened them.
final class JSONWriter {
    private struct Open {
        let end: UInt8
        var isEmpty = true
    }

    private(set) var bytes: [UInt8] = []
    private var open: [Open] = []

    /// How many containers are open.
    var depth: Int { self.open.count }

    /// Begins the container of a value, or goes on with the one that the value has begun, and returns its depth.
    ///
    /// - Parameter depth: how many containers are open around the value.
    func begin(_ start: UInt8, _ end: UInt8, within depth: Int) -> Int {
        if self.open.count > depth, self.open[depth].end == end {
            self.close(to: depth + 1)
            return depth + 1
        }
        self.bytes.append(start)
        self.open.append(Open(end: end))
        return self.open.count
    }

    /// Prepares the container of this depth for its next member.
    func next(at depth: Int) {
        self.close(to: depth)
        if !self.open[depth - 1].isEmpty { self.bytes.append(UInt8(ascii: ",")) }
        self.open[depth - 1].isEmpty = false
    }

    /// Prepares the container of this depth for the member with this name.
    func next(_ key: any CodingKey, at depth: Int) {
        self.next(at: depth)
        self.write(key.stringValue)
        self.bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a value as a whole.
    func write(_ value: some Encodable, path: [any CodingKey]) throws {
        let depth = self.open.count
        let start = self.bytes.count
        try value.encode(to: JSONWriting(writer: self, codingPath: path))
        self.close(to: depth)
        if self.bytes.count == start { self.bytes += Array("{}".utf8) }
    }

    /// Writes a text with quotes and escapes.
    func write(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                self.bytes.append(UInt8(ascii: "\\"))
                self.bytes.append(byte)
            case ..<0x20:
                self.bytes += Array("\\u00".utf8)
                self.bytes.append(Self.digit(byte >> 4))
                self.bytes.append(Self.digit(byte & 15))
            default:
                self.bytes.append(byte)
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a word of JSON or a number.
    func write(word: String) {
        self.bytes += word.utf8
    }

    /// Writes a whole number.
    func write(_ number: some BinaryInteger) {
        self.bytes += String(number).utf8
    }

    /// Writes a number; JSON has no others.
    func write(_ number: Double, path: [any CodingKey]) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: path, debugDescription: "JSON has no such number"))
        }
        self.write(word: number.description)
    }

    private func close(to depth: Int) {
        while self.open.count > depth { self.bytes.append(self.open.removeLast().end) }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
