// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import Systemd

/// The tutorial of `Systemd`, with sockets in the place of the journal's and the service manager's.
@Suite("The tutorial of Systemd", .timeLimit(.minutes(1)))
struct TutorialTests {
    @Test("the page shows the very code that is compiled, in 30 lines")
    func page() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let source = try String(contentsOf: folder.appending(path: "CountWords.swift"), encoding: .utf8)
        let root = (0..<3).reduce(folder) { url, _ in url.deletingLastPathComponent() }
        let page = try String(
            contentsOf: root.appending(path: "Sources/Systemd/Systemd.docc/EntriesAndStates.md"), encoding: .utf8)
        let code = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
        #expect(page.contains("```swift\n\(code)```\n"))
        #expect(code.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count <= 30)
    }

    @Test("the code writes an entry for each line and tells the service manager its states")
    func code() async throws {
        let directory = try TemporaryDirectory()
        let journal = try StandInSocket(directory.file("journal"))
        let manager = try StandInSocket(directory.file("notify"))
        let writer = JournalWriter(
            identifier: "counter", limits: JournalQueueLimits(), socketPath: directory.file("journal"),
            standardError: StandardErrorSink(), retryInterval: .seconds(10))
        let (lines, continuation) = AsyncStream<String>.makeStream()
        continuation.yield("two words")
        continuation.finish()
        await countWords(
            in: lines, journal: writer,
            manager: SystemdServiceManager(environment: ["NOTIFY_SOCKET": directory.file("notify")]))

        let entry = try journal.receiveEntry()
        #expect(entry[.message] == "Counted 2 words")
        #expect(entry["COUNTER_WORDS"] == "2")
        #expect(try manager.receiveText() == "READY=1\nSTATUS=Waiting for lines")
        #expect(try manager.receiveText() == "WATCHDOG=1\nSTATUS=2 words so far")
        #expect(try manager.receiveText() == "STOPPING=1")
    }
}
