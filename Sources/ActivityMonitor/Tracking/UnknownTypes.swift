// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The types that no public source shows, as far as one server has shown them lately.
///
/// Bounded in types and time: a server that makes up types is told about so many times a day, and no more.
package struct UnknownTypes: Hashable, Codable, Sendable {
    /// How many types are told in a ``period``.
    static let capacity = 20
    /// For how long a type that was told stays told.
    static let period = Duration.hours(24)
    /// The longest name that is kept; a longer one is cut.
    static let longestName = 128

    /// When each type was told.
    private(set) var toldAt: [String: Instant] = [:]

    /// No types.
    init() {}

    /// Whether nothing was told lately.
    var isEmpty: Bool { self.toldAt.isEmpty }

    /// Notes a type at the first sight of an activity.
    ///
    /// - Returns: whether it is to be told.
    mutating func note(_ type: ActivityType, at now: Instant) -> Bool {
        guard !type.isKnown else { return false }
        let name = String(type.rawValue.prefix(Self.longestName))
        self.toldAt = self.toldAt.filter { $0.value.duration(to: now) < Self.period }
        guard self.toldAt[name] == nil, self.toldAt.count < Self.capacity else { return false }
        self.toldAt[name] = now
        return true
    }
}

extension Diagnostic {
    /// The first sight of a type that no public source shows, with what a report needs. It names no media.
    static func unknownType(_ activity: Activity, on server: ServerLabel) -> Diagnostic {
        let type = activity.type.rawValue.printable(limit: UnknownTypes.longestName)
        let version = server.identity?.version?.printable(limit: 64) ?? "unknown"
        let progress = activity.progress == .unknown ? "no progress" : "a progress"
        let cancellable = activity.isCancellable.map { $0 ? "yes" : "no" } ?? "not said"
        let members = activity.context?.memberNames.prefix(10).map { $0.printable(limit: 64) } ?? []
        let context = members.isEmpty ? "no Context" : "a Context with \(members.joined(separator: ", "))"
        return Diagnostic(
            priority: .notice,
            message: """
                \(server.name): the activity type \(type) is new to this program: rules that stop reach it only where \
                they spell it out; please report it to the project with this line: Plex \(version), \(progress), \
                cancellable \(cancellable), \(context)
                """)
    }
}

extension JSONValue {
    /// The names of an object's members; none for another value.
    fileprivate var memberNames: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}
