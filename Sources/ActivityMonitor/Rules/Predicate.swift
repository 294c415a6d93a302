// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A judged condition, as `PLEX_PREDICATES` and `explain` show it.
package struct Predicate: Hashable, Sendable {
    /// The condition's key, such as `no-progress-for`.
    package var condition: String
    /// The value that was found, with its unit; nil where it is unknown.
    package var value: String?
    /// The value that the rule asks for, with its unit.
    package var threshold: String
    /// Whether it holds.
    package var truth: Truth

    /// A judged condition with these values.
    package init(condition: String, value: String?, threshold: String, truth: Truth) {
        self.condition = condition
        self.value = value
        self.threshold = threshold
        self.truth = truth
    }

    /// The predicate as a JSON object.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [.init("condition", .string(self.condition))]
        members.append(.init("value", self.value.map(JSONValue.string) ?? .null))
        members.append(.init("threshold", .string(self.threshold)))
        members.append(.init("result", .string(self.truth.word)))
        if case .unknown(let reason) = self.truth { members.append(.init("why", .string(reason))) }
        return .object(members)
    }
}

extension Predicate: Codable {
    private enum Key: String, CodingKey {
        case condition, value, threshold
    }

    /// Reads the members of ``json``.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        self.init(
            condition: try members.decode(String.self, forKey: .condition),
            value: try members.decodeIfPresent(String.self, forKey: .value),
            threshold: try members.decode(String.self, forKey: .threshold),
            truth: try Truth(from: decoder))
    }

    /// Writes the members of ``json``; an unknown value is left out.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(self.condition, forKey: .condition)
        try members.encodeIfPresent(self.value, forKey: .value)
        try members.encode(self.threshold, forKey: .threshold)
        try self.truth.encode(to: encoder)
    }
}
