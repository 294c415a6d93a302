// SPDX-License-Identifier: Apache-2.0

/// One library of `GET /library/sections`.
public struct LibrarySection: Hashable, Sendable {
    /// The key in paths and in an activity's Context.
    public var id: SectionID
    /// The library's name, such as `Movies`.
    public var title: String
    /// What it holds: `movie`, `show`, `artist` or `photo`; empty where the server does not say.
    public var kind: String
    /// Whether the server says that it is being scanned; nil where it does not say.
    public var isRefreshing: Bool?

    /// A section with these values.
    public init(id: SectionID, title: String, kind: String = "", isRefreshing: Bool? = nil) {
        self.id = id
        self.title = title
        self.kind = kind
        self.isRefreshing = isRefreshing
    }
}
