// SPDX-License-Identifier: Apache-2.0

/// The encoder of ``CompactJSON``: one value at its place in the bytes.
struct JSONWriting: Encoder {
    let writer: JSONWriter
    let codingPath: [any CodingKey]
    /// How many containers are open around the value.
    private let depth: Int

    init(writer: JSONWriter, codingPath: [any CodingKey]) {
        self.writer = writer
        self.codingPath = codingPath
        self.depth = writer.depth
    }

    /// None: no type asks for any.
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        // A value may write its members in several parts.
        let depth = self.writer.begin(UInt8(ascii: "{"), UInt8(ascii: "}"), within: self.depth)
        return KeyedEncodingContainer(Members(writer: self.writer, depth: depth, codingPath: self.codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let depth = self.writer.begin(UInt8(ascii: "["), UInt8(ascii: "]"), within: self.depth)
        return Elements(writer: self.writer, depth: depth, codingPath: self.codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        Single(writer: self.writer, codingPath: self.codingPath)
    }
}

/// An object.
private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) {
        self.writer.next(key, at: self.depth)
        self.writer.write(word: "null")
    }

    mutating func encode(_ value: Bool, forKey key: Key) {
        self.writer.next(key, at: self.depth)
        self.writer.write(word: value ? "true" : "false")
    }

    mutating func encode(_ value: String, forKey key: Key) {
        self.writer.next(key, at: self.depth)
        self.writer.write(value)
    }

    mutating func encode(_ value: Int, forKey key: Key) {
        self.writer.next(key, at: self.depth)
        self.writer.write(value)
    }

    mutating func encode(_ value: Int64, forKey key: Key) {
        self.writer.next(key, at: self.depth)
        self.writer.write(value)
    }

    mutating func encode(_ value: Double, forKey key: Key) throws {
        self.writer.next(key, at: self.depth)
        try self.writer.write(value, path: self.codingPath)
    }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        self.writer.next(key, at: self.depth)
        try self.writer.write(value, path: self.codingPath)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        self.writer.next(key, at: self.depth)
        return JSONWriting(writer: self.writer, codingPath: self.codingPath).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        self.writer.next(key, at: self.depth)
        return JSONWriting(writer: self.writer, codingPath: self.codingPath).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { JSONWriting(writer: self.writer, codingPath: self.codingPath) }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
        self.writer.next(key, at: self.depth)
        return JSONWriting(writer: self.writer, codingPath: self.codingPath)
    }
}

/// An array.
private struct Elements: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int
    let codingPath: [any CodingKey]
    var count = 0

    private mutating func next() {
        self.writer.next(at: self.depth)
        self.count += 1
    }

    mutating func encodeNil() {
        self.next()
        self.writer.write(word: "null")
    }

    mutating func encode(_ value: String) {
        self.next()
        self.writer.write(value)
    }

    mutating func encode(_ value: Int64) {
        self.next()
        self.writer.write(value)
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        self.next()
        try self.writer.write(value, path: self.codingPath)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        self.next()
        return JSONWriting(writer: self.writer, codingPath: self.codingPath).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        self.next()
        return JSONWriting(writer: self.writer, codingPath: self.codingPath).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        self.next()
        return JSONWriting(writer: self.writer, codingPath: self.codingPath)
    }
}

/// A single value.
private struct Single: SingleValueEncodingContainer {
    let writer: JSONWriter
    let codingPath: [any CodingKey]

    mutating func encodeNil() { self.writer.write(word: "null") }
    mutating func encode(_ value: Bool) { self.writer.write(word: value ? "true" : "false") }
    mutating func encode(_ value: String) { self.writer.write(value) }
    mutating func encode(_ value: Double) throws { try self.writer.write(value, path: self.codingPath) }
    mutating func encode(_ value: Float) throws { try self.writer.write(Double(value), path: self.codingPath) }
    mutating func encode(_ value: Int) { self.writer.write(value) }
    mutating func encode(_ value: Int8) { self.writer.write(value) }
    mutating func encode(_ value: Int16) { self.writer.write(value) }
    mutating func encode(_ value: Int32) { self.writer.write(value) }
    mutating func encode(_ value: Int64) { self.writer.write(value) }
    mutating func encode(_ value: UInt) { self.writer.write(value) }
    mutating func encode(_ value: UInt8) { self.writer.write(value) }
    mutating func encode(_ value: UInt16) { self.writer.write(value) }
    mutating func encode(_ value: UInt32) { self.writer.write(value) }
    mutating func encode(_ value: UInt64) { self.writer.write(value) }
    mutating func encode<T: Encodable>(_ value: T) throws { try self.writer.write(value, path: self.codingPath) }
}
