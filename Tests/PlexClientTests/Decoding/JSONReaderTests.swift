// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Reading JSON")
struct JSONReaderTests {
    /// The value that the bytes write.
    private func value(_ bytes: [UInt8]) throws -> JSONValue? {
        var reader = JSONReader(bytes)
        var budget = 1000
        let value = try reader.readValue(budget: &budget)
        try reader.finish()
        return value
    }

    @Test(
        "strings are decoded, and repaired where needed",
        arguments: [
            (#""""#, ""), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
            (#""\u00e9\u4E2D""#, "é中"), (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"),
            (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\n""#, "\u{FFFD}\n"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\u0000""#, "\0"),
            ("\"raw\u{1}\n\"", "raw\u{1}\n"),
        ])
    func strings(written: String, expected: String) throws {
        #expect(try self.value(Array(written.utf8)) == .string(expected))
    }

    @Test(
        "numbers are decoded",
        arguments: [
            ("0", .integer(0)), ("-0", .integer(0)), ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)), ("1E2", .number(100)),
            ("1e-2", .number(0.01)), ("1e400", .null), ("-1e400", .null), ("NaN", .null), ("-inf", .null),
        ] as [(String, JSONValue)])
    func numbers(written: String, expected: JSONValue) throws {
        #expect(try self.value(Array(written.utf8)) == expected)
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "x", "tru", "nulls", "True", "01", "+1", "1.", ".5", "1e", "1e+", "--1", "0x10", "1_0", "-", "'a'",
            "\"", "\"a", #""\x""#, #""\u12g4""#, #""\u12"#, "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]",
            "[1}", #"{"a":1]"#, "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, "{a:1}", "{1:1}",
            #"{"a":1 "b":2}"#, "1 2", "[]]", "{}x", "<a/>",
        ])
    func syntax(written: String) {
        #expect(throws: DecodingFailure.self) { try self.value(Array(written.utf8)) }
        // What is only passed over is checked as well.
        var reader = JSONReader(Array(written.utf8))
        #expect(throws: DecodingFailure.self) {
            try reader.skipValue()
            try reader.finish()
        }
    }

    @Test("64 levels are read, and no more", arguments: ["[", #"{"a":"#])
    func depth(opening: String) throws {
        func text(_ count: Int) -> [UInt8] {
            let close = opening == "[" ? "]" : "}"
            let parts = [
                String(repeating: opening, count: count), opening == "[" ? "" : "1",
                String(repeating: close, count: count),
            ]
            return Array(parts.joined().utf8)
        }
        var fitting = JSONReader(text(64))
        try fitting.skipValue()
        try fitting.finish()
        for count in [65, 100_000] {
            var reader = JSONReader(text(count))
            #expect(throws: DecodingFailure.self) { try reader.skipValue() }
        }
    }

    @Test("100,000 open brackets are refused at every decoder")
    func brackets() {
        let brackets = String(repeating: "[", count: 100_000)
        for text in [
            brackets, #"{"MediaContainer":{"Activity":"# + brackets,
            #"{"MediaContainer":{"Activity":[{"Context":{"a":"# + brackets,
        ] {
            #expect(throws: DecodingFailure.self) { try ActivitiesDecoding.snapshot(Array(text.utf8)) }
        }
    }

    @Test("no damage to an answer makes a decoder trap", arguments: 0..<40)
    func damage(seed: UInt64) {
        var random = Generator(state: seed)
        let payloads = [Payloads.activities, Payloads.sections, Payloads.butler, Payloads.identity, Payloads.sessions]
        let alphabet = Array("{}[]\",:\\u0dD8-+.eE1 \0\u{FF}".utf8)
        for payload in payloads {
            for _ in 0..<50 {
                var bytes = Array(payload.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[index] = alphabet.randomElement(using: &random) ?? 0
                    case 1: bytes.remove(at: index)
                    default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                    }
                }
                // Whatever is read of it is consistent with itself.
                if let snapshot = try? ActivitiesDecoding.snapshot(bytes) {
                    #expect(
                        snapshot.rowCount == snapshot.activities.count + snapshot.contradictory.count
                            + snapshot.skippedRows + snapshot.duplicateRows)
                }
                let sections = try? SectionsDecoding.sections(bytes)
                #expect(sections?.contains { $0.id.rawValue.isEmpty } != true)
                let tasks = try? ButlerDecoding.tasks(bytes)
                #expect(tasks?.contains { $0.name.rawValue.isEmpty } != true)
                let identity = try? IdentityDecoding.identity(bytes)
                #expect(identity?.machineIdentifier.isEmpty != true)
                let sessions = try? SessionsDecoding.sessions(bytes)
                #expect((sessions?.count ?? 0) <= bytes.count)
            }
        }
    }
}

/// A generator of which the numbers follow from the seed (SplitMix64), so that a failure can be repeated.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
