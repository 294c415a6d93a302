// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A directory that goes away with the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/systemd-tests.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw TestSupportError(call: "mkdtemp") }
        self.path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(self.path)/\(name)" }

    /// Writes a file.
    func write(_ bytes: [UInt8], to name: String) throws {
        let number = unsafe open(self.file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw TestSupportError(call: "open") }
        defer { close(number) }
        guard unsafe Glibc.write(number, bytes, bytes.count) == bytes.count else {
            throw TestSupportError(call: "write")
        }
    }

    deinit {
        if let directory = unsafe opendir(self.path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                if name != ".", name != ".." { unsafe remove(self.file(name)) }
            }
            unsafe closedir(directory)
        }
        unsafe rmdir(self.path)
    }
}

/// A failed system call of the test itself, or a wait without a result.
struct TestSupportError: Error, CustomStringConvertible {
    let description: String

    init(call: String) {
        self.description = "\(call): error \(errno)"
    }

    init(_ description: String) {
        self.description = description
    }
}
