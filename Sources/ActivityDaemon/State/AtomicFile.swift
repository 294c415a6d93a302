// SPDX-License-Identifier: Apache-2.0
import Glibc
private import Systemd

/// A failed call on a file.
struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, such as `fsync`.
    let call: String
    /// What it was called on.
    let path: String
    /// The errno.
    let number: Int32

    /// The call, the path and the errno in words.
    var description: String { "\(self.path): \(self.call): \(Self.text(of: self.number))" }

    /// The errors that a disk and its mount make, in words of ours; any other in the system's.
    static func text(of number: Int32) -> String {
        switch number {
        case ENOSPC: "no space left on the device"
        case EDQUOT: "the disk quota is used up"
        case EROFS: "the file system is read-only"
        case EACCES, EPERM: "permission denied"
        case ENOENT: "no such file or directory"
        case EIO: "input/output error"
        default: ErrorNumber.text(number)
        }
    }
}

/// A file that is replaced as a whole: who reads it sees the old content or the new, never a part.
struct AtomicFile: Sendable {
    /// The directory, without a slash at its end.
    let directory: String
    /// The name in it.
    let name: String
    /// The mode of the file, whatever the umask.
    let mode: mode_t
    /// Whether a replacement is on disk when it returns: the file and its directory are synced.
    let isSynced: Bool

    /// The file's path.
    var path: String { "\(self.directory)/\(self.name)" }

    /// Replaces the content.
    func replace(with bytes: [UInt8]) throws(FileError) {
        let temporary = "\(self.directory)/.\(self.name).new"
        do throws(FileError) {
            try self.write(bytes, to: temporary)
            guard unsafe rename(temporary, self.path) == 0 else { throw self.error("rename") }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        if self.isSynced { try self.syncDirectory() }
    }

    /// The content, or nil where there is no file.
    func read(limit: Int) throws(FileError) -> [UInt8]? {
        let descriptor = unsafe open(self.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw self.error("open") }
            return nil
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw self.error("read") }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else { throw FileError(call: "read", path: self.path, number: EFBIG) }
            bytes += buffer[..<count]
        }
    }

    /// Renames the file to another name in its directory.
    func move(to name: String) throws(FileError) {
        guard unsafe rename(self.path, "\(self.directory)/\(name)") == 0 else { throw self.error("rename") }
        try self.syncDirectory()
    }

    private func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(path, flags, self.mode)
        guard descriptor >= 0 else { throw self.error("open") }
        defer { close(descriptor) }
        guard fchmod(descriptor, self.mode) == 0 else { throw self.error("fchmod") }
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw self.error("write") }
            start += count
        }
        if self.isSynced, fsync(descriptor) != 0 { throw self.error("fsync") }
    }

    private func syncDirectory() throws(FileError) {
        let descriptor = unsafe open(self.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw self.error("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw self.error("fsync") }
    }

    /// The error that errno holds now.
    private func error(_ call: String) -> FileError {
        FileError(call: call, path: self.path, number: errno)
    }
}
