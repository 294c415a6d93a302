// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import NIOPosix

/// A connection to a port of this machine that sends and reads bytes as they are. Its calls wait.
final class RawClient {
    private let descriptor: Int32

    /// Connects; a call that takes longer than ten seconds fails.
    init(port: Int) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(
            self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw IOError(errnoCode: errno, reason: "connect") }
    }

    deinit { close(self.descriptor) }

    /// Sends a text; a closed connection is not an error.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until the server closes, or until the text ends with this.
    ///
    /// - Returns: nil if nothing came for ten seconds.
    func read(until end: String? = nil) -> String? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe recv(self.descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { return nil }
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer.prefix(count)
            if let end, String(decoding: text, as: UTF8.self).contains(end) {
                return String(decoding: text, as: UTF8.self)
            }
        }
    }

    /// The answer to one request that closes its connection.
    static func get(
        _ target: String, method: String = "GET", host: String = "localhost", port: Int
    ) async throws -> String {
        try await Self.exchange(
            "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n", port: port)
    }

    /// What the server sends for these bytes until it closes.
    static func exchange(_ text: String, port: Int) async throws -> String {
        try await Self.waiting {
            let client = try RawClient(port: port)
            client.send(text)
            return client.read() ?? "(nothing came)"
        }
    }

    /// Runs something that waits, on a thread that may.
    static func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(body)
    }
}
