// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Standard output, line by line. The reader of a pipe may go away at any time.
struct LineOutput {
    /// The reader of the pipe has gone.
    struct Closed: Error {}

    /// The name in messages.
    private static let name = "standard output"

    /// The size at which waiting lines are written, in bytes.
    private static let limit = 1 << 16

    private let descriptor: Int32
    private var waiting: [UInt8] = []

    /// An output for a descriptor. From now on, `SIGPIPE` does not end the process.
    init(descriptor: Int32 = STDOUT_FILENO) {
        self.descriptor = descriptor
        signal(SIGPIPE, SIG_IGN)
    }

    /// The descriptor for poll(2) that reports the reader's end. poll(2) always reports errors and hang-ups, so no
    /// event is asked for.
    var hangUp: (number: Int32, events: Int32) { (self.descriptor, 0) }

    /// Whether the reader has gone.
    var isClosed: Bool { Terminal.hasHungUp(self.descriptor) }

    /// Writes these bytes to standard output. A reader that has gone is not an error.
    ///
    /// - Throws: `FileFailure` where the output takes no data, such as a full file system.
    static func writeWhole(_ bytes: [UInt8]) throws {
        var output = LineOutput()
        output.waiting = bytes
        do { try output.flush() } catch is Closed {}
    }

    /// Adds a line; the text has no line break.
    mutating func write(_ line: String) throws {
        self.waiting += Array((line + "\n").utf8)
        if self.waiting.count >= Self.limit { try self.flush() }
    }

    /// Writes the waiting lines.
    ///
    /// - Throws: ``Closed``, or `FileFailure` where the output takes no data, such as a full file system.
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
