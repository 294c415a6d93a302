// SPDX-License-Identifier: Apache-2.0

import Glibc
import Systemd
import Testing

/// Reading journal files: all of them, some of them, from a place on, and what cannot be read.
@Suite(.timeLimit(.minutes(1)))
struct JournalReaderTests {
    /// Six entries: odd numbers have one kind, even numbers another kind.
    private static let entries = (0..<6).map { JournalFixture.Entry("\($0)", [("KIND", $0 % 2 == 0 ? "even" : "odd")]) }

    /// The messages from where the reader stands to the end.
    private func rest(of reader: JournalReader) throws -> [String] {
        var messages: [String] = []
        while try reader.next() { messages.append(try reader.record()["MESSAGE"] ?? "-") }
        return messages
    }

    /// The cursor of the entry with this message.
    private func cursor(of message: String, in fixture: JournalFixture) throws -> String {
        let reader = try JournalReader(.directory(fixture.path))
        try reader.match(anyOf: [[JournalMatch("MESSAGE", message)]])
        try reader.seekToHead()
        #expect(try reader.next())
        return try reader.cursor()
    }

    @Test("an entry is read with its fields and times")
    func anEntryIsReadWithItsFieldsAndTimes() throws {
        let second = [("_UID", "7"), ("MANY", "1"), ("MANY", "2")]
        let fixture = try JournalFixture([.init("first"), .init("second", second)])
        let reader = try JournalReader(.files(fixture.paths))
        try reader.seekToHead()
        #expect(try reader.next())
        #expect(try reader.next())
        let record = try reader.record()
        #expect(record["MESSAGE"] == "second")
        #expect(record["_UID"] == "7")
        #expect(record.fields.filter { $0.name == "MANY" }.map(\.text).sorted() == ["1", "2"])
        #expect(record["ABSENT"] == nil)
        #expect(record.realtimeMicroseconds == JournalFixture.start + 1_000_000)
        #expect(record.monotonicMicroseconds == 6_000_000)
        #expect(record.boot.description == JournalFixture.boot)
        #expect(try reader.isAt(cursor: record.cursor))
        #expect(try reader.next() == false)
    }

    @Test("only the fields asked for are taken")
    func onlyTheFieldsAskedForAreTaken() throws {
        let fixture = try JournalFixture([.init("text", [("A", "1"), ("B", "2")])])
        let reader = try JournalReader(.files(fixture.paths))
        try reader.seekToHead()
        #expect(try reader.next())
        #expect(try reader.record(fields: ["B", "MESSAGE"]).fields.map(\.name).sorted() == ["B", "MESSAGE"])
    }

    @Test("any bytes are read and long values are cut")
    func anyBytesAreReadAndLongValuesAreCut() throws {
        var entry = JournalFixture.Entry("text")
        let bytes: [UInt8] = [0, 10, 61, 0xFF, 0x1B, 10]
        entry.fields.append(("BYTES", bytes))
        entry.fields.append(("LONG", Array(repeating: UInt8(ascii: "x"), count: 200_000)))
        let fixture = try JournalFixture([entry])
        let reader = try JournalReader(.files(fixture.paths), limits: JournalReaderLimits(valueBytes: 1000))
        try reader.seekToHead()
        #expect(try reader.next())
        let record = try reader.record()
        #expect(record.fields.first { $0.name == "BYTES" }?.value == bytes)
        #expect(record.fields.first { $0.name == "LONG" }?.value.count == 1000)
    }

    @Test("no more fields are taken than the limit says")
    func noMoreFieldsAreTakenThanTheLimitSays() throws {
        let fixture = try JournalFixture([.init("text", (0..<40).map { ("FIELD_\($0)", "x") })])
        let reader = try JournalReader(.files(fixture.paths), limits: JournalReaderLimits(fields: 5))
        try reader.seekToHead()
        #expect(try reader.next())
        #expect(try reader.record().fields.count == 5)
    }

    @Test(
        "matches choose entries",
        arguments: [
            ([], ["0", "1", "2", "3", "4", "5"]),
            ([[JournalMatch("KIND", "odd")]], ["1", "3", "5"]),
            ([[JournalMatch("KIND", "odd"), JournalMatch("MESSAGE", "3"), JournalMatch("MESSAGE", "4")]], ["3"]),
            (
                [[JournalMatch("MESSAGE", "0")], [JournalMatch("KIND", "odd"), JournalMatch("MESSAGE", "5")]],
                ["0", "5"]
            ),
            ([[JournalMatch("KIND", "none")]], []),
        ])
    func matchesChooseEntries(_ groups: [[JournalMatch]], _ expected: [String]) throws {
        let fixture = try JournalFixture(Self.entries)
        let reader = try JournalReader(.directory(fixture.path))
        try reader.match(anyOf: groups)
        try reader.seekToHead()
        #expect(try self.rest(of: reader) == expected)
    }

    /// With systemd 252, `journalctl --after-cursor` loses the first entry after a cursor whose entry does not match.
    @Test(
        "nothing is lost or repeated after a cursor",
        arguments: [
            ("1", "odd", ["3", "5"]), ("1", "even", ["2", "4"]), ("0", "odd", ["1", "3", "5"]), ("5", "odd", []),
            ("5", "even", []), ("4", "odd", ["5"]),
        ])
    func nothingIsLostOrRepeatedAfterACursor(_ message: String, _ kind: String, _ expected: [String]) throws {
        let fixture = try JournalFixture(Self.entries)
        let reader = try JournalReader(.directory(fixture.path))
        try reader.match(anyOf: [[JournalMatch("KIND", kind)]])
        try reader.seek(afterCursor: try self.cursor(of: message, in: fixture))
        #expect(try self.rest(of: reader) == expected)
    }

    @Test("the cursor of an entry that is gone leads to the next one")
    func theCursorOfAnEntryThatIsGoneLeadsToTheNextOne() throws {
        let fixture = try JournalFixture(Array(Self.entries[..<3]))
        let cursor = try self.cursor(of: "1", in: fixture)
        try fixture.add(Array(Self.entries[3...]))
        let reader = try JournalReader(.files([fixture.paths[1]]))
        try reader.seek(afterCursor: cursor)
        #expect(try self.rest(of: reader) == ["3", "4", "5"])
    }

    @Test("several files are read as one journal")
    func severalFilesAreReadAsOneJournal() throws {
        let fixture = try JournalFixture(Array(Self.entries[..<2]))
        try fixture.add(Array(Self.entries[2...]))
        let reader = try JournalReader(.directory(fixture.path))
        try reader.seek(toRealtime: JournalFixture.start + 1_000_000)
        #expect(try self.rest(of: reader) == ["1", "2", "3", "4", "5"])
        try reader.seekToTail()
        #expect(try reader.previous())
        #expect(try reader.record()["MESSAGE"] == "5")
        #expect(try reader.previous())
        #expect(try self.rest(of: reader) == ["5"])
    }

    @Test("what is added in a new file is read on")
    func whatIsAddedInANewFileIsReadOn() throws {
        let fixture = try JournalFixture(Array(Self.entries[..<2]))
        let reader = try JournalReader(.directory(fixture.path))
        try reader.match(anyOf: [[JournalMatch("KIND", "odd")]])
        try reader.seekToHead()
        #expect(try self.rest(of: reader) == ["1"])
        _ = try reader.wait(upTo: .zero)
        #expect(try self.rest(of: reader) == [])
        try fixture.add(Array(Self.entries[2...]))
        var messages: [String] = []
        let deadline = ContinuousClock.now + .seconds(20)
        while messages.isEmpty, ContinuousClock.now < deadline {
            _ = try reader.wait(upTo: .seconds(5))
            messages += try self.rest(of: reader)
        }
        #expect(messages == ["3", "5"])
    }

    @Test("another descriptor ends the wait")
    func anotherDescriptorEndsTheWait() throws {
        let fixture = try JournalFixture(Self.entries)
        let reader = try JournalReader(.directory(fixture.path))
        _ = try reader.wait(upTo: .zero)
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        close(ends[1])
        // Without a limit: only the closed pipe ends this.
        #expect(try reader.wait(besides: [(ends[0], POLLIN)]) == .nothing)
        close(ends[0])
    }

    // MARK: - What cannot be read

    @Test("text that is no cursor is refused")
    func textThatIsNoCursorIsRefused() throws {
        let fixture = try JournalFixture(Self.entries)
        let reader = try JournalReader(.directory(fixture.path))
        #expect(throws: JournalReaderError.invalidCursor) { try reader.seek(afterCursor: "yesterday") }
    }

    @Test("a place without journal files is no empty journal")
    func aPlaceWithoutJournalFilesIsNoEmptyJournal() throws {
        let fixture = try JournalFixture()
        #expect(throws: JournalReaderError.noFiles(places: [fixture.path])) {
            try JournalReader(.directory(fixture.path))
        }
        #expect(throws: JournalReaderError.cannotOpen(path: "/nonexistent", errno: ENOENT)) {
            try JournalReader(.directory("/nonexistent"))
        }
        #expect(throws: JournalReaderError.cannotOpen(path: "/nonexistent.journal", errno: ENOENT)) {
            try JournalReader(.files(["/nonexistent.journal"]))
        }
    }

    @Test("a file that is no journal is refused")
    func aFileThatIsNoJournalIsRefused() throws {
        let directory = try TemporaryDirectory()
        try directory.write(Array(repeating: 7, count: 5000), to: "x.journal")
        let path = directory.file("x.journal")
        let error = try #require(throws: JournalReaderError.self) { try JournalReader(.files([path])) }
        #expect("\(error)".hasPrefix("\(path) cannot be opened as a journal: "))
    }

    @Test("errors say what to do")
    func errorsSayWhatToDo() {
        #expect("\(JournalReaderError.notPermitted(path: "/x"))".contains("the group systemd-journal"))
        #expect("\(JournalReaderError.noFiles(places: ["/x", "/y"]))".contains("/x or /y"))
    }
}
