// SPDX-License-Identifier: Apache-2.0

/// Where a server answers: the parts of its url, checked.
///
/// A url with a user, a password, a query or a fragment is refused: what belongs to the token would end up in places
/// that show urls.
public struct PlexServerAddress: Hashable, Sendable {
    /// How to talk to the server.
    public enum Scheme: String, Hashable, Sendable {
        /// In the clear; right for a server on the same machine.
        case http
        /// Over TLS.
        case https

        /// The port that the scheme stands for.
        var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// How to talk to the server.
    public let scheme: Scheme
    /// The host in lower case: a name, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    /// The port, from 1 to 65535; the scheme's own where the url gives none.
    public let port: Int
    /// What stands before every path, such as `/plex` behind a reverse proxy; empty or beginning with a slash, and
    /// never ending with one.
    public let pathPrefix: String

    /// The address that a url names.
    ///
    /// - Throws: ``PlexConfigurationError/invalidURL(reason:)``.
    public init(_ url: String) throws(PlexConfigurationError) {
        guard let separator = Self.position(of: "://", in: url) else { throw .invalidURL(reason: "it has no scheme") }
        guard let scheme = Scheme(rawValue: url[..<separator].lowercased()) else {
            throw .invalidURL(reason: "its scheme is neither http nor https")
        }
        let rest = url[separator...].dropFirst(3)
        if rest.contains("?") { throw .invalidURL(reason: "it has a query, and a token belongs into its own file") }
        if rest.contains("#") { throw .invalidURL(reason: "it has a fragment") }
        if rest.contains("@") { throw .invalidURL(reason: "it has a user or password") }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let (host, port) = try Self.split(authority: rest[..<slash])
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port ?? scheme.defaultPort
        self.pathPrefix = try Self.prefix(rest[slash...])
    }

    /// The url, as it stands in messages and before the path of every request.
    public var url: String {
        let port = self.port == self.scheme.defaultPort ? "" : ":\(self.port)"
        return "\(self.scheme.rawValue)://\(self.bracketedHost)\(port)\(self.pathPrefix)"
    }

    /// Scheme, host and port, as messages about a connection show them.
    var origin: String { "\(self.scheme.rawValue)://\(self.bracketedHost):\(self.port)" }

    /// The host as it stands in a url: an IPv6 address in brackets.
    var bracketedHost: String {
        self.host.contains(":") ? "[\(self.host)]" : self.host
    }

    /// Whether the text is a host name or an IPv4 address by the characters that it holds.
    static func isName(_ text: some StringProtocol) -> Bool {
        let isFit = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        // RFC 1035 section 2.3.4 limits a name to 255 octets.
        return isFit && !text.isEmpty && text.utf8.count <= 253 && text.utf8.first != UInt8(ascii: ".")
    }

    /// Whether the text is an IPv6 address by the characters that it holds.
    static func isIPv6(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 45 && text.contains(":")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// The host, brackets removed, and the port of the part between `//` and the path.
    private static func split(authority: Substring) throws(PlexConfigurationError) -> (Substring, Int?) {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let bracket = authority.firstIndex(of: "]") else {
                throw .invalidURL(reason: "a bracket is not closed")
            }
            host = authority[..<bracket].dropFirst()
            guard Self.isIPv6(host) else { throw .invalidURL(reason: "what stands in brackets is no IPv6 address") }
            let rest = authority[bracket...].dropFirst()
            guard rest.isEmpty || rest.first == ":" else { throw .invalidURL(reason: "its host is not one") }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[colon...].dropFirst()
            }
            guard !host.isEmpty else { throw .invalidURL(reason: "it names no host") }
            guard Self.isName(host) else { throw .invalidURL(reason: "its host is not one") }
        }
        guard let port else { return (host, nil) }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port), (1...65535).contains(number)
        else {
            throw .invalidURL(reason: "its port is not a number from 1 to 65535")
        }
        return (host, number)
    }

    /// The path without its final slashes.
    private static func prefix(_ path: Substring) throws(PlexConfigurationError) -> String {
        let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
        for segment in trimmed.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard !segment.isEmpty, segment != ".", segment != "..", segment.utf8.allSatisfy(PathSegment.isUnreserved)
            else {
                throw .invalidURL(reason: "its path holds more than names of letters, digits, '-', '.', '_' and '~'")
            }
        }
        return trimmed
    }

    /// Where the separator starts, or nil where there is none.
    private static func position(of separator: String, in text: String) -> String.Index? {
        text.indices.first { text[$0...].hasPrefix(separator) }
    }
}

extension PlexServerAddress: CustomStringConvertible {
    /// The url.
    public var description: String { self.url }
}
