// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A story on file: what happens, and below a line of dashes what the monitor must make of it.
struct Transcript {
    /// What parts inputs from expectations.
    static let divider = "----"

    /// The folder with the transcripts, one story per file.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Transcripts")

    /// The inputs as they are written, comments included.
    var inputs: [Substring]
    /// What must follow; nil where it has not been recorded yet.
    var expectations: [String]?

    /// Takes a transcript apart.
    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let divider = lines.firstIndex(where: { $0 == Self.divider }) else {
            self.inputs = lines
            return
        }
        self.inputs = Array(lines[..<divider])
        var expectations = lines[(divider + 1)...].map(String.init)
        while expectations.last?.isEmpty == true { expectations.removeLast() }
        self.expectations = expectations.isEmpty ? nil : expectations
    }

    /// The names of all transcripts.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".txt") }
            .map { String($0.dropLast(4)) }
            .sorted()
    }

    /// The file of a transcript.
    static func file(_ name: String) -> URL { Self.folder.appending(path: name + ".txt") }

    /// The transcript with other expectations, as it is written to its file.
    func text(expecting lines: [String]) -> String {
        var inputs = self.inputs.map(String.init)
        while inputs.last?.isEmpty == true { inputs.removeLast() }
        return (inputs + [Self.divider] + lines).joined(separator: "\n") + "\n"
    }

    /// What must be and is not (`-`), and what is and must not be (`+`), each with the lines around it.
    static func difference(from expected: [String], to found: [String]) -> [String] {
        let changes = found.difference(from: expected)
        let removed = Set(changes.removals.map(\.position))
        let inserted = Set(changes.insertions.map(\.position))
        var lines: [(text: String, isChange: Bool)] = []
        var left = 0
        var right = 0
        while left < expected.count || right < found.count {
            if left < expected.count, removed.contains(left) {
                lines.append(("- " + expected[left], true))
                left += 1
            } else if right < found.count, inserted.contains(right) {
                lines.append(("+ " + found[right], true))
                right += 1
            } else {
                if left < expected.count { lines.append(("  " + expected[left], false)) }
                left += 1
                right += 1
            }
        }
        let near = Set(lines.indices.filter { lines[$0].isChange }.flatMap { ($0 - 3)...($0 + 3) })
        return lines.indices.filter(near.contains).map { lines[$0].text }
    }
}

extension CollectionDifference.Change {
    /// Where the change is.
    fileprivate var position: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
