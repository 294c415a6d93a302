// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@testable import ActivityControl

/// The file that remembers how far the journal has been shown.
struct CursorFileTests {
    private static let cursor = "s=ce06afcf46d24efe91a3b5b33925f018;i=2;b=0123456789abcdef;m=1e8480;t=60a2;x=5288"

    /// Runs a test with a path in a directory of its own.
    private func withFile(_ body: (CursorFile) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.path + "/cursor-file-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(CursorFile(path: "\(directory)/cursor"))
    }

    @Test("what is written is read again")
    func whatIsWrittenIsReadAgain() throws {
        try self.withFile { file in
            #expect(try file.read() == nil)
            try file.write(Self.cursor)
            #expect(try file.read() == Self.cursor)
            try file.write("s=1;i=9")
            #expect(try file.read() == "s=1;i=9")
            let directory = String(file.path.dropLast("/cursor".count))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["cursor"])
        }
    }

    @Test("something else is refused and kept", arguments: ["", "\n", "yesterday", "s=1;i=\u{1B}[2J"])
    func somethingElseIsRefusedAndKept(_ content: String) throws {
        try self.withFile { file in
            #expect(FileManager.default.createFile(atPath: file.path, contents: Data(content.utf8)))
            let failure = try #require(throws: FileFailure.self) { try file.read() }
            guard case .unreadable(let text) = failure else {
                Issue.record("not refused for what it holds: \(failure)")
                return
            }
            #expect(text == "\(file.path) holds no journal cursor: remove the file to start anew")
        }
    }

    @Test("a directory that is missing is told before anything is shown")
    func aDirectoryThatIsMissingIsToldBeforeAnythingIsShown() throws {
        let file = CursorFile(path: "/nonexistent/cursor")
        #expect(throws: FileFailure.self) { try file.read() }
        #expect(throws: FileFailure.self) { try file.write(Self.cursor) }
    }
}
