// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The checked url of a server: http or https, a host, and perhaps a port and a path. It has no part that could carry a
/// token or password into places that show urls.
struct ServerURL {
    /// What is wrong with a url.
    struct Fault: Error {
        /// What to write instead.
        var message: String
        /// Whether the url must not be shown.
        var mayHoldSecret = false
    }

    /// The url as written, without slashes at its end.
    var text: String
    /// `http` or `https`.
    var scheme: String
    /// The host in lower case, an IPv6 address without its brackets.
    var host: String

    /// The url that a text is, or what is wrong with it.
    static func parse(_ text: String) -> Result<ServerURL, Fault> {
        let mayHoldSecret = text.contains { "?#@".contains($0) } || text.lowercased().contains("token")
        func fault(_ message: String) -> Result<ServerURL, Fault> {
            .failure(Fault(message: message, mayHoldSecret: mayHoldSecret))
        }
        if let part = Self.foreignPart(of: text) {
            return fault("must end behind the port: remove \(part) from the url")
        }
        guard !text.contains(where: { "?#@".contains($0) }) else {
            return fault("must have no user, password, query or token; put the token into /etc/plex-activityd/token")
        }
        guard text.utf8.count <= 2_000, text == text.printable(limit: .max), !text.contains(" ") else {
            return fault("must be a url without blanks, such as \"http://127.0.0.1:32400\"")
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, ["http:", "https:"].contains(parts[0].lowercased()) else {
            return fault("must begin with http:// or https://, such as \"http://127.0.0.1:32400\"")
        }
        guard let host = Self.host(of: parts[2]) else {
            return fault("must name a host and perhaps a port, such as \"http://127.0.0.1:32400\"")
        }
        let path = parts.dropFirst(3)
        guard path.allSatisfy({ $0.utf8.allSatisfy(Self.isPathByte) && $0 != "." && $0 != ".." }),
            path.dropLast().allSatisfy({ !$0.isEmpty })
        else {
            return fault("must have a path of letters, digits, '-', '.', '_' and '~' alone, if it has one")
        }
        var trimmed = Substring(text)
        while trimmed.last == "/" { trimmed = trimmed.dropLast() }
        let scheme = String(parts[0].lowercased().dropLast())
        return .success(ServerURL(text: String(trimmed), scheme: scheme, host: host))
    }

    /// The paths of Plex's web app and of its API, which the daemon adds by itself.
    private static let ownPaths: Set<Substring> = [
        ":", "activities", "butler", "desktop", "hubs", "identity", "library", "media", "playlists", "status", "web",
    ]

    /// The part of a url that leads into Plex's web app or its API, as it can be shown; nil for none.
    private static func foreignPart(of text: String) -> String? {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, !parts[2].contains("@") else { return nil }
        let first = parts[3].prefix { !"/?#".contains($0) }
        let rest = parts[3].dropFirst(first.count)
        if first.isEmpty, rest.hasPrefix("#!") { return "#! and what follows it" }
        guard self.ownPaths.contains(first) else { return nil }
        return rest.allSatisfy { $0 == "/" } ? "/\(first)" : "/\(first) and what follows it"
    }

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`; nil for any other text.
    private static func host(of authority: Substring) -> String? {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[..<end].dropFirst()
            let rest = authority[end...].dropFirst()
            guard rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":"), host.utf8.count <= 45, host.utf8.allSatisfy(Self.isAddressByte) else {
                return nil
            }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[colon...].dropFirst()
            }
            guard !host.isEmpty, host.utf8.count <= 253, host.utf8.first != UInt8(ascii: "."),
                host.utf8.allSatisfy({ TOMLScanner.isBareKeyByte($0) || $0 == UInt8(ascii: ".") })
            else { return nil }
        }
        if let port {
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
                (1...65_535).contains(number)
            else { return nil }
        }
        return host.lowercased()
    }

    /// Whether a byte may stand in an IPv6 address.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Whether a byte may stand in a path.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        TOMLScanner.isBareKeyByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
    }
}
