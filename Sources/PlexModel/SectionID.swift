// SPDX-License-Identifier: Apache-2.0

/// The key of a library section: `librarySectionID` in an activity's Context, `key` in `GET /library/sections`.
///
/// The server sends a string (`"3"`). Some clients have seen an integer, so both decode to the same text.
public struct SectionID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The key as text.
    public let rawValue: String

    /// A section with the key that the server sent.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A section with the key that the server sent.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// The key as text; not safe for a terminal.
    public var description: String { self.rawValue }

    /// Orders by text, so that output has a defined order.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}
