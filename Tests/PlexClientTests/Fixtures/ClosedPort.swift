// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import Testing

/// A port of the loopback interface at which nothing listens, and at which nothing else can begin to while it is held.
enum ClosedPort {
    /// Holds one while the body runs.
    static func hold(_ body: (Int) async throws -> Void) async throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        // Port 0 takes a free one.
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let result = unsafe address.withSockAddr { unsafe bind(descriptor, $0, socklen_t($1)) }
        try #require(result == 0)
        // The family, and then the port in the order of the network (ip(7)).
        var name = [UInt8](repeating: 0, count: 128)
        var length = socklen_t(name.count)
        let status = unsafe name.withUnsafeMutableBytes { bytes in
            unsafe getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
        }
        try #require(status == 0)
        try await body(Int(name[2]) << 8 | Int(name[3]))
    }
}
