// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Collects the members of an object, without empty ones.
struct ObjectBuilder {
    private(set) var members: [JSONValue.Member] = []

    /// The object so far.
    var value: JSONValue { .object(self.members) }

    /// Adds a member, unless there is no value.
    mutating func add(_ name: String, _ value: JSONValue?) {
        if let value { self.members.append(.init(name, value)) }
    }

    /// Adds a text, unless there is none.
    mutating func add(_ name: String, _ text: String?) {
        self.add(name, text.map(JSONValue.string))
    }

    /// Adds a text, unless it is empty.
    mutating func add(_ name: String, unlessEmpty text: String) {
        if !text.isEmpty { self.add(name, JSONValue.string(text)) }
    }

    /// Adds a number, unless there is none.
    mutating func add(_ name: String, _ number: Int?) {
        self.add(name, number.map(JSONValue.integer))
    }

    /// Adds a number, unless it is zero.
    mutating func add(_ name: String, unlessZero number: Int) {
        if number != 0 { self.add(name, JSONValue.integer(number)) }
    }

    /// Adds true or false, unless it is not known.
    mutating func add(_ name: String, _ flag: Bool?) {
        self.add(name, flag.map(JSONValue.bool))
    }

    /// Adds a list, unless it is empty.
    mutating func add(_ name: String, unlessEmpty list: [JSONValue]) {
        if !list.isEmpty { self.add(name, JSONValue.array(list)) }
    }

    /// Adds a list of texts, unless it is empty.
    mutating func add(_ name: String, unlessEmpty texts: [String]) {
        self.add(name, unlessEmpty: texts.map(JSONValue.string))
    }
}
