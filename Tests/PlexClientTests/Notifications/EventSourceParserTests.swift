// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlexClient

@Suite("The EventSource parser, by the rules of the HTML standard")
struct EventSourceParserTests {
    /// A stream and what it says.
    struct Case: Sendable, CustomTestStringConvertible {
        /// What is tried.
        var name: String
        /// The stream.
        var stream: String
        /// The events, each as `type|data`.
        var events: [String] = []
        /// What the last `retry:` line meant.
        var retry: Duration?
        /// What the last event's `id:` line said.
        var lastEventID = ""
        /// How many events are passed over.
        var skipped = 0

        var testDescription: String { self.name }
    }

    /// What a parser makes of a stream.
    struct Outcome: Hashable {
        /// The events, each as `type|data`.
        var events: [String] = []
        /// The time to wait.
        var retry: Duration?
        /// The identifier.
        var lastEventID = ""
        /// How many events were passed over.
        var skipped = 0
        /// Whether the stream has no end.
        var isEndless = false
    }

    /// The limit in these tests.
    static let limit = 64

    /// What a parser makes of the parts of a stream.
    static func parse(_ parts: [[UInt8]], limit: Int = Self.limit) -> Outcome {
        var parser = EventSourceParser(limit: limit)
        var outcome = Outcome()
        for part in parts {
            for event in parser.read(part) {
                outcome.events.append("\(event.type)|\(String(decoding: event.data, as: UTF8.self))")
            }
        }
        outcome.retry = parser.retry
        outcome.lastEventID = parser.lastEventID
        outcome.skipped = parser.skippedEvents
        outcome.isEndless = parser.isEndless
        return outcome
    }

    static let cases = [
        Case(name: "nothing", stream: ""),
        Case(name: "one event", stream: "event: activity\ndata: {}\n\n", events: ["activity|{}"]),
        Case(name: "no type", stream: "data: a\n\n", events: ["|a"]),
        Case(name: "line feeds", stream: "data: a\ndata: b\n\ndata: c\n\n", events: ["|a\nb", "|c"]),
        Case(name: "carriage returns", stream: "data: a\rdata: b\r\rdata: c\r\r", events: ["|a\nb", "|c"]),
        Case(name: "both", stream: "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", events: ["|a\nb", "|c"]),
        Case(name: "all three", stream: "data: a\ndata: b\rdata: c\r\n\ndata: d\r\r\n", events: ["|a\nb\nc", "|d"]),
        Case(name: "a line feed, then a carriage return", stream: "data: a\n\rdata: b\n\r", events: ["|a", "|b"]),
        Case(name: "an unfinished event is not one", stream: "data: a\n\ndata: b\n", events: ["|a"]),
        Case(name: "an unfinished line", stream: "data: a", events: []),
        Case(name: "a byte order mark", stream: "\u{FEFF}data: a\n\n", events: ["|a"]),
        Case(name: "a byte order mark before a comment", stream: "\u{FEFF}:x\ndata: a\n\n", events: ["|a"]),
        Case(
            name: "a second byte order mark is text", stream: "\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n", events: ["|b"]),
        Case(name: "a late byte order mark is text", stream: "data: a\n\u{FEFF}data: b\n\n", events: ["|a"]),
        Case(name: "comments", stream: ": hello\n:\ndata: a\n:data: b\n\n", events: ["|a"]),
        Case(name: "a comment alone is no event", stream: ": ping\n\n:\n\n"),
        Case(name: "a type alone is no event", stream: "event: activity\n\ndata: a\n\n", events: ["|a"]),
        Case(
            name: "one blank after the colon goes", stream: "data:a\n\ndata:  b\n\ndata:\tc\n\n",
            events: ["|a", "| b", "|\tc"]),
        Case(name: "data without a value", stream: "data\n\ndata\ndata\n\ndata:\n\n", events: ["|", "|\n", "|"]),
        Case(name: "a colon within the value", stream: "data: a: b:c\n\n", events: ["|a: b:c"]),
        Case(
            name: "the example of the standard", stream: "data: YHOO\ndata: +2\ndata: 10\n\n",
            events: ["|YHOO\n+2\n10"]),
        Case(name: "fields are case sensitive", stream: "Data: a\nDATA: b\ndata : c\n data: d\n\n"),
        Case(name: "unknown fields", stream: "datas: x\nfoo: y\nbar\ndata: a\n\n", events: ["|a"]),
        Case(name: "the last type counts", stream: "event: a\nevent: b\ndata: x\n\n", events: ["b|x"]),
        Case(name: "a type is for one event", stream: "event: a\ndata: x\n\ndata: y\n\n", events: ["a|x", "|y"]),
        Case(name: "an empty type is none", stream: "event: a\nevent\ndata: x\n\n", events: ["|x"]),
        Case(name: "retry", stream: "retry: 3000\n", retry: .seconds(3)),
        Case(name: "the last retry counts", stream: "retry: 1\nretry: 0\n", retry: .zero),
        Case(name: "no retry", stream: "retry: -1\nretry: 1.5\nretry: 1 \nretry: +1\nretry\nretry:\nretry: \u{0661}\n"),
        Case(name: "a long retry", stream: "retry: 99999999999999999999999\n", retry: .seconds(86_400)),
        Case(name: "an identifier", stream: "id: 7\ndata: a\n\n", events: ["|a"], lastEventID: "7"),
        Case(name: "an identifier without data", stream: "id: 7\n\n", lastEventID: "7"),
        Case(name: "an identifier stays", stream: "id: 7\n\ndata: a\n\n", events: ["|a"], lastEventID: "7"),
        Case(name: "an identifier is taken back", stream: "id: 7\n\nid\n\n", lastEventID: ""),
        Case(name: "an identifier of an unfinished event", stream: "id: 7\n\nid: 8\ndata: a\n", lastEventID: "7"),
        Case(name: "no identifier with a NUL", stream: "id: 7\n\nid: a\u{0}b\n\n", lastEventID: "7"),
        Case(name: "NUL in data", stream: "data: a\u{0}b\n\n", events: ["|a\u{0}b"]),
        Case(
            name: "text beyond ASCII", stream: "event: \u{E9}\ndata: \u{1F600}\u{2028}\n\n",
            events: ["\u{E9}|\u{1F600}\u{2028}"]),
        Case(
            name: "a server's first words",
            stream: "event: ping\ndata: {}\n\nevent: activity\ndata: {\"a\":1}\n\n",
            events: ["ping|{}", "activity|{\"a\":1}"]),
        Case(
            name: "the longest line", stream: "data:" + String(repeating: "a", count: 59) + "\n\n",
            events: ["|" + String(repeating: "a", count: 59)]),
        Case(
            name: "too long a line", stream: "data:" + String(repeating: "a", count: 60) + "\n\ndata: b\n\n",
            events: ["|b"], skipped: 1),
        Case(
            name: "too long a line without meaning",
            stream: "data: a\nfoo:" + String(repeating: "a", count: 70) + "\n\ndata: b\n\n", events: ["|b"], skipped: 1),
        Case(
            name: "too much data", stream: String(repeating: "data: 0123456789\n", count: 7) + "\ndata: b\n\n",
            events: ["|b"], skipped: 1),
        Case(
            name: "too long a line twice in one event",
            stream: String(repeating: "data:" + String(repeating: "a", count: 70) + "\n", count: 2) + "\ndata: b\n\n",
            events: ["|b"], skipped: 1),
        Case(
            name: "a long comment is no event",
            stream: "data: a\n:" + String(repeating: "a", count: 200) + "\n\n", events: ["|a"]),
        Case(
            name: "what an event that is passed over says beside",
            stream: "id: 9\nretry: 5\ndata:" + String(repeating: "a", count: 70) + "\n\n",
            retry: .milliseconds(5), lastEventID: "9", skipped: 1),
    ]

    @Test("a stream says the same whole, at every cut, and byte by byte", arguments: Self.cases)
    func streams(example: Case) {
        let expected = Outcome(
            events: example.events, retry: example.retry, lastEventID: example.lastEventID, skipped: example.skipped)
        let bytes = Array(example.stream.utf8)
        #expect(Self.parse([bytes]) == expected)
        #expect(Self.parse(bytes.map { [$0] }) == expected)
        for cut in 0...bytes.count {
            let outcome = Self.parse([Array(bytes[..<cut]), Array(bytes[cut...])])
            if outcome != expected { Issue.record("cut at \(cut): \(outcome)") }
        }
    }

    @Test("what is not UTF-8 is left to the decoder, in data, and repaired in a type")
    func invalidText() {
        var parser = EventSourceParser(limit: 64)
        let events = parser.read(Array("event: a".utf8) + [0xFF] + Array("\ndata: ".utf8) + [0xC3, 0x28, 0x0A, 0x0A])
        #expect(events == [EventSourceParser.Event(type: "a\u{FFFD}", data: [0xC3, 0x28])])
    }

    @Test(
        "what has no end is given up, however it comes",
        arguments: [
            "data: a\n\ndata:" + String(repeating: "x", count: 1024),
            "data: a\n\n:" + String(repeating: "x", count: 1024),
            "data: a\n\n" + String(repeating: "data: 0123456789\n", count: 70),
            "data: a\n\n" + String(repeating: "foo\n", count: 400),
        ])
    func endless(stream: String) {
        let bytes = Array((stream + "\n\ndata: b\n\n").utf8)
        let whole = Self.parse([bytes])
        #expect(whole.isEndless)
        #expect(whole.events == ["|a"])
        let single = Self.parse(bytes.map { [$0] })
        #expect(single.isEndless)
        #expect(single.events == ["|a"])
    }

    @Test("comments for ever are signs of life, and no end")
    func comments() {
        let bytes = Array(String(repeating: ": still here\n", count: 10_000).utf8)
        #expect(!Self.parse([bytes]).isEndless)
        #expect(Self.parse([bytes, Array("data: a\n\n".utf8)]).events == ["|a"])
    }
}
