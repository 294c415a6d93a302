// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// What all answers have in common: one object with one member that holds the rest.
enum Container {
    /// The most rows that are believed; more make the answer unreadable.
    static let maximumRows = 20_000

    /// Reads a whole document.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - name: The name of the container.
    ///   - member: Reads the value of one member of the container. What it does not know, it must skip.
    static func read(
        _ bytes: [UInt8],
        name: String,
        member: (inout JSONReader, String) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        var reader = JSONReader(bytes)
        guard try reader.peek() == .object else {
            // An array of any depth is checked for its syntax first, for a word is not JSON at all.
            try reader.skipValue()
            throw .unreadable("it is no object")
        }
        var count = 0
        try reader.open(.object)
        while let found = try reader.nextMember() {
            guard found == name else {
                try reader.skipValue()
                continue
            }
            count += 1
            guard count == 1 else { throw .unreadable("it holds \(name) twice") }
            guard try reader.peek() == .object else { throw .unreadable("\(name) is no object") }
            try reader.open(.object)
            while let found = try reader.nextMember() {
                try member(&reader, found)
            }
        }
        try reader.finish()
        guard count == 1 else { throw .unreadable("it holds no \(name)") }
    }

    /// Reads a whole document with one list of rows.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - container: The name of the container.
    ///   - list: The name of the list.
    ///   - row: Reads one row, whatever it is.
    /// - Throws: ``DecodingFailure`` also when the list or its size is there twice, or the size is not that of the
    ///   list.
    static func readRows(
        _ bytes: [UInt8],
        container: String,
        list: String,
        row: (inout JSONReader) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        var size: Int?
        var rows = 0
        var seen: Set<String> = []
        try Self.read(bytes, name: container) { (reader, name) throws(DecodingFailure) in
            guard name == list || name == "size" else { return try reader.skipValue() }
            guard seen.insert(name).inserted else { throw .unreadable("it holds \(name) twice") }
            if name == "size" {
                size = Self.size(try reader.readScalar())
            } else {
                try reader.readRows(name) { (reader) throws(DecodingFailure) in
                    rows += 1
                    try row(&reader)
                }
            }
        }
        if let size, size != rows { throw .unreadable("its size does not match its \(rows) rows of \(list)") }
    }

    /// The number of rows that a container declares: nil where it is absent or null, -1 where it cannot be read.
    static func size(_ value: JSONValue?) -> Int? {
        guard let value else { return -1 }
        if value == .null { return nil }
        guard let size = value.lenientInteger, size >= 0 else { return -1 }
        return size
    }
}

extension JSONReader {
    /// Reads a list of rows, which may also be null, or a single row without its array.
    ///
    /// - Parameters:
    ///   - name: What the list is called, for the error.
    ///   - row: Reads one row, whatever it is.
    mutating func readRows(
        _ name: String, row: (inout JSONReader) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        switch try self.peek() {
        case .array:
            var count = 0
            try self.open(.array)
            while try self.nextElement() {
                count += 1
                guard count <= Container.maximumRows else {
                    throw .unreadable("\(name) holds more than \(Container.maximumRows) rows")
                }
                try row(&self)
            }
        case .object:
            try row(&self)
        case .literal where try self.readLiteral() == .null:
            return
        default:
            throw .unreadable("\(name) is no list")
        }
    }
}
