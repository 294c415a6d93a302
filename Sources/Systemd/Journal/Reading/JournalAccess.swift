// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// Whether journal files may be read at all.
///
/// libsystemd opens what it can and is silent about the rest: to a user who may not read the journal it looks empty.
/// journalctl looks into libsystemd's private list of errors to find out; here the files are looked at themselves.
enum JournalAccess {
    /// Where journald keeps its files, systemd-journald.service(8): not persistent, and persistent.
    static let standardPlaces = ["/run/log/journal", "/var/log/journal"]

    /// Fails if none of a source's files can be read.
    static func check(_ source: JournalSource) throws(JournalReaderError) {
        switch source {
        case .local:
            // The journals of other users are for them alone, so a readable one of those says nothing.
            try Self.check(directories: Self.standardPlaces, isRelevant: Self.isOfSystem)
        case .directory(let path):
            guard unsafe access(path, R_OK | X_OK) == 0 else {
                throw errno == EACCES ? .notPermitted(path: path) : .cannotOpen(path: path, errno: errno)
            }
            // Where there is a system journal, those of users say as little as on the machine itself.
            let hasSystemJournal = Self.hasSystemJournal(in: path)
            try Self.check(directories: [path]) { !hasSystemJournal || Self.isOfSystem($0) }
        case .files(let paths):
            for path in paths where unsafe access(path, R_OK) != 0 {
                throw errno == EACCES ? .notPermitted(path: path) : .cannotOpen(path: path, errno: errno)
            }
        }
    }

    /// Fails unless one of the relevant files in these directories, or in one directory below, can be read.
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

    /// Whether a directory, or one below it, has a file of the system's journal, readable or not.
    private static func hasSystemJournal(in directory: String) -> Bool {
        let names = Self.names(in: directory) ?? []
        let below = names.flatMap { Self.names(in: "\(directory)/\($0)") ?? [] }
        return (names + below).contains { Self.isJournal($0) && Self.isOfSystem($0) }
    }

    /// Whether journald names the files of the system so, and not those of a user.
    private static func isOfSystem(_ name: String) -> Bool { name.hasPrefix("system") }

    /// Whether journald names its files so: with a tilde where one was not closed properly.
    private static func isJournal(_ name: String) -> Bool {
        name.hasSuffix(".journal") || name.hasSuffix(".journal~")
    }

    /// The names in a directory; nil, with errno, if it is none or cannot be read.
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
