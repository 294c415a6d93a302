// SPDX-License-Identifier: Apache-2.0
import Glibc
import ServiceFiles

/// The file of a recording, and those before it: `FILE`, `FILE.1` and so on, the oldest with the highest number.
struct RecordingFile {
    /// The path of the newest file.
    let path: String
    /// How many bytes a file may have before the next one is begun.
    let limit: Int
    /// How many files are kept, the newest included.
    let count: Int

    private var descriptor: Int32 = -1
    /// How long the file is.
    private(set) var size = 0
    /// Where its last line begins.
    private var lastLine = 0

    /// A file that is not open yet.
    init(path: String, limit: Int, count: Int) {
        self.path = path
        self.limit = limit
        self.count = count
    }

    /// Whether the next segment belongs into another file.
    var isFull: Bool { self.size >= self.limit }

    /// Opens the file to go on behind what it holds, or begins it.
    mutating func open() throws(FileError) {
        // It names media and what people do with them: for the service alone.
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        self.descriptor = unsafe Glibc.open(self.path, flags, 0o600)
        guard self.descriptor >= 0 else { throw self.error("open") }
        var status = stat()
        guard unsafe fstat(self.descriptor, &status) == 0 else { throw self.error("fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(call: "open", path: self.path, number: EINVAL) }
        guard fchmod(self.descriptor, 0o600) == 0 else { throw self.error("fchmod") }
        self.size = Int(status.st_size)
        self.lastLine = self.size
        // A daemon that was killed may have left half a line.
        var byte: UInt8 = 0
        if self.size > 0, unsafe pread(self.descriptor, &byte, 1, status.st_size - 1) == 1, byte != UInt8(ascii: "\n") {
            try self.append("")
        }
    }

    /// Gives every file the next number, the oldest up, and begins a new one.
    mutating func rotate() throws(FileError) {
        self.close()
        for number in stride(from: self.count - 1, through: 1, by: -1) {
            let from = number == 1 ? self.path : "\(self.path).\(number - 1)"
            guard unsafe rename(from, "\(self.path).\(number)") == 0 || errno == ENOENT else {
                throw self.error("rename")
            }
        }
        if self.count == 1 { unsafe unlink(self.path) }
        try self.open()
    }

    /// Adds a line. One that cannot be written whole is taken back.
    mutating func append(_ line: String) throws(FileError) {
        let bytes = Array((line + "\n").utf8)
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(self.descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = self.error("write")
                ftruncate(self.descriptor, off_t(self.size))
                throw error
            }
            start += count
        }
        self.lastLine = self.size
        self.size += bytes.count
    }

    /// Adds the last line of all; where there is no room left, in place of the line before.
    mutating func end(with line: String) {
        do throws(FileError) {
            try self.append(line)
        } catch {
            ftruncate(self.descriptor, off_t(self.lastLine))
            self.size = self.lastLine
            try? self.append(line)
        }
        self.close()
    }

    /// Closes the file.
    mutating func close() {
        if self.descriptor >= 0 { Glibc.close(self.descriptor) }
        self.descriptor = -1
    }

    private func error(_ call: String) -> FileError {
        FileError(call: call, path: self.path, number: errno)
    }
}
