// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@testable import ActivityControl

/// The messages about files, and the replacement of files.
struct FileFailureTests {
    @Test("a message has no control characters")
    func aMessageHasNoControlCharacters() {
        let failure = FileFailure.unreadable("a\u{1B}[31mb\u{202E}c\u{9B}d\u{200D}e")
        let odd: [Unicode.Scalar] = ["\u{1B}", "\u{202E}", "\u{9B}", "\u{200D}"]
        #expect(failure.description.unicodeScalars.allSatisfy { !odd.contains($0) })
    }

    @Test("a file is replaced or left alone")
    func aFileIsReplacedOrLeftAlone() throws {
        let directory = FileManager.default.temporaryDirectory.path + "/whole-file-tests-\(UUID().uuidString)"
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(directory)/taken", withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: directory) }
        try SharedFile.replace("\(directory)/file", with: "old")
        try SharedFile.replace("\(directory)/file", with: "new")
        #expect(manager.contents(atPath: "\(directory)/file").map { String(decoding: $0, as: UTF8.self) } == "new")
        #expect(throws: FileFailure.unwritable("\(directory)/taken cannot be written: Is a directory")) {
            try SharedFile.replace("\(directory)/taken", with: "new")
        }
        #expect(try manager.contentsOfDirectory(atPath: directory).sorted() == ["file", "taken"])
    }
}
