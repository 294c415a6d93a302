// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Testing

@testable import ServiceFiles

/// A directory for one test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        self.path = FileManager.default.temporaryDirectory.path() + "/service-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// The names in it, in order.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []).sorted() }
}

@Suite("A file that is replaced as a whole")
struct AtomicFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    private func file(_ name: String, writers: AtomicFile.Writers) -> AtomicFile {
        AtomicFile(path: "\(self.directory.path)/\(name)", mode: 0o640, isSynced: true, writers: writers)
    }

    @Test(
        "has the new content and its mode, and nothing lies beside it", arguments: [AtomicFile.Writers.one, .several])
    func replaced(writers: AtomicFile.Writers) throws {
        let file = self.file("f", writers: writers)
        #expect(try file.read(limit: 10) == nil)
        try file.replace(with: Array("old".utf8))
        try file.replace(with: Array("new".utf8))
        #expect(try file.read(limit: 3) == Array("new".utf8))
        var status = stat()
        #expect(unsafe stat(file.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
        #expect(self.directory.names == ["f"])
    }

    @Test("is left alone where it cannot be replaced", arguments: [AtomicFile.Writers.one, .several])
    func refused(writers: AtomicFile.Writers) throws {
        try FileManager.default.createDirectory(
            atPath: "\(self.directory.path)/taken", withIntermediateDirectories: false)
        let file = self.file("taken", writers: writers)
        #expect(throws: FileError(call: "rename", path: file.path, number: EISDIR)) {
            try file.replace(with: Array("new".utf8))
        }
        #expect(self.directory.names == ["taken"])
    }

    @Test("is not read beyond a limit, nor through a link")
    func reading() throws {
        let file = self.file("f", writers: .one)
        try file.replace(with: Array("long".utf8))
        #expect(throws: FileError(call: "read", path: file.path, number: EFBIG)) { try file.read(limit: 3) }
        let link = self.file("link", writers: .one)
        #expect(unsafe symlink(file.path, link.path) == 0)
        #expect(throws: FileError(call: "open", path: link.path, number: ELOOP)) { try link.read(limit: 10) }
    }

    @Test("moves aside under another name")
    func moved() throws {
        let file = self.file("f", writers: .one)
        try file.replace(with: [1])
        try file.move(to: "g")
        #expect(self.directory.names == ["g"])
    }

    @Test(
        "fails in words of ours where disks and mounts fail, and else in the system's",
        arguments: [
            (ENOSPC, "no space left on the device"), (EROFS, "the file system is read-only"),
            (EPERM, "permission denied"), (EISDIR, "Is a directory"),
        ])
    func words(number: Int32, words: String) {
        #expect(FileError(call: "write", path: "/x", number: number).description == "/x: write: \(words)")
    }
}
