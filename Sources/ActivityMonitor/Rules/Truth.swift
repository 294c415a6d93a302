// SPDX-License-Identifier: Apache-2.0

/// Whether something holds; three values, because what is not known is no reason to act.
package enum Truth: Hashable, Sendable {
    /// It holds.
    case yes
    /// It does not.
    case no
    /// The server did not say, or there is not enough evidence; why.
    case unknown(String)

    /// A truth that is known.
    package init(_ value: Bool) {
        self = value ? .yes : .no
    }

    /// Both hold: one that does not decides, and an unknown otherwise prevents a yes.
    package static func && (left: Truth, right: @autoclosure () -> Truth) -> Truth {
        if case .no = left { return .no }
        let right = right()
        if case .no = right { return .no }
        if case .unknown = left { return left }
        return right
    }

    /// One of both holds: one that does decides, and an unknown otherwise prevents a no.
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

    /// Reads the two members that ``encode(to:)`` writes; a word that is none of the three is an unknown.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        switch try members.decode(String.self, forKey: .result) {
        case "true": self = .yes
        case "false": self = .no
        default: self = .unknown(try members.decodeIfPresent(String.self, forKey: .why) ?? "not known")
        }
    }

    /// Writes `result`, one of `true`, `false` and `unknown`, and for an unknown `why`.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(self.word, forKey: .result)
        if case .unknown(let reason) = self { try members.encode(reason, forKey: .why) }
    }
}
