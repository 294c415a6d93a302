// SPDX-License-Identifier: Apache-2.0
import PlexModel
import TOMLKit

/// Reads the values of one TOML table and collects its problems: values of a wrong type or out of range, and, at the
/// end, unknown keys.
final class TableReader {
    /// The problems of the whole file, shared by its readers.
    final class Problems {
        /// The problems so far.
        var list: [ScenarioError.Problem] = []
    }

    /// The problems of all readers of the file.
    let problems: Problems
    /// The table.
    private let table: TOMLTable
    /// The key path of the table; empty for the top table.
    private let path: String
    /// The keys that were read.
    private var known: Set<String> = []

    /// A reader of one table.
    init(_ table: TOMLTable, path: String, problems: Problems) {
        self.table = table
        self.path = path
        self.problems = problems
    }

    /// Whether the table has this key.
    func has(_ key: String) -> Bool { self.table.keys.contains(key) }

    /// Adds a problem with a key of this table.
    func problem(_ key: String, _ message: String) {
        self.problems.list.append(.init(keyPath: self.keyPath(key), message: message))
    }

    /// Adds a problem for each unknown key. Call it after all values have been read.
    func finish() {
        for key in self.table.keys where !self.known.contains(key) {
            self.problem(key, "unknown key; the keys here are: \(self.known.sorted().joined(separator: ", "))")
        }
    }

    /// A string.
    func string(_ key: String) -> String? {
        self.value(key, "a string") { $0.string }
    }

    /// A required string; empty, with a problem, for a missing key.
    func requiredString(_ key: String) -> String {
        if !self.has(key) { self.problem(key, "is required") }
        return self.string(key) ?? ""
    }

    /// True or false.
    func bool(_ key: String) -> Bool? {
        self.value(key, "true or false") { $0.bool }
    }

    /// An integer within a range.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        self.value(key, "an integer from \(range.lowerBound) to \(range.upperBound)") { value in
            value.int.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number within a range.
    func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
        self.value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { value in
            let number = value.double ?? value.int.map { Double($0) }
            return number.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A length of time.
    func duration(_ key: String) -> Duration? {
        self.value(key, DurationText.expectation) { $0.string.flatMap { DurationText.duration(of: $0) } }
    }

    /// One string or a list of strings.
    func strings(_ key: String) -> [String]? {
        self.value(key, "a string or a list of strings") { value in
            if let text = value.string { return [text] }
            guard let array = value.array else { return nil }
            let texts = array.map { $0.string }
            return texts.contains(nil) ? nil : texts.compactMap { $0 }
        }
    }

    /// One of several words.
    func word<Value>(_ key: String, _ words: KeyValuePairs<String, Value>) -> Value? {
        let expectation = words.map { "\"\($0.key)\"" }.joined(separator: " or ")
        return self.value(key, expectation) { value in
            value.string.flatMap { text in words.first { $0.key == text }?.value }
        }
    }

    /// A value that the caller's function reads; the function returns nil for an invalid value.
    func value<Value>(_ key: String, _ expectation: String, _ read: (any TOMLValueConvertible) -> Value?) -> Value? {
        self.known.insert(key)
        guard self.has(key), let raw = self.table[key] else { return nil }
        if let value = read(raw) { return value }
        self.problem(key, "must be \(expectation), but is \(raw.debugDescription)")
        return nil
    }

    /// The members of a table of scalars, in the order of their names.
    func members(_ key: String) -> [JSONValue.Member] {
        self.value(key, "a table of strings, integers, numbers, true and false") { value in
            guard let table = value.table else { return nil }
            let members = table.keys.map { name -> JSONValue.Member? in
                guard let member = table[name] else { return nil }
                if let text = member.string { return .init(name, .string(text)) }
                if let flag = member.bool { return .init(name, .bool(flag)) }
                if let number = member.int { return .init(name, .integer(number)) }
                return member.double.map { .init(name, .number($0)) }
            }
            return members.contains(nil) ? nil : members.compactMap { $0 }
        } ?? []
    }

    /// Reads a table in this table, if it exists.
    func table<Value>(_ key: String, _ read: (TableReader) -> Value) -> Value? {
        guard let table = self.value(key, "a table", { $0.table }) else { return nil }
        return self.read(table, self.keyPath(key), read)
    }

    /// Reads each table of a list of tables.
    func tables<Value>(_ key: String, _ read: (TableReader) -> Value) -> [Value] {
        let tables = self.value(key, "a list of tables") { value -> [TOMLTable]? in
            guard let array = value.array else { return nil }
            let tables = array.map { $0.table }
            return tables.contains { $0 == nil } ? nil : tables.compactMap { $0 }
        }
        return (tables ?? []).enumerated().map { index, table in
            self.read(table, "\(self.keyPath(key))[\(index)]", read)
        }
    }

    /// Reads one table and looks for unknown keys.
    private func read<Value>(_ table: TOMLTable, _ path: String, _ read: (TableReader) -> Value) -> Value {
        let reader = TableReader(table, path: path, problems: self.problems)
        let value = read(reader)
        reader.finish()
        return value
    }

    /// A key with the path of its table.
    private func keyPath(_ key: String) -> String {
        self.path.isEmpty ? key : "\(self.path).\(key)"
    }
}
