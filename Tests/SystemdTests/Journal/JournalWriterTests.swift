// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Systemd

@Suite("The journal writer", .timeLimit(.minutes(1)))
struct JournalWriterTests {
    private let directory: TemporaryDirectory
    private let standardError: StandInStandardError
    private let path: String

    init() throws {
        self.directory = try TemporaryDirectory()
        self.standardError = try StandInStandardError()
        self.path = self.directory.file("socket")
    }

    private func writer(
        _ limits: JournalQueueLimits = JournalQueueLimits(),
        retryInterval: Duration = .milliseconds(10),
        kindField: JournalFieldName? = nil,
        pace: JournalPace? = nil
    ) -> JournalWriter {
        JournalWriter(
            identifier: "test",
            limits: limits,
            socketPath: self.path,
            standardError: self.standardError.sink,
            retryInterval: retryInterval,
            kindField: kindField,
            pace: pace
        )
    }

    private func entry(_ text: String) -> JournalEntry {
        JournalEntry(message: text, priority: .error, identifier: "test")
    }

    @Test(
        "a value arrives as it is, whatever its bytes",
        arguments: [
            [], Array("plain".utf8), Array("a=b".utf8), Array("two\nlines".utf8), Array("\n".utf8), [0],
            [0, 10, 0, 255],
            Array("ends with newline\n".utf8), Array(0...255),
        ]
    )
    func binaryValues(_ value: [UInt8]) throws {
        let journal = try StandInSocket(self.path)
        var entry = self.entry("text")
        entry.append("VALUE", bytes: value)
        entry.append("LAST", "end")
        let writer = self.writer()
        writer.enqueue(entry)
        #expect(try journal.receiveEntry() == entry)
    }

    @Test("a value with a newline has its length in front, another has not")
    func wireFormat() {
        let entry = JournalEntry(fields: [
            JournalField(name: "A", value: "x=y"), JournalField(name: "B", value: "1\n2"),
        ])
        #expect(
            entry.nativeProtocolBytes == Array("A=x=y\nB\n".utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("1\n2\n".utf8))
    }

    @Test("entries arrive in order")
    func order() async throws {
        let journal = try StandInSocket(self.path)
        let writer = self.writer()
        for number in 0..<100 { writer.enqueue(self.entry(String(number))) }
        let messages = try journal.receiveEntries(100).map { $0[.message] }
        #expect(messages == (0..<100).map { String($0) })
        #expect(await writer.flush(upTo: .seconds(10)))
        #expect(!self.standardError.hasText)
    }

    @Test("an entry too large for a datagram arrives as a sealed file")
    func largeEntry() throws {
        let journal = try StandInSocket(self.path)
        var entry = self.entry("large")
        entry.append("VALUE", bytes: (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let writer = self.writer()
        writer.enqueue(entry)
        let received = try journal.receive()
        let file = try #require(received.file)
        #expect(try NativeProtocolParser.entry(received.bytes) == entry)
        // F_GET_SEALS: journald maps the file only with the seals seal, shrink, grow and write.
        #expect(fcntl(file.number, 1024 + 10) == 15)
    }

    @Test("a journal that does not read blocks no caller; the excess goes to standard error and is reported later")
    func stoppedJournal() async throws {
        let journal = try StandInSocket(self.path)
        _ = try StandInSocket.fill(self.path)
        let writer = self.writer(JournalQueueLimits(entries: 4), retryInterval: .seconds(3600))
        for number in 0..<10 { writer.enqueue(self.entry(String(number))) }
        for number in 4..<10 { #expect(try self.standardError.line() == "err: \(number)") }

        // It reads again: the four that waited, and then one report of the six.
        let entries = try journal.receiveEntries(5)
        #expect(entries.prefix(4).map { $0[.message] } == ["0", "1", "2", "3"])
        let report = entries[4]
        #expect(report["JOURNAL_LOST"] == "6")
        #expect(report["JOURNAL_LOST_TO_STDERR"] == "6")
        #expect(report.priority == .warning)
        #expect(report[.syslogIdentifier] == "test")
        #expect(await writer.flush(upTo: .seconds(10)))
        #expect(!journal.hasDatagram)
    }

    @Test("the report says how many of each kind were lost")
    func kindsOfLosses() async throws {
        let writer = self.writer(JournalQueueLimits(entries: 1), kindField: "KIND")
        for kind in ["progress", "progress", "started", nil] {
            var entry = self.entry("text")
            if let kind { entry.append("KIND", kind) }
            writer.lose(entry)
            #expect(try self.standardError.line() == "err: text")
        }
        let report = try StandInSocket(self.path).receiveEntry()
        #expect(report["JOURNAL_LOST"] == "4")
        #expect(report["JOURNAL_LOST_KINDS"] == "progress=2 other=1 started=1")
        let text = "4 entries did not reach the journal (progress=2 other=1 started=1)"
        #expect(report[.message]?.hasPrefix(text) == true)
    }

    @Test("a journal that goes and comes back misses what was sent in between, says so, and gets all the rest")
    func journalGoneAndBack() async throws {
        let writer = self.writer()
        var journal: StandInSocket? = try StandInSocket(self.path)
        writer.enqueue(self.entry("before"))
        #expect(try journal?.receiveEntry()[.message] == "before")
        unsafe unlink(self.path)
        journal = nil
        for number in 0..<10 {
            writer.enqueue(self.entry(String(number)))
            #expect(try self.standardError.line() == "err: \(number)")
        }
        #expect(await writer.flush(upTo: .seconds(10)))
        let next = try StandInSocket(self.path)
        for number in 10..<20 { writer.enqueue(self.entry(String(number))) }
        let entries = try next.receiveEntries(11)
        #expect(entries.compactMap { $0["JOURNAL_LOST"] } == ["10"])
        #expect(entries.filter { $0["JOURNAL_LOST"] == nil }.map { $0[.message] } == (10..<20).map { String($0) })
    }

    @Test("a pace holds entries back, and a flush that cannot wait so long sends them elsewhere")
    func pace() async throws {
        let journal = try StandInSocket(self.path)
        let writer = self.writer(pace: JournalPace(entries: 3, interval: .seconds(3600)))
        for number in 0..<4 { writer.enqueue(self.entry(String(number))) }
        #expect(try journal.receiveEntries(3).map { $0[.message] } == ["0", "1", "2"])
        #expect(await writer.flush(upTo: .milliseconds(20)) == false)
        #expect(try self.standardError.line() == "err: 3")
    }

    @Test("losses are reported under a load that never ends, too")
    func reportUnderLoad() throws {
        let journal = try StandInSocket(self.path)
        _ = try StandInSocket.fill(self.path)
        let writer = self.writer(JournalQueueLimits(entries: 2), retryInterval: .zero)
        for number in 0..<3 { writer.enqueue(self.entry(String(number))) }
        #expect(try self.standardError.line() == "err: 2")
        let entries = try journal.receiveEntries(3)
        #expect(entries.map { $0["JOURNAL_LOST"] } == ["1", nil, nil])
        #expect(entries.suffix(2).map { $0[.message] } == ["0", "1"])
    }

    @Test("without a journal, entries go to standard error; when there is one, it learns how many")
    func missingJournal() async throws {
        let writer = self.writer()
        writer.enqueue(self.entry("one"))
        writer.enqueue(self.entry("two\nlines"))
        #expect(try self.standardError.line() == "err: one")
        #expect(try self.standardError.line() == "err: two lines")
        #expect(await writer.flush(upTo: .seconds(10)))

        let journal = try StandInSocket(self.path)
        let report = try journal.receiveEntry()
        #expect(report["JOURNAL_LOST"] == "2")
        #expect(report["JOURNAL_LOST_TO_STDERR"] == "2")
        writer.enqueue(self.entry("three"))
        #expect(try journal.receiveEntry()[.message] == "three")
    }

    @Test("a full standard error blocks no caller either, and the loss is reported")
    func fullStandardError() async throws {
        self.standardError.fill()
        let writer = self.writer()
        for number in 0..<5 { writer.enqueue(self.entry(String(number))) }
        #expect(await writer.flush(upTo: .seconds(10)))
        let journal = try StandInSocket(self.path)
        let report = try journal.receiveEntry()
        #expect(report["JOURNAL_LOST"] == "5")
        #expect(report["JOURNAL_LOST_TO_STDERR"] == "0")
    }

    @Test("a standard error without a reader does not end the process")
    func closedStandardError() async throws {
        self.standardError.closeReadEnd()
        let writer = self.writer()
        writer.enqueue(self.entry("one"))
        #expect(await writer.flush(upTo: .seconds(10)))
        let journal = try StandInSocket(self.path)
        #expect(try journal.receiveEntry()["JOURNAL_LOST_TO_STDERR"] == "0")
    }

    @Test("a journal that was started anew at the same place gets the next entry")
    func restartedJournal() throws {
        let writer = self.writer()
        var journal = try StandInSocket(self.path)
        writer.enqueue(self.entry("before"))
        #expect(try journal.receiveEntry()[.message] == "before")
        unsafe unlink(self.path)
        journal = try StandInSocket(self.path)
        writer.enqueue(self.entry("after"))
        #expect(try journal.receiveEntry()[.message] == "after")
        #expect(!self.standardError.hasText)
    }

    @Test("a flush ends at its limit, and the remaining entries go to standard error")
    func flushLimit() async throws {
        let journal = try StandInSocket(self.path)
        let fillers = try StandInSocket.fill(self.path)
        let writer = self.writer()
        writer.enqueue(self.entry("one"))
        writer.enqueue(self.entry("two"))
        #expect(await writer.flush(upTo: .milliseconds(20)) == false)
        #expect(try self.standardError.line() == "err: one")
        #expect(try self.standardError.line() == "err: two")
        for _ in 0..<fillers { _ = try journal.receive() }
        #expect(try journal.receiveEntry()["JOURNAL_LOST"] == "2")
    }

    @Test("a writer that goes away leaves nothing behind unwritten")
    func end() throws {
        let journal = try StandInSocket(self.path)
        do {
            let writer = self.writer()
            for number in 0..<5 { writer.enqueue(self.entry(String(number))) }
        }
        #expect(try journal.receiveEntries(5).map { $0[.message] } == ["0", "1", "2", "3", "4"])
    }

    @Test("a single entry goes to the journal at once")
    func once() throws {
        let journal = try StandInSocket(self.path)
        JournalWriter.writeOnce(
            self.entry("now"), upTo: .seconds(10), socketPath: self.path, standardError: self.standardError.sink)
        #expect(journal.hasDatagram)
        #expect(try journal.receiveEntry() == self.entry("now"))
        #expect(!self.standardError.hasText)
    }

    @Test(
        "a single entry goes to standard error when there is no journal, or one that does not read",
        arguments: [false, true])
    func onceWithoutJournal(_ isThere: Bool) throws {
        let journal = isThere ? try StandInSocket(self.path) : nil
        if isThere { _ = try StandInSocket.fill(self.path) }
        JournalWriter.writeOnce(
            self.entry("now"), upTo: .milliseconds(20), socketPath: self.path, standardError: self.standardError.sink)
        #expect(try self.standardError.line() == "err: now")
        _ = journal
    }
}
