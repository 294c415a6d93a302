// SPDX-License-Identifier: Apache-2.0

/// The `uuid` of an activity: new for every run, and void after a restart of the server.
///
/// It is text from the server and therefore hostile until proven otherwise: it need not look like a UUID.
/// Whoever puts it into a request's path must encode it, see `PlexClient`.
public struct ActivityID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The text exactly as the server sent it, invalid UTF-8 repaired.
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
