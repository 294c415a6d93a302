// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// A file that is replaced as a whole: a reader sees the old content or the new content, never a part.
package struct AtomicFile: Sendable {
    /// How many programs replace the file.
    package enum Writers: Hashable, Sendable {
        /// One program. The unfinished file has a fixed name, so that a crash leaves at most one behind.
        case one
        /// Several programs. Each unfinished file has a name of its own, so that two programs never write into one file.
        case several
    }

    /// The path of the file.
    package let path: String
    /// The mode of the file, whatever the umask.
    private let mode: mode_t
    /// Whether a replacement is on disk when it returns: the file and its directory are synced.
    private let isSynced: Bool
    /// How many programs replace the file.
    private let writers: Writers

    /// A file that need not exist yet.
    package init(path: String, mode: mode_t, isSynced: Bool, writers: Writers = .one) {
        self.path = path
        self.mode = mode
        self.isSynced = isSynced
        self.writers = writers
    }

    /// The directory, empty for the root and `.` for a path without a slash.
    private var directory: String {
        self.path.lastIndex(of: "/").map { String(self.path[..<$0]) } ?? "."
    }

    /// The name in the directory.
    private var name: String {
        self.path.lastIndex(of: "/").map { String(self.path[self.path.index(after: $0)...]) } ?? self.path
    }

    /// Replaces the content. After an error, the old content is still there and nothing is left beside it.
    package func replace(with bytes: [UInt8]) throws(FileError) {
        let (descriptor, temporary) = try self.openUnfinished()
        do throws(FileError) {
            defer { close(descriptor) }
            guard fchmod(descriptor, self.mode) == 0 else { throw .last("fchmod", path: self.path) }
            try self.write(bytes, to: descriptor)
            if self.isSynced, fsync(descriptor) != 0 { throw .last("fsync", path: self.path) }
            guard unsafe rename(temporary, self.path) == 0 else { throw .last("rename", path: self.path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        if self.isSynced { try self.syncDirectory() }
    }

    /// The content; nil where there is no file.
    ///
    /// - Throws: Also EFBIG for a file of more than `limit` bytes.
    package func read(limit: Int) throws(FileError) -> [UInt8]? {
        // A pipe of that name must not make the caller wait, and a link must not lead elsewhere.
        let descriptor = unsafe open(self.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .last("open", path: self.path) }
            return nil
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last("read", path: self.path) }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else { throw FileError(call: "read", path: self.path, number: EFBIG) }
            bytes += buffer[..<count]
        }
    }

    /// When the content was last said to hold: the file's modification time; nil where there is no file.
    package var changedAt: WallTime? {
        var status = stat()
        guard unsafe lstat(self.path, &status) == 0 else { return nil }
        let time = status.st_mtim
        return WallTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Renames the file to another name in its directory.
    package func move(to name: String) throws(FileError) {
        guard unsafe rename(self.path, "\(self.directory)/\(name)") == 0 else {
            throw .last("rename", path: self.path)
        }
        try self.syncDirectory()
    }

    /// Returns when the present content and the name of the file are on the disk.
    package func sync() throws(FileError) {
        let descriptor = unsafe open(self.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last("open", path: self.path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last("fsync", path: self.path) }
        try self.syncDirectory()
    }

    /// Opens the file that takes the new content until it is whole.
    private func openUnfinished() throws(FileError) -> (descriptor: Int32, path: String) {
        switch self.writers {
        case .one:
            let path = "\(self.directory)/.\(self.name).new"
            let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
            let descriptor = unsafe open(path, flags, self.mode)
            guard descriptor >= 0 else { throw .last("open", path: self.path) }
            return (descriptor, path)
        case .several:
            var template = Array("\(self.path).XXXXXX".utf8CString)
            let descriptor = unsafe mkstemp(&template)
            guard descriptor >= 0 else { throw .last("open", path: self.path) }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return (descriptor, String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last("write", path: self.path) }
            start += count
        }
    }

    private func syncDirectory() throws(FileError) {
        let path = self.directory.isEmpty ? "/" : self.directory
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last("open", path: self.path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last("fsync", path: self.path) }
    }
}
