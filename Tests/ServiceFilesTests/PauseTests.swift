// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@testable import ServiceFiles

@Suite("A pause")
struct PauseTests {
    /// 2026-11-22T20:15:03Z.
    private static let end = WallTime(microseconds: 1_795_378_503_000_000)

    @Test(
        "is what its file says, and what cannot be read pauses until it is lifted",
        arguments: [
            ("", .untilLifted),
            (" \n", .untilLifted),
            ("2026-11-22T20:15:03Z", .until(Self.end)),
            ("2026-11-22T20:15:03Z\n", .until(Self.end)),
            ("2026-11-22T21:15:03+01:00", .until(Self.end)),
            ("tomorrow", .untilLifted),
            ("2026-13-45T99:99:99Z", .untilLifted),
            ("\u{0}", .untilLifted),
        ] as [(String, Pause)])
    func content(text: String, expected: Pause) {
        #expect(Pause(content: Array(text.utf8)) == expected)
    }

    @Test("ends at its end, and one without an end never")
    func over() {
        let before = WallTime(microseconds: Self.end.microseconds - 1)
        #expect(!Pause.until(Self.end).isOver(at: before))
        #expect(Pause.until(Self.end).isOver(at: Self.end))
        #expect(!Pause.untilLifted.isOver(at: Self.end))
        #expect(Pause.none.isOver(at: before))
    }

    @Test("survives in the state as it is", arguments: [Pause.none, .untilLifted, .until(Self.end)])
    func coding(pause: Pause) throws {
        let bytes = try JSONEncoder().encode([pause])
        #expect(try JSONDecoder().decode([Pause].self, from: bytes) == [pause])
        // The line break is the file's.
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\\n"))
    }

    @Test("is found in its directory, and is none without a file or after its end")
    func file() throws {
        let directory = FileManager.default.temporaryDirectory.path() + "/pause-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = PauseFile(directory: directory)
        let before = WallTime(microseconds: Self.end.microseconds - 1)

        #expect(try file.read(at: before) == .none)
        try file.write(.until(Self.end))
        #expect(try file.read(at: before) == .until(Self.end))
        #expect(try file.read(at: Self.end) == .none)
        try file.write(.untilLifted)
        #expect(try file.read(at: Self.end) == .untilLifted)
        try file.remove()
        try file.remove()
        #expect(try file.read(at: Self.end) == .none)
    }

    @Test("whose file is not a file, or far too long, pauses")
    func unreadable() throws {
        let directory = FileManager.default.temporaryDirectory.path() + "/pause-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory + "/pause", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(try PauseFile(directory: directory).read(at: Self.end) == .untilLifted)

        try FileManager.default.removeItem(atPath: directory + "/pause")
        let long = String(repeating: " ", count: 300) + "2026-11-22T20:15:03Z"
        #expect(FileManager.default.createFile(atPath: directory + "/pause", contents: Data(long.utf8)))
        #expect(try PauseFile(directory: directory).read(at: Self.end) == .untilLifted)
    }
}
