// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

/// A port of the loopback interface at which nobody listens, and at which nobody else can begin to while it is held.
enum ClosedPort {
    /// Holds one while the body runs.
    static func hold(_ body: (Int) async throws -> Void) async throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Port 0 takes a free one.
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        try #require(result == 0)
        try await body(Int(UInt16(bigEndian: address.sin_port)))
    }
}
