// SPDX-License-Identifier: Apache-2.0

/// Which types of notifications a client wants, as the query argument `filters` says.
struct NotificationFilter: Hashable, Sendable {
    /// The types that are named.
    private var types: Set<String>
    /// Whether those that are named are left out.
    private var isExclusion: Bool

    /// The filter of an argument: `foo,bar` only these, `-foo,bar` all but these, empty all. Without the argument the
    /// server leaves out its log.
    init(_ argument: String?) {
        let argument = argument ?? "-log"
        self.isExclusion = argument.isEmpty || argument.hasPrefix("-")
        self.types = Set(argument.drop { $0 == "-" }.split(separator: ",").map { String($0) })
    }

    /// Whether a type passes.
    func lets(_ type: String) -> Bool { self.types.contains(type) != self.isExclusion }
}
