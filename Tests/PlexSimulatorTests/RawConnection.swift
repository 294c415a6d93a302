// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A TCP connection on which a test writes and reads bytes itself, so that it sees what no HTTP client would show.
///
/// Its blocking calls run on threads of their own, see ``BlockingThread``.
final class RawConnection: Sendable {
    /// How reading came to its end.
    enum Ending: Hashable, Sendable {
        /// The awaited bytes have arrived.
        case satisfied
        /// The server closed the connection in order (FIN).
        case closed
        /// The server reset the connection (RST).
        case reset
        /// Nothing came for the time that the caller waits.
        case silent
        /// Another error of the socket.
        case failed(Int32)
    }

    /// No connection could be made, for this reason of connect(2).
    struct ConnectionError: Error, Hashable {
        var code: Int32
    }

    /// The socket.
    private let socket: Int32

    /// Connects to a port of the loopback interface.
    ///
    /// - Throws: ``ConnectionError``
    init(port: Int) throws(ConnectionError) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw ConnectionError(code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let code = errno
        guard result == 0 else {
            close(socket)
            throw ConnectionError(code: code)
        }
        self.socket = socket
    }

    deinit {
        close(self.socket)
    }

    /// Sends a text.
    func send(_ text: String) {
        self.send(bytes: Array(text.utf8))
    }

    /// Sends bytes.
    func send(bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(self.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Sends a request without a body.
    func request(_ line: String, headers: [String] = []) {
        self.send(([line + " HTTP/1.1", "Host: test"] + headers).joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Reads until the text so far satisfies a condition, the connection ends, or nothing comes for the given seconds.
    func read(
        silence seconds: Int = 20,
        until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async -> (text: String, ending: Ending) {
        let (bytes, ending) = await self.readBytes(silence: seconds) { isEnough(String(decoding: $0, as: UTF8.self)) }
        return (String(decoding: bytes, as: UTF8.self), ending)
    }

    /// Reads until the bytes so far satisfy a condition, the connection ends, or nothing comes for the given seconds.
    func readBytes(
        silence seconds: Int = 20,
        until isEnough: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> (bytes: [UInt8], ending: Ending) {
        await BlockingThread.run { self.block(seconds, isEnough) }
    }

    /// Reads in the calling thread.
    private func block(_ seconds: Int, _ isEnough: ([UInt8]) -> Bool) -> (bytes: [UInt8], ending: Ending) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(self.socket, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if isEnough(received) { return (received, .satisfied) }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(self.socket, $0.baseAddress, $0.count, 0) }
            let code = errno
            switch count {
            case 0: return (received, .closed)
            case 1...: received += buffer.prefix(count)
            default:
                switch code {
                case ECONNRESET: return (received, .reset)
                case EAGAIN: return (received, .silent)
                case EINTR: continue
                default: return (received, .failed(code))
                }
            }
        }
    }
}

/// A whole answer.
struct RawAnswer: Hashable {
    /// The status line and headers.
    var head: String
    /// The body.
    var body: String
    /// How the connection ended.
    var ending: RawConnection.Ending

    /// Asks on a connection of its own, which the server closes after the answer.
    ///
    /// - Throws: ``RawConnection/ConnectionError``
    static func of(_ line: String, port: Int, headers: [String] = []) async throws -> RawAnswer {
        let connection = try RawConnection(port: port)
        connection.request(line, headers: headers + ["Connection: close"])
        let (text, ending) = await connection.read()
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        return RawAnswer(
            head: parts.first.map { String($0) } ?? "", body: parts.count > 1 ? String(parts[1]) : "", ending: ending)
    }

    /// The status of the first line.
    var status: Int? { self.head.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    /// The value of a header.
    func header(_ name: String) -> String? {
        self.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}
