// SPDX-License-Identifier: Apache-2.0

/// One library in the answer to `GET /library/sections`.
public struct LibrarySection: Hashable, Sendable {
    /// The key in paths and in an activity's Context.
    public var id: SectionID
    /// The library's name, such as `Movies`.
    public var title: String
    /// The kind of media: `movie`, `show`, `artist` or `photo`; empty for no value.
    public var kind: String
    /// Whether the server reports a scan of the library; nil for no value.
    public var isRefreshing: Bool?

    /// A section with these values.
    public init(id: SectionID, title: String, kind: String = "", isRefreshing: Bool? = nil) {
        self.id = id
        self.title = title
        self.kind = kind
        self.isRefreshing = isRefreshing
    }
}
