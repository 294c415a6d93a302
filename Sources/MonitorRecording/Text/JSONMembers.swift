// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The members of an object of a recording, by name.
struct JSONMembers {
    private let members: [JSONValue.Member]

    /// The members of an object.
    init(_ value: JSONValue) throws(RecordingProblem) {
        guard case .object(let members) = value else { throw RecordingProblem("an object is expected") }
        self.members = members
    }

    /// The name of the member at a position; nil beyond the last member.
    func name(at index: Int) -> String? {
        index < self.members.count ? self.members[index].name : nil
    }

    /// The member of a name; nil where it is missing or null.
    subscript(name: String) -> JSONValue? {
        for member in self.members where member.name == name { return member.value == .null ? nil : member.value }
        return nil
    }

    /// A text that must be there.
    func string(_ name: String) throws(RecordingProblem) -> String {
        try self.required(self.stringIfPresent(name), name)
    }

    /// A text that may be missing.
    func stringIfPresent(_ name: String) throws(RecordingProblem) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw RecordingProblem("\(name) must be a text") }
        return text
    }

    /// A whole number that must be there.
    func integer(_ name: String) throws(RecordingProblem) -> Int {
        try self.required(self.integerIfPresent(name), name)
    }

    /// A whole number that may be missing.
    func integerIfPresent(_ name: String) throws(RecordingProblem) -> Int? {
        guard let value = self[name] else { return nil }
        guard case .integer(let number) = value else { throw RecordingProblem("\(name) must be a whole number") }
        return number
    }

    /// A number that must be there.
    func number(_ name: String) throws(RecordingProblem) -> Double {
        try self.required(self.numberIfPresent(name), name)
    }

    /// A number that may be missing.
    func numberIfPresent(_ name: String) throws(RecordingProblem) -> Double? {
        switch self[name] {
        case nil: return nil
        case .number(let number): return number
        case .integer(let number): return Double(number)
        default: throw RecordingProblem("\(name) must be a number")
        }
    }

    /// True or false, which may be missing.
    func flagIfPresent(_ name: String) throws(RecordingProblem) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let flag) = value else { throw RecordingProblem("\(name) must be true or false") }
        return flag
    }

    /// True, or else false.
    func flag(_ name: String) throws(RecordingProblem) -> Bool {
        try self.flagIfPresent(name) ?? false
    }

    /// A list; empty where it is missing.
    func list(_ name: String) throws(RecordingProblem) -> [JSONValue] {
        guard let value = self[name] else { return [] }
        guard case .array(let values) = value else { throw RecordingProblem("\(name) must be a list") }
        return values
    }

    /// A list of texts; empty where it is missing.
    func strings(_ name: String) throws(RecordingProblem) -> [String] {
        var texts: [String] = []
        for value in try self.list(name) {
            guard case .string(let text) = value else { throw RecordingProblem("\(name) must be a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// An object that must be there.
    func object(_ name: String) throws(RecordingProblem) -> JSONMembers {
        try JSONMembers(self.required(self[name], name))
    }

    /// A word of a type.
    func word<Word: RawRepresentable<String>>(_ name: String, _: Word.Type) throws(RecordingProblem) -> Word {
        try self.required(Word(rawValue: self.string(name)), name)
    }

    private func required<Value>(_ value: Value?, _ name: String) throws(RecordingProblem) -> Value {
        guard let value else { throw RecordingProblem("\(name) is missing or has an unknown value") }
        return value
    }
}
