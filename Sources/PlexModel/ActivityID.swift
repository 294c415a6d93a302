// SPDX-License-Identifier: Apache-2.0

/// The `uuid` of an activity. Each run has a new one, and a restart of the server invalidates all.
///
/// It is hostile text from the server, and may not look like a UUID. Code that puts it into a request's path must
/// encode it, see `PlexClient`.
public struct ActivityID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The text from the server, unchanged except for repaired UTF-8.
    public let rawValue: String

    /// An identifier with the text that the server sent.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// An identifier with the text that the server sent.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// The text as the server sent it; not safe for a terminal.
    public var description: String { self.rawValue }

    /// Orders by text, so that output has a defined order.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}
