// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@Suite("Transcripts")
struct TranscriptTests {
    /// Whether what comes of the stories is written to their files instead of compared with them; to be reviewed as a
    /// diff.
    private static var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD_TRANSCRIPTS"] == "1" }

    @Test("a story goes as its transcript says", arguments: try Transcript.names())
    func story(_ name: String) throws {
        let file = Transcript.file(name)
        let transcript = Transcript(try String(contentsOf: file, encoding: .utf8))
        let found = try TranscriptStage.play(transcript.inputs).lines
        if Self.isRecording {
            try Data(transcript.text(expecting: found).utf8).write(to: file)
            return
        }
        let expected = try #require(
            transcript.expectations, "\(name).txt expects nothing: record it with RECORD_TRANSCRIPTS=1 and review it")
        if expected != found {
            let difference = Transcript.difference(from: expected, to: found).joined(separator: "\n")
            Issue.record("\(name).txt (-) is not what happens (+):\n\(difference)")
        }
    }

    @Test("there are the stories that were asked for")
    func count() throws {
        #expect(try Transcript.names().count >= 25)
    }

    @Test(
        "every rule file that is shipped is played in a transcript", arguments: ["config/rules.d", "config/examples"])
    func ruleFiles(_ folder: String) throws {
        let played = try Transcript.names().flatMap { name in
            Transcript(try String(contentsOf: Transcript.file(name), encoding: .utf8)).inputs
                .filter { $0.hasPrefix("rules ") }
        }
        let path = ExampleFile.root.appending(path: folder).path
        let files = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".toml") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(played.contains { $0 == "rules \(folder)/\(file)" }, "no transcript plays \(folder)/\(file)")
        }
    }

    @Test(
        "a transcript without expectations has none, rather than expecting nothing",
        arguments: ["until 1m", "until 1m\n----\n\n"])
    func withoutExpectations(_ text: String) {
        #expect(Transcript(text).expectations == nil)
    }

    @Test("a difference shows what is missing, what is new and what is around it")
    func difference() {
        let expected = (0..<20).map { "line \($0)" }
        var found = expected
        found[10] = "another"
        #expect(
            Transcript.difference(from: expected, to: found)
                == [
                    "  line 7", "  line 8", "  line 9", "- line 10", "+ another", "  line 11", "  line 12", "  line 13",
                ])
        #expect(Transcript.difference(from: expected, to: expected).isEmpty)
    }

    @Test(
        "a line that is not understood fails with its number",
        arguments: [
            ("until 1m\nt=0 begin scan library.update.section", "line 2: \"begin\" has no meaning"),
            ("t=0 start scan library.update.section colour=red", "line 1: \"colour\" has no meaning here"),
            ("rule stuck type=* action=stop", "line 0: rule stuck has no condition"),
            ("rule stuck type=* runs-for=3m", "line 0: a rule has no \"runs-for\""),
            ("t=soon reload", "line 1: \"soon\" is no duration"),
            ("t=0 start scan library.update.section title=\"x", "line 1: a quote is not closed"),
        ])
    func notUnderstood(_ text: String, _ complaint: String) {
        #expect(throws: TranscriptError.self) { try TranscriptStage.play(text) }
        do {
            _ = try TranscriptStage.play(text)
        } catch {
            #expect("\(error)" == complaint)
        }
    }
}
