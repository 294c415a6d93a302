// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Glibc
import MonitorConfiguration
import Testing

@Suite("The machine's own file system")
struct HostFileSystemTests {
    /// Does it in a directory of its own, which is removed afterwards.
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    /// Makes a symbolic link.
    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    @Test("tells files, links to nothing, masks, fifos, directories and large files apart")
    func kinds() throws {
        try self.inDirectory { path in
            let fileSystem = HostFileSystem()
            try Data("abc".utf8).write(to: URL(filePath: path + "/file"))
            try self.link(path + "/mask", to: "/dev/null")
            try self.link(path + "/mask-of-mask", to: "mask")
            try self.link(path + "/dangling", to: "nowhere")
            try self.link(path + "/link", to: "file")
            let made = unsafe mkfifo(path + "/fifo", 0o600)
            #expect(made == 0)
            #expect(fileSystem.contents(ofFile: path + "/file", limit: 3) == .bytes(Array("abc".utf8)))
            #expect(fileSystem.contents(ofFile: path + "/link", limit: 3) == .bytes(Array("abc".utf8)))
            #expect(fileSystem.contents(ofFile: path + "/file", limit: 2) == .tooLarge)
            #expect(fileSystem.contents(ofFile: path + "/mask", limit: 3) == .masked)
            #expect(fileSystem.contents(ofFile: path + "/mask-of-mask", limit: 3) == .masked)
            #expect(fileSystem.contents(ofFile: path + "/dangling", limit: 3) == .missing)
            #expect(fileSystem.contents(ofFile: path + "/none", limit: 3) == .missing)
            let irregular = FileContents.unreadable(reason: "it is not a regular file")
            #expect(fileSystem.contents(ofFile: path + "/fifo", limit: 3) == irregular)
            #expect(fileSystem.contents(ofFile: path, limit: 3) == irregular)
            #expect(
                fileSystem.contents(ofFile: path + "/file/x", limit: 3) == .unreadable(reason: "Not a directory"))
            guard case .names(let names) = fileSystem.contents(ofDirectory: path) else {
                Issue.record("not listed")
                return
            }
            #expect(names.sorted() == ["dangling", "fifo", "file", "link", "mask", "mask-of-mask"])
            #expect(fileSystem.contents(ofDirectory: path + "/none") == .missing)
            #expect(fileSystem.contents(ofDirectory: path + "/file") == .unreadable(reason: "Not a directory"))
        }
    }

    @Test("holds configurations")
    func load() throws {
        try self.inDirectory { path in
            try FileManager.default.createDirectory(atPath: path + "/rules.d", withIntermediateDirectories: true)
            try Data(goodMain.utf8).write(to: URL(filePath: path + "/plex-activityd.toml"))
            try Data(goodRule.utf8).write(to: URL(filePath: path + "/rules.d/a.toml"))
            try self.link(path + "/rules.d/b.toml", to: "/dev/null")
            let configuration = try ConfigurationLoader.load(from: .directory(path))
            #expect(configuration.rules.map(\.name) == ["stuck"])
        }
    }
}
