// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// Checks whether this user may read the journal files.
///
/// libsystemd silently skips files that it cannot open, so without permission the journal looks empty. journalctl reads
/// libsystemd's private list of errors; this code checks the files themselves.
enum JournalAccess {
    /// The directories of journald's files, volatile and persistent: systemd-journald.service(8).
    static let standardPlaces = ["/run/log/journal", "/var/log/journal"]

    /// Throws unless a file of the source is readable.
    static func check(_ source: JournalSource) throws(JournalReaderError) {
        switch source {
        case .local:
            // A readable journal of a user does not count: the system's journal may still be unreadable.
            try Self.check(directories: Self.standardPlaces, isRelevant: Self.isOfSystem)
        case .directory(let path):
            guard unsafe access(path, R_OK | X_OK) == 0 else {
                throw errno == EACCES ? .notPermitted(path: path) : .cannotOpen(path: path, errno: errno)
            }
            // If the directory has a system journal, a readable journal of a user does not count either.
            let hasSystemJournal = Self.hasSystemJournal(in: path)
            try Self.check(directories: [path]) { !hasSystemJournal || Self.isOfSystem($0) }
        case .files(let paths):
            for path in paths where unsafe access(path, R_OK) != 0 {
                throw errno == EACCES ? .notPermitted(path: path) : .cannotOpen(path: path, errno: errno)
            }
        }
    }

    /// Throws unless a relevant file in these directories, or in a directory below, is readable.
    static func check(
        directories: [String], isRelevant: (String) -> Bool
    ) throws(JournalReaderError) {
        var forbidden: String?
        var open = Array(directories.reversed())
        while let directory = open.popLast() {
            guard let names = Self.names(in: directory) else {
                if errno == EACCES { forbidden = forbidden ?? directory }
                continue
            }
            if directories.contains(directory) { open += names.map { "\(directory)/\($0)" } }
            for name in names where Self.isJournal(name) && isRelevant(name) {
                let path = "\(directory)/\(name)"
                guard unsafe access(path, R_OK) != 0 else { return }
                if errno == EACCES { forbidden = path }
            }
        }
        if let forbidden { throw .notPermitted(path: forbidden) }
        throw .noFiles(places: directories)
    }

    /// Whether a directory, or a directory below, has a file of the system's journal, readable or not.
    private static func hasSystemJournal(in directory: String) -> Bool {
        let names = Self.names(in: directory) ?? []
        let below = names.flatMap { Self.names(in: "\(directory)/\($0)") ?? [] }
        return (names + below).contains { Self.isJournal($0) && Self.isOfSystem($0) }
    }

    /// Whether the name is that of a system journal's file; users' files have other names.
    private static func isOfSystem(_ name: String) -> Bool { name.hasPrefix("system") }

    /// Whether the name is that of a journal file. A file that was not closed properly ends with a tilde.
    private static func isJournal(_ name: String) -> Bool {
        name.hasSuffix(".journal") || name.hasSuffix(".journal~")
    }

    /// The names in a directory; nil, with errno, for an unreadable path or a path that is not a directory.
    private static func names(in directory: String) -> [String]? {
        guard let stream = unsafe opendir(directory) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
