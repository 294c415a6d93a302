// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Why a name has no address.
struct NameLookupFailure: Error, Hashable, Sendable {
    /// What went wrong, in words.
    var cause: String
}

/// Asks the system for the addresses of a name. The call may take as long as the system's resolver likes.
enum NameLookup {
    /// The most addresses that are kept.
    static let maximumAddresses = 8

    /// The addresses of a name, in the order of the system (RFC 6724), with the port 0.
    static func addresses(of name: String) -> Result<[SocketAddress], NameLookupFailure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &list)
        guard status == 0 else { return .failure(NameLookupFailure(cause: Self.cause(status))) }
        defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next, addresses.count < Self.maximumAddresses {
            if let address = unsafe Self.address(entry.pointee, name: name) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { return .failure(NameLookupFailure(cause: "it has no address")) }
        return .success(addresses)
    }

    /// The address of one entry; nil for a kind that no server has.
    private static func address(_ entry: addrinfo, name: String) -> SocketAddress? {
        guard let pointer = unsafe entry.ai_addr else { return nil }
        let raw = UnsafeRawPointer(pointer)
        let length = unsafe Int(entry.ai_addrlen)
        switch unsafe entry.ai_family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            return unsafe SocketAddress(raw.loadUnaligned(as: sockaddr_in.self), host: name)
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            return unsafe SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self), host: name)
        default:
            return nil
        }
    }

    /// What a status of getaddrinfo(3) means.
    private static func cause(_ status: CInt) -> String {
        switch status {
        case EAI_NONAME: "it has no address; is it spelt right?"
        case EAI_AGAIN: "the name server gives no answer; see /etc/resolv.conf"
        case EAI_FAIL: "the name server reports an error; see /etc/resolv.conf"
        case EAI_MEMORY: "there is no memory left"
        default: "the system's resolver reports the error \(status)"
        }
    }
}
