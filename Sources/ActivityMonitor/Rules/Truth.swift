// SPDX-License-Identifier: Apache-2.0

/// Whether something holds. There are three values, because an unknown is never a reason to act.
package enum Truth: Hashable, Sendable {
    /// It holds.
    case yes
    /// It does not hold.
    case no
    /// Unknown: the server did not say, or there is not enough evidence. Holds the reason.
    case unknown(String)

    /// A known truth.
    package init(_ value: Bool) {
        self = value ? .yes : .no
    }

    /// Whether both hold: no if one side is no; else unknown if one side is unknown.
    package static func && (left: Truth, right: @autoclosure () -> Truth) -> Truth {
        if case .no = left { return .no }
        let right = right()
        if case .no = right { return .no }
        if case .unknown = left { return left }
        return right
    }

    /// Whether one of both holds: yes if one side is yes; else unknown if one side is unknown.
    package static func || (left: Truth, right: @autoclosure () -> Truth) -> Truth {
        if case .yes = left { return .yes }
        let right = right()
        if case .yes = right { return .yes }
        if case .unknown = left { return left }
        return right
    }

    /// The word in `PLEX_PREDICATES`: `true`, `false` or `unknown`.
    package var word: String {
        switch self {
        case .yes: "true"
        case .no: "false"
        case .unknown: "unknown"
        }
    }
}

extension Truth: Codable {
    private enum Key: String, CodingKey {
        case result, why
    }

    /// Reads the two members that ``encode(to:)`` writes; any other word means unknown.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        switch try members.decode(String.self, forKey: .result) {
        case "true": self = .yes
        case "false": self = .no
        default: self = .unknown(try members.decodeIfPresent(String.self, forKey: .why) ?? "not known")
        }
    }

    /// Writes `result` (`true`, `false` or `unknown`) and, for unknown, `why`.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(self.word, forKey: .result)
        if case .unknown(let reason) = self { try members.encode(reason, forKey: .why) }
    }
}
