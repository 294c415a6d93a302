// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Systemd

/// A datagram socket that stands in for journald's or the service manager's.
final class StandInSocket {
    private let descriptor: FileDescriptor

    /// Binds a socket to a path, or to an abstract name that begins with `@`.
    init(_ address: String) throws {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard let descriptor = FileDescriptor(owning: number), let address = UnixSocketAddress(address) else {
            throw TestSupportError(call: "socket")
        }
        let result = unsafe address.withSocketAddress { unsafe bind(number, $0, $1) }
        guard result == 0 else { throw TestSupportError(call: "bind") }
        self.descriptor = descriptor
    }

    /// The next datagram: its bytes, or the content of the file that it carries. It waits ten seconds at most.
    func receive() throws -> (bytes: [UInt8], file: FileDescriptor?) {
        guard FileDescriptor.wait(for: [(self.descriptor.number, POLLIN)], upTo: .seconds(10)) else {
            throw TestSupportError("no datagram within ten seconds")
        }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        // On 64-bit Linux, CMSG_SPACE(sizeof(int)) is 24 bytes and the descriptor stands behind the 16 of the header.
        var control = [UInt8](repeating: 0, count: 24)
        var controlLength = 0
        let capacity = bytes.count
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe control.withUnsafeMutableBytes { controlBuffer in
                var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: capacity)
                return unsafe withUnsafeMutablePointer(to: &vector) { pointer in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = pointer
                    unsafe message.msg_iovlen = 1
                    unsafe message.msg_control = controlBuffer.baseAddress
                    unsafe message.msg_controllen = 24
                    let count = unsafe recvmsg(self.descriptor.number, &message, Int32(MSG_CMSG_CLOEXEC))
                    controlLength = unsafe message.msg_controllen
                    return count
                }
            }
        }
        guard count >= 0 else { throw TestSupportError(call: "recvmsg") }
        guard controlLength > 0 else { return (Array(bytes[..<count]), nil) }
        let number = control[16..<20].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) }
        guard let file = FileDescriptor(owning: number) else {
            throw TestSupportError("a control message without file")
        }
        return (try Self.content(of: file), file)
    }

    /// The next datagram as text.
    func receiveText() throws -> String {
        String(decoding: try self.receive().bytes, as: UTF8.self)
    }

    /// The next datagram as a journal entry.
    func receiveEntry() throws -> JournalEntry {
        try NativeProtocolParser.entry(try self.receive().bytes)
    }

    /// The next datagrams as journal entries, without those of `fill`.
    func receiveEntries(_ count: Int) throws -> [JournalEntry] {
        var entries: [JournalEntry] = []
        while entries.count < count {
            let entry = try self.receiveEntry()
            if entry["FILLER"] == nil { entries.append(entry) }
        }
        return entries
    }

    /// Whether a datagram is waiting.
    var hasDatagram: Bool {
        FileDescriptor.wait(for: [(self.descriptor.number, POLLIN)], upTo: .zero)
    }

    /// Fills the queue of the socket at a path until a sender with an empty buffer of its own is turned away.
    static func fill(_ address: String) throws -> Int {
        var count = 0
        guard let address = UnixSocketAddress(address) else { throw TestSupportError("address") }
        while true {
            let sender = try UnixDatagramSocket(connectedTo: address)
            switch sender.send(Array("FILLER=1\n".utf8)) {
            case .sent: count += 1
            case .busy: return count
            case .failed(let number): throw TestSupportError("filling failed with error \(number)")
            }
        }
    }

    private static func content(of file: FileDescriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe pread(file.number, &buffer, buffer.count, bytes.count)
            guard count >= 0 else { throw TestSupportError(call: "pread") }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
