// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials
private import Glibc
import MonitorConfiguration
import PlexClient

/// The addresses that the service must be able to talk to for one server.
struct NeededAddresses: Hashable, Sendable {
    /// The host: a name or an address.
    let host: String
    /// The addresses of the server; none where the name has none now.
    let addresses: [String]
    /// The name servers of a host with a name, as far as they are on other machines.
    let nameServers: [String]

    /// The addresses of a server; nil for a url that cannot be used.
    init?(_ server: ServerConfiguration, resolverFile: String = "/etc/resolv.conf") {
        guard let host = server.connectTo ?? (try? PlexServerAddress(server.url).host) else { return nil }
        self.host = host
        self.addresses = Self.resolve(host)
        let isAddress = AddressRange(host) != nil
        let text = FileManager.default.contents(atPath: resolverFile).map { String(decoding: $0, as: UTF8.self) }
        self.nameServers = isAddress ? [] : Self.nameServers(in: text ?? "")
    }

    /// All addresses.
    var all: [String] { self.addresses + self.nameServers }

    /// The name servers on other machines in a resolv.conf(5).
    static func nameServers(in text: String) -> [String] {
        let found = text.split(whereSeparator: \.isNewline).compactMap { line -> String? in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            return String(words[1])
        }
        let local = AddressRange.all(in: "localhost")
        return found.filter { address in !local.contains { $0.contains(address) } && AddressRange(address) != nil }
    }

    /// The addresses of a host: getaddrinfo(3).
    private static func resolve(_ host: String) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { unsafe freeaddrinfo(list) }
        var found: [String] = []
        var entry = unsafe list
        while let current = unsafe entry {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let info = unsafe current.pointee
            let code = unsafe getnameinfo(
                info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if code == 0 {
                let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let address = String(decoding: bytes.prefix { $0 != UInt8(ascii: "%") }, as: UTF8.self)
                if !found.contains(address) { found.append(address) }
            }
            unsafe entry = info.ai_next
        }
        return found
    }
}
