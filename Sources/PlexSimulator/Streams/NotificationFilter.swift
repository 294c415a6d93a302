// SPDX-License-Identifier: Apache-2.0

/// The types of notifications that a client wants: the query argument `filters`.
struct NotificationFilter: Hashable, Sendable {
    /// The named types.
    private var types: Set<String>
    /// Whether the named types are excluded.
    private var isExclusion: Bool

    /// The filter for an argument: `foo,bar` means only these types, `-foo,bar` all other types, and an empty text all
    /// types. Without the argument, the server leaves out its log.
    init(_ argument: String?) {
        let argument = argument ?? "-log"
        self.isExclusion = argument.isEmpty || argument.hasPrefix("-")
        self.types = Set(argument.drop { $0 == "-" }.split(separator: ",").map { String($0) })
    }

    /// Whether a type passes.
    func lets(_ type: String) -> Bool { self.types.contains(type) != self.isExclusion }
}
