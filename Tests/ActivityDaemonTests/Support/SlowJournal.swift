// SPDX-License-Identifier: Apache-2.0
import Glibc

@testable import Systemd

/// A socket that stands in for journald's and is read one entry at a time.
final class SlowJournal {
    private let descriptor: FileDescriptor

    /// Binds the socket.
    init(_ path: String) throws {
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard let descriptor = FileDescriptor(owning: number), let address = UnixSocketAddress(path),
            unsafe address.withSocketAddress({ unsafe bind(number, $0, $1) }) == 0
        else { throw SystemCallError(call: "bind", number: errno) }
        self.descriptor = descriptor
    }

    /// The fields of the next entry whose values have no line break; nil without an entry within ten seconds.
    func next() -> [String: String]? {
        guard FileDescriptor.wait(for: [(self.descriptor.number, POLLIN)], upTo: .seconds(10)) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(self.descriptor.number, &bytes, bytes.count, 0)
        guard count >= 0 else { return nil }
        let fields = bytes[..<count].split(separator: UInt8(ascii: "\n")).compactMap { line in
            line.firstIndex(of: UInt8(ascii: "=")).map { place in
                (String(decoding: line[..<place], as: UTF8.self), String(decoding: line[(place + 1)...], as: UTF8.self))
            }
        }
        return Dictionary(fields) { first, _ in first }
    }
}
