// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import Testing

/// A generator whose numbers are the same in every run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Hostile files")
struct HostileFilesTests {
    /// Pieces on which parsers of TOML stumble.
    private static let pieces = [
        "[", "]", "[[", "]]", "[[[rule]]]", "[.a]", ".", "\"", "'", "\"\"\"", "'''", "=", "\n", "\r", "\r\n", "#", " ",
        ",", "{", "}", "_", "-", "+", "0", "1e9", "1e999", "inf", "nan", "0x", "0b2", "1979-05-27", "07:32", "TZ0",
        "\\", "\\u0000", "\\x41", "\\ud800", "\u{A0}", "\u{FEFF}", "\u{7F}", "\0", "true", "99999999999999999999", "..",
        "[[rule]]\n", "[rule]\n", "[rule.when]\n", "é", "for = \"1m\"\n", "rule = 1\n", "server = [1]\n",
    ].map { Array($0.utf8) }

    /// A file that uses most of the syntax.
    private static let seed = Array(
        (goodMain + goodRule + """
            [[rule.except]]
            section = ["Home", 3]
            title = '''a
            b'''
            [rule.do]
            attempts = 2
            [window.night]
            from = "22:00" # c
            to = "06:00"
            [journal]
            quiet = [
              "butler",
            ]
            """).utf8)

    /// Some changes of a file.
    private static func mutate(_ bytes: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, position + Int.random(in: 1...12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: position)
            case 1: bytes.removeSubrange(position..<end)
            case 2: bytes.replaceSubrange(position..<end, with: [UInt8.random(in: .min ... .max, using: &generator)])
            case 3:
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            default: bytes.replaceSubrange(position..<end, with: Self.pieces.randomElement(using: &generator) ?? [])
            }
        }
        return bytes
    }

    @Test("never end the process, and each is either read or refused with a reason", arguments: 1...4)
    func mutations(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var accepted = 0
        for _ in 0..<1_500 {
            let bytes = Self.mutate(Self.seed, with: &generator)
            var fileSystem = MemoryFileSystem([:])
            fileSystem.files["/c/plex-activityd.toml"] = .bytes(bytes)
            do throws(ConfigurationFailure) {
                let configuration = try ConfigurationLoader.load(from: .directory("/c"), fileSystem: fileSystem)
                #expect(!configuration.servers.isEmpty)
                accepted += 1
            } catch {
                guard case .rejected(let problems) = error else {
                    Issue.record("the file is there")
                    continue
                }
                #expect(problems.contains { $0.severity == .error && !$0.message.isEmpty })
                #expect(problems.allSatisfy { $0.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
            }
        }
        // Both ways were taken: some changes only touch a name or a comment.
        #expect((1..<1_500).contains(accepted))
    }
}
