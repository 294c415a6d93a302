// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import PlexClient

@Suite("What fuzzing has found, again")
struct CorpusTests {
    /// The folder with the corpora.
    private static let corpora = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz/Corpus")

    /// Checks every input of a corpus.
    ///
    /// - Parameter check: Which promise is broken on these bytes.
    private func replay(_ corpus: String, check: ([UInt8]) -> String?) throws {
        let folder = Self.corpora.appending(path: corpus).path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count >= 10, "the corpus has gone")
        for name in names.sorted() {
            let bytes = Array(try Data(contentsOf: URL(filePath: folder).appending(path: name)))
            #expect(check(bytes) == nil, "\(corpus)/\(name)")
        }
    }

    @Test("the EventSource parser keeps its promises on every input of the corpus")
    func eventSource() throws {
        try self.replay("event-source", check: EventSourceCheck.violation(in:))
    }

    @Test("the decoder of messages keeps its promises on every input of the corpus")
    func notifications() throws {
        try self.replay("notifications", check: NotificationCheck.violation(in:))
    }

    @Test("the decoder of activities keeps its promises on every input of the corpus")
    func activities() throws {
        try self.replay("activities", check: ActivityCheck.violation(in:))
    }

    @Test("the way from the bytes of an answer keeps its promises on every input of the corpus")
    func responses() throws {
        try self.replay("responses", check: ResponseCheck.violation(in:))
    }
}
