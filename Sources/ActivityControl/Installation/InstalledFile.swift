// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials
private import Glibc
private import ServiceFiles

/// Writes a file of the installation as a whole.
enum InstalledFile {
    /// The mode of a file that everybody may read; the service runs as a user of its own.
    static let publicMode: UInt32 = 0o644
    /// The mode of a file for root alone: systemd reads a token as root and hands it to the service.
    static let secretMode: UInt32 = 0o600

    /// Replaces a file, whatever the umask. It belongs to the user who runs the tool: to root.
    ///
    /// A directory that is missing is made, and everybody may enter it.
    ///
    /// - Throws: ``FileFailure`` with the path and the reason; the old file is still there then.
    static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(FileFailure) {
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try Self.makeDirectory(directory)
        do throws(FileError) {
            try AtomicFile(path: path, mode: mode, isSynced: true, writers: .several).replace(with: bytes)
        } catch {
            throw .writing(path, number: error.number)
        }
    }

    /// The text of a file; nil where there is none.
    ///
    /// - Throws: ``FileFailure`` for a file that cannot be read, or of more than 1 MiB.
    static func text(of path: String) throws(FileFailure) -> String? {
        do throws(FileError) {
            let file = AtomicFile(path: path, mode: 0, isSynced: false)
            return try file.read(limit: 1 << 20).map { String(decoding: $0, as: UTF8.self) }
        } catch {
            if error.number == ENOTDIR { return nil }
            throw .reading(path, number: error.number)
        }
    }

    /// Removes a file; nothing happens where there is none.
    static func remove(_ path: String) throws(FileFailure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .writing(path, number: errno) }
    }

    /// Whether there is a file, readable or not.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes a directory and those above it, which everybody may enter.
    private static func makeDirectory(_ path: String) throws(FileFailure) {
        guard !path.isEmpty, !Self.exists(path) else { return }
        try Self.makeDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .writing(path, number: errno) }
        // The umask may have taken permissions away.
        guard unsafe chmod(path, 0o755) == 0 else { throw .writing(path, number: errno) }
    }
}
