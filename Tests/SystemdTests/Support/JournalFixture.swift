// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Journal files made by systemd-journal-remote(8) from entries of a test: real ones, without any journald.
final class JournalFixture {
    /// One entry: the field `MESSAGE` and others, one second after the last one.
    struct Entry {
        var fields: [(name: String, value: [UInt8])]

        init(_ message: String, _ fields: [(String, String)] = []) {
            self.fields = ([("MESSAGE", message)] + fields).map { ($0.0, Array($0.1.utf8)) }
        }
    }

    /// The boot of all entries.
    static let boot = "0123456789abcdef0123456789abcdef"
    /// When the first entry was received, in microseconds since the beginning of 1970.
    static let start: UInt64 = 1_700_000_000_000_000

    private let directory: TemporaryDirectory
    private var count: UInt64 = 0
    private var files = 0

    init(_ entries: [Entry] = []) throws {
        self.directory = try TemporaryDirectory()
        if !entries.isEmpty { try self.add(entries) }
    }

    /// The directory of the files.
    var path: String { self.directory.path }
    /// The paths of the files, in the order in which they were added.
    var paths: [String] { (0..<self.files).map { self.directory.file("part\($0).journal") } }

    /// Adds a file with these entries, which are later than all before.
    func add(_ entries: [Entry]) throws {
        var export: [UInt8] = []
        for entry in entries {
            let offset = self.count * 1_000_000
            let head = [
                "__REALTIME_TIMESTAMP=\(Self.start + offset)", "__MONOTONIC_TIMESTAMP=\(5_000_000 + offset)",
                "_BOOT_ID=\(Self.boot)",
            ]
            export += Array((head.joined(separator: "\n") + "\n").utf8)
            for field in entry.fields { export += Self.exported(field.name, field.value) }
            export.append(UInt8(ascii: "\n"))
            self.count += 1
        }
        try self.directory.write(export, to: "part.export")
        let target = self.directory.file("part\(self.files).journal")
        // Not into its place at once: a reader that watches the directory sees the file when it is whole.
        let temporary = self.directory.file("new.journal")
        try Self.run([Self.program, "--output=\(temporary)", self.directory.file("part.export")])
        guard unsafe rename(temporary, target) == 0 else { throw TestSupportError(call: "rename") }
        self.files += 1
    }

    /// A field as the Journal Export Format has it, for any bytes: the name, the length in 8 bytes with the least first,
    /// the value (https://systemd.io/JOURNAL_EXPORT_FORMATS).
    private static func exported(_ name: String, _ value: [UInt8]) -> [UInt8] {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: value.count >> ($0 * 8)) }
        return Array("\(name)\n".utf8) + length + value + [UInt8(ascii: "\n")]
    }

    /// In both places that systemd has known for its programs.
    private static var program: String {
        let path = "/usr/lib/systemd/systemd-journal-remote"
        return unsafe access(path, X_OK) == 0 ? path : "/lib/systemd/systemd-journal-remote"
    }

    private static func run(_ arguments: [String]) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // It tells how many entries it has written.
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer {
            for index in arguments.indices { unsafe free(argv[index]) }
        }
        var pid = pid_t()
        let code = unsafe posix_spawn(&pid, arguments[0], &actions, nil, &argv, nil)
        guard code == 0 else {
            throw TestSupportError("\(arguments[0]) cannot be started (error \(code)): run scripts/setup")
        }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw TestSupportError("\(arguments[0]) ended with wait status \(status)") }
    }
}
