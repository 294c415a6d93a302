// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// The way to journald: its native protocol over `/run/systemd/journal/socket`, without ever waiting.
///
/// Why not sd_journal_sendv(3): it sends on a socket of its own, which nobody else can have, and waits there for ever
/// when journald is stopped. No check beforehand can rule that out: a sender is held up by its own buffer as well as by
/// the receiver's queue, and poll(2) on another socket knows only the queue (measured: with four datagrams of 60,000
/// bytes unread, their sender must wait while a fresh socket is still "writable"). It also returns 0 when the socket is
/// missing, so that nobody learns of the loss. The protocol is documented and stable
/// (https://systemd.io/JOURNAL_NATIVE_PROTOCOL); with `MSG_DONTWAIT` the one call sends or says that it cannot.
struct JournalSocket {
    /// The socket's place on every system with systemd.
    static let standardPath = "/run/systemd/journal/socket"

    private let path: String
    private var connection: UnixDatagramSocket?

    /// Nothing is opened before the first entry.
    init(path: String = Self.standardPath) {
        self.path = path
    }

    /// The connected socket, to wait for room with poll(2).
    var descriptor: FileDescriptor? { self.connection?.descriptor }

    /// Sends an entry, given as native protocol.
    mutating func send(_ bytes: [UInt8]) -> DatagramOutcome {
        let wasConnected = self.connection != nil
        let outcome = self.sendOnce(bytes)
        guard case .failed = outcome, wasConnected else { return outcome }
        // The receiver of the old connection has gone; there may be another one at the same path.
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
        // Too large for a datagram, or for the memory that the kernel has left: a sealed memory file carries any size.
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
        // journald refuses a memory file that could still change.
        guard csystemd_seal(file.number) == 0 else { return .failed(errno) }
        return connection.send(descriptor: file)
    }
}
