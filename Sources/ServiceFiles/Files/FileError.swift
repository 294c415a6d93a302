// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// A failed system call on a file.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, such as `fsync`.
    package var call: String
    /// The path of the file or directory.
    package var path: String
    /// The errno.
    package var number: Int32

    /// The failure of a call on a path.
    package init(call: String, path: String, number: Int32) {
        self.call = call
        self.path = path
        self.number = number
    }

    /// The failure that `errno` describes now.
    package static func last(_ call: String, path: String) -> FileError {
        FileError(call: call, path: path, number: errno)
    }

    /// Whether the process or the system has run out of descriptors or memory: the error says nothing about the file.
    package var isOfProcess: Bool { [EMFILE, ENFILE, ENOMEM].contains(self.number) }

    /// The path, the call and the errno in words.
    package var description: String { "\(self.path): \(self.call): \(Self.text(of: self.number))" }

    /// The words for an errno: our own for the errors of disks and mounts, the system's for all others.
    package static func text(of number: Int32) -> String {
        switch number {
        case ENOSPC: "no space left on the device"
        case EDQUOT: "the disk quota is used up"
        case EROFS: "the file system is read-only"
        case EACCES, EPERM: "permission denied"
        case ENOENT: "no such file or directory"
        case EIO: "input/output error"
        case EMFILE: "this process has too many files open"
        case ENFILE: "the system has too many files open"
        default: Self.systemText(of: number)
        }
    }

    /// The words of strerror_r(3), for example `Is a directory`.
    private static func systemText(of number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
