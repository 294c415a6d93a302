// SPDX-License-Identifier: Apache-2.0

internal import CSystemd
internal import Glibc

/// The address of a local socket, unix(7): a path, or `@` and a name in the abstract namespace.
struct UnixSocketAddress: Sendable {
    private let address: sockaddr_un
    private let length: socklen_t

    /// An address; nil for an empty text, for more than 107 bytes, and for a text with a NUL.
    init?(_ text: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(text.utf8)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < capacity, !bytes.contains(0) else { return nil }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            unsafe path.copyBytes(from: bytes)
        }
        let start = MemoryLayout<sockaddr_un>.size - capacity
        self.address = address
        // The length of a path includes its NUL; an abstract name has none.
        self.length = socklen_t(start + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Calls a socket function with the address.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: self.address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, self.length) }
        }
    }
}

/// The result of a send that does not wait.
enum DatagramOutcome: Equatable, Sendable {
    /// The receiver's queue has the datagram.
    case sent
    /// The queue is full.
    case busy
    /// The system call failed with this errno.
    case failed(Int32)
}

/// A local datagram socket that is connected to a receiver and never waits for it.
///
/// For a connected socket, poll(2) reports room in the *receiver's* queue; for an unconnected socket, only in its own
/// buffer.
struct UnixDatagramSocket: Sendable {
    /// The socket.
    let descriptor: FileDescriptor

    /// Connects to the receiver; throws without a receiver.
    init(connectedTo address: UnixSocketAddress) throws(SystemCallError) {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard let descriptor = FileDescriptor(owning: number) else { throw SystemCallError(call: "socket") }
        let result = unsafe address.withSocketAddress { unsafe connect(descriptor.number, $0, $1) }
        guard result == 0 else { throw SystemCallError(call: "connect") }
        self.descriptor = descriptor
    }

    /// Sends the bytes as one datagram.
    func send(_ bytes: [UInt8]) -> DatagramOutcome {
        Self.outcome {
            unsafe Glibc.send(self.descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }

    /// Sends a datagram with a descriptor and without bytes.
    func send(descriptor: FileDescriptor) -> DatagramOutcome {
        Self.outcome { Int(csystemd_send_descriptor(self.descriptor.number, descriptor.number)) }
    }

    private static func outcome(of call: () -> Int) -> DatagramOutcome {
        while true {
            if call() >= 0 { return .sent }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .busy
            case let number: return .failed(number)
            }
        }
    }
}
