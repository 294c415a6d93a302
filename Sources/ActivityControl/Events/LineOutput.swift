// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Standard output, line by line, which may be a pipe whose reader has had enough.
struct LineOutput {
    /// Nobody reads any more.
    struct Closed: Error {}

    /// What it is called in messages.
    private static let name = "standard output"

    /// Lines wait until there is so much text, in bytes, or until ``flush()``.
    private static let limit = 1 << 16

    private let descriptor: Int32
    private var waiting: [UInt8] = []

    /// Lines for a descriptor; `SIGPIPE` no longer ends the process.
    init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        signal(SIGPIPE, SIG_IGN)
    }

    /// What to wait for with poll(2) to learn that the reader has gone: an error or a hang-up, which need no asking.
    var hangUp: (number: Int32, events: Int32) { (self.descriptor, 0) }

    /// Whether the reader has gone.
    var isClosed: Bool { Terminal.hasHungUp(self.descriptor) }

    /// Takes a line without its line break.
    mutating func write(_ line: String) throws {
        self.waiting += Array((line + "\n").utf8)
        if self.waiting.count >= Self.limit { try self.flush() }
    }

    /// Writes what waits.
    ///
    /// - Throws: ``Closed``, or `FileFailure` for what is there and takes nothing, such as a file system without space.
    mutating func flush() throws {
        var start = 0
        while start < self.waiting.count {
            let count = unsafe self.waiting.withUnsafeBytes { buffer in
                unsafe Glibc.write(self.descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var poller = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&poller, 1, -1)
                continue
            }
            if count < 0, errno == EPIPE { throw Closed() }
            guard count > 0 else { throw FileFailure.writing(Self.name, number: errno) }
            start += count
        }
        self.waiting.removeAll(keepingCapacity: true)
    }
}
