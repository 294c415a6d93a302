// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@Suite("What fuzzing has found, again")
struct CorpusTests {
    @Test("the loader keeps its promises on every input of the corpus")
    func configuration() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz/Corpus/configuration")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count >= 10, "the corpus has gone")
        for name in names.sorted() {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            #expect(ConfigurationCheck.violation(in: bytes) == nil, "\(name)")
        }
    }
}
