// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// The connection to journald: its native protocol over `/run/systemd/journal/socket`. It never waits.
///
/// Why not sd_journal_sendv(3): it sends on a hidden socket of its own, and waits there forever while journald is
/// stopped. No check beforehand prevents that. A sender waits for its own buffer as well as for the receiver's queue,
/// and poll(2) on another socket reports only the queue. (Measured: with four unread datagrams of 60,000 bytes, their
/// sender must wait while a new socket is still "writable".) It also returns 0 when the socket is missing, which hides
/// the loss. The protocol is documented and stable (https://systemd.io/JOURNAL_NATIVE_PROTOCOL). With `MSG_DONTWAIT`,
/// one call either sends or reports that it cannot.
struct JournalSocket {
    /// The path of the socket on every system with systemd.
    static let standardPath = "/run/systemd/journal/socket"

    private let path: String
    private var connection: UnixDatagramSocket?

    /// A connection that is opened at the first entry.
    init(path: String = Self.standardPath) {
        self.path = path
    }

    /// The connected socket, for a wait with poll(2).
    var descriptor: FileDescriptor? { self.connection?.descriptor }

    /// Sends an entry in the native protocol.
    mutating func send(_ bytes: [UInt8]) -> DatagramOutcome {
        let wasConnected = self.connection != nil
        let outcome = self.sendOnce(bytes)
        guard case .failed = outcome, wasConnected else { return outcome }
        // The receiver of the old connection has gone; a new one may listen at the same path.
        return self.sendOnce(bytes)
    }

    private mutating func sendOnce(_ bytes: [UInt8]) -> DatagramOutcome {
        let connection: UnixDatagramSocket
        do throws(SystemCallError) {
            connection = try self.connect()
        } catch {
            return .failed(error.number)
        }
        self.connection = connection
        var outcome = connection.send(bytes)
        // The entry is too large for a datagram, or for the kernel's free memory: a sealed memory file carries any
        // size.
        if outcome == .failed(EMSGSIZE) || outcome == .failed(ENOBUFS) {
            outcome = Self.sendAsFile(bytes, through: connection)
        }
        if case .failed = outcome { self.connection = nil }
        return outcome
    }

    private func connect() throws(SystemCallError) -> UnixDatagramSocket {
        if let connection = self.connection { return connection }
        guard let address = UnixSocketAddress(self.path) else {
            throw SystemCallError(call: "connect", number: ENAMETOOLONG)
        }
        return try UnixDatagramSocket(connectedTo: address)
    }

    private static func sendAsFile(_ bytes: [UInt8], through connection: UnixDatagramSocket) -> DatagramOutcome {
        guard let file = FileDescriptor(owning: unsafe csystemd_memory_file("journal-entry")) else {
            return .failed(errno)
        }
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(file.number, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return .failed(errno) }
            start += written
        }
        // journald refuses a memory file that can still change.
        guard csystemd_seal(file.number) == 0 else { return .failed(errno) }
        return connection.send(descriptor: file)
    }
}
