// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Systemd

/// A pipe that stands in for standard error.
final class StandInStandardError {
    let writeEnd: FileDescriptor
    private var readEnd: FileDescriptor?
    private var unread: [UInt8] = []

    init() throws {
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe(&numbers) == 0, let readEnd = FileDescriptor(owning: numbers[0]),
            let writeEnd = FileDescriptor(owning: numbers[1])
        else { throw TestSupportError(call: "pipe") }
        self.readEnd = readEnd
        self.writeEnd = writeEnd
    }

    /// A sink that writes to it.
    var sink: StandardErrorSink {
        StandardErrorSink(environment: [:], descriptor: self.writeEnd.number)
    }

    /// Fills it, so that the next write would have to wait.
    func fill() {
        let stream = StandardErrorStream(descriptor: self.writeEnd.number)
        let block = String(repeating: "x", count: 4095) + "\n"
        while stream.write(block) {}
        while stream.write("x") {}
    }

    /// Closes the end that is read.
    func closeReadEnd() {
        self.readEnd = nil
    }

    /// The next line, without its end. It waits ten seconds at most.
    func line() throws -> String {
        while true {
            if let end = self.unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { self.unread.removeFirst(end + 1) }
                return String(decoding: self.unread[..<end], as: UTF8.self)
            }
            guard let readEnd = self.readEnd,
                FileDescriptor.wait(for: [(readEnd.number, POLLIN)], upTo: .seconds(10))
            else { throw TestSupportError("no line within ten seconds") }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(readEnd.number, &buffer, buffer.count)
            guard count > 0 else { throw TestSupportError(call: "read") }
            self.unread.append(contentsOf: buffer[..<count])
        }
    }

    /// Whether something is there to be read.
    var hasText: Bool {
        guard let readEnd = self.readEnd else { return false }
        return !self.unread.isEmpty || FileDescriptor.wait(for: [(readEnd.number, POLLIN)], upTo: .zero)
    }
}
