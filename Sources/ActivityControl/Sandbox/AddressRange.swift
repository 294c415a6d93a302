// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// A range of addresses as `IPAddressAllow=` of systemd.resource-control(5) has it.
struct AddressRange: Hashable, Sendable {
    /// The bytes of an address in the range: 4 for IPv4, 16 for IPv6.
    private let bytes: [UInt8]
    /// How many of the first bits all addresses in the range share.
    private let length: Int

    /// The ranges that a word of the directive means; none for a word that it does not have.
    static func all(in word: Substring) -> [AddressRange] {
        switch word {
        case "any": ["0.0.0.0/0", "::/0"].compactMap { AddressRange($0) }
        case "localhost": ["127.0.0.0/8", "::1/128"].compactMap { AddressRange($0) }
        case "link-local": ["169.254.0.0/16", "fe80::/64"].compactMap { AddressRange($0) }
        case "multicast": ["224.0.0.0/4", "ff00::/8"].compactMap { AddressRange($0) }
        default: [AddressRange(word)].compactMap(\.self)
        }
    }

    /// An address, or a range such as `192.168.1.0/24`; nil for any other text.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let bytes = Self.bytes(of: String(parts[0])) else { return nil }
        let whole = bytes.count * 8
        let length = parts.count == 2 ? Int(parts[1]) : whole
        guard let length, (0...whole).contains(length) else { return nil }
        self.bytes = bytes
        self.length = length
    }

    /// Whether an address lies in the range.
    func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == self.bytes.count else { return false }
        for bit in 0..<self.length {
            let mask: UInt8 = 0x80 >> UInt8(bit % 8)
            guard (self.bytes[bit / 8] ^ other[bit / 8]) & mask == 0 else { return false }
        }
        return true
    }

    /// The bytes of an address in the notation of inet_pton(3); nil for any other text.
    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return unsafe inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }
}
