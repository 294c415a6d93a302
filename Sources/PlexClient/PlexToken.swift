// SPDX-License-Identifier: Apache-2.0

/// The secret in the `X-Plex-Token` header. No description, interpolation, `dump` or debugger's summary shows it.
///
/// With an empty token, requests carry no token.
public struct PlexToken: Hashable, Sendable {
    /// The longest token that is accepted, in bytes; a JSON Web Token, the longest kind in use, stays well below.
    static let maximumLength = 8192

    /// The text for the header; empty where no header is sent.
    let secret: String

    /// No token: requests go out without the header.
    public static let none = Self(checked: "")

    /// A token from a file or credential; white space around it, such as the final line break, is dropped.
    ///
    /// - Throws: ``PlexConfigurationError`` when what remains cannot stand in a header. The error does not show the
    ///   text.
    public init(_ text: String) throws(PlexConfigurationError) {
        let blank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let scalars = text.unicodeScalars.drop(while: blank)
        let trimmed = String(String.UnicodeScalarView(scalars.reversed().drop(while: blank).reversed()))
        guard trimmed.utf8.count <= Self.maximumLength else { throw .invalidToken(reason: "it is longer than 8 KiB") }
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidToken(reason: "it holds white space or characters outside of ASCII")
        }
        self.secret = trimmed
    }

    /// A token whose characters are known to be fit for a header.
    private init(checked secret: String) {
        self.secret = secret
    }

    /// Whether no token is sent.
    public var isEmpty: Bool { self.secret.isEmpty }
}

extension PlexToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says whether there is a token, without showing it.
    public var description: String { self.isEmpty ? "no token" : "[token]" }

    /// The same as ``description``.
    public var debugDescription: String { self.description }

    /// A mirror without children: reflection, and with it `dump`, sees nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
