// SPDX-License-Identifier: Apache-2.0
private import Glibc
import ServiceFiles

/// The lock that keeps two daemons with one state directory apart: two would stop everything twice.
///
/// The kernel lifts it with the end of the process, however that ends: flock(2).
struct StateLock: Hashable, Sendable {
    /// Why the lock is not held.
    enum Failure: Error, Hashable, Sendable {
        /// Another process holds it.
        case taken(path: String, pid: String?)
        /// The file cannot be opened or locked.
        case unavailable(FileError)
    }

    private static let name = "lock"
    /// A process number and a line break.
    private static let limit = 16

    private let descriptor: Int32

    /// Locks a directory for this process.
    init(directory: String) throws(Failure) {
        try self.init(
            path: "\(directory)/\(Self.name)", flags: O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        // The number helps people to find the process; the lock holds without it.
        let bytes = Array("\(getpid())\n".utf8)
        _ = ftruncate(self.descriptor, 0)
        _ = unsafe pwrite(self.descriptor, bytes, bytes.count, 0)
    }

    /// Locks the directory of another daemon's state, where there is one, without writing anything.
    init(foreignDirectory directory: String) throws(Failure) {
        try self.init(path: "\(directory)/\(Self.name)", flags: O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    }

    private init(path: String, flags: Int32) throws(Failure) {
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw .unavailable(.last("open", path: path)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = FileError.last("flock", path: path)
            let pid = Self.pid(in: descriptor)
            close(descriptor)
            throw error.number == EWOULDBLOCK ? .taken(path: path, pid: pid) : .unavailable(error)
        }
        self.descriptor = descriptor
    }

    /// Lifts the lock before the process ends.
    func release() {
        close(self.descriptor)
    }

    /// The process number in the file; nil where there is none.
    private static func pid(in descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }
}

extension StateLock.Failure {
    /// One sentence for the operator, with what to do.
    var explanation: String {
        switch self {
        case .taken(let path, let pid):
            let which = pid.map { "process \($0)" } ?? "another process"
            return "another plex-activityd runs with the same state (\(which) holds \(path)): end it first, "
                + "or set STATE_DIRECTORY to another directory"
        case .unavailable(let error):
            return "a second plex-activityd with the same state would not be noticed: \(error); "
                + "give the service its state directory back"
        }
    }
}
