// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The machine's own file system.
package struct HostFileSystem: ConfigurationFileSystem {
    /// The machine's own file system.
    package init() {}

    /// The bytes of a regular file of at most `limit` bytes.
    ///
    /// Opens without waiting, so that a fifo cannot block the daemon (open(2), `O_NONBLOCK`).
    package func contents(ofFile path: String, limit: Int) -> FileContents {
        if self.isMask(path) { return .masked }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            return errno == ENOENT ? .missing : .unreadable(reason: Self.reason(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return .unreadable(reason: Self.reason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .unreadable(reason: "it is not a regular file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count == 0 { return .bytes(bytes) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .unreadable(reason: Self.reason(errno)) }
            bytes += buffer[..<count]
            if bytes.count > limit { return .tooLarge }
        }
    }

    /// The names in a directory, without `.` and `..`.
    package func contents(ofDirectory path: String) -> DirectoryContents {
        guard let directory = unsafe opendir(path) else {
            return errno == ENOENT ? .missing : .unreadable(reason: Self.reason(errno))
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let length = Int(unsafe entry.pointee.d_reclen)
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe start.withMemoryRebound(to: CChar.self, capacity: length) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return .names(names)
    }

    /// Whether the path is a symbolic link that ends at `/dev/null`, as systemd masks units and drop-ins.
    private func isMask(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return false }
        guard let target = unsafe realpath(path, nil) else { return false }
        defer { unsafe free(target) }
        return unsafe String(cString: target) == "/dev/null"
    }

    /// The system's words for an error number.
    private static func reason(_ number: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: text, as: UTF8.self)
    }
}
