// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Decoding of activities")
struct ActivitiesDecodingTests {
    /// The snapshot of a document.
    private func snapshot(_ text: String) throws -> ActivitySnapshot {
        try ActivitiesDecoding.snapshot(Array(text.utf8))
    }

    /// The only activity of a container with one row.
    private func activity(_ members: String) throws -> Activity? {
        let text = #"{"MediaContainer":{"Activity":[{"uuid":"a","type":"t""# + members + "}]}}"
        return try self.snapshot(text).activities.first
    }

    @Test("a real answer is read in full")
    func realAnswer() throws {
        let snapshot = try self.snapshot(Payloads.activities)
        #expect(snapshot.isComplete)
        #expect(
            snapshot.activities == [
                Activity(
                    id: ActivityID("7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1"), type: .libraryUpdateSection,
                    title: "Scanning Movies",
                    subtitle: "Météo été 😀", progress: .percent(42), isCancellable: false, userID: 1,
                    context: .object([JSONValue.Member("librarySectionID", "3")])),
                Activity(
                    id: ActivityID("0d5c1a3e-1111-4222-8333-444455556666"), type: .generateCredits,
                    title: "Detecting Credits",
                    subtitle: "Some Show S01 E21", progress: .unknown, isCancellable: false, userID: 1),
                Activity(
                    id: ActivityID("b0000000-0000-4000-8000-000000000000"), type: .butler, progress: .percent(100),
                    isCancellable: false, userID: 1),
            ])
        #expect(snapshot.activities.first?.sectionID == SectionID("3"))
    }

    @Test(
        "an answer without rows is complete",
        arguments: [
            Payloads.noActivities, #"{"MediaContainer":{}}"#, #"{"MediaContainer":{"size":0,"Activity":[]}}"#,
            #"{"MediaContainer":{"Activity":null,"size":null}}"#, #"{"a":[{}],"MediaContainer":{"size":"0"},"b":1} "#,
            "\u{FEFF}" + Payloads.noActivities,
        ])
    func noRows(text: String) throws {
        let snapshot = try self.snapshot(text)
        #expect(snapshot.isComplete)
        #expect(snapshot.activities.isEmpty)
    }

    @Test("a single row may stand without its list")
    func singleRow() throws {
        let snapshot = try self.snapshot(#"{"MediaContainer":{"size":1,"Activity":{"uuid":"a","type":"butler"}}}"#)
        #expect(snapshot.isComplete)
        #expect(snapshot.activities == [Activity(id: ActivityID("a"), type: .butler)])
    }

    @Test("no part of an answer is taken for a whole one", arguments: [Payloads.activities, Payloads.noActivities])
    func truncation(text: String) {
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: DecodingFailure.self) { try ActivitiesDecoding.snapshot(Array(bytes[..<length])) }
        }
    }

    @Test(
        "cancellable is read however it is written",
        arguments: [
            ("true", true), ("false", false), ("1", true), ("0", false), (#""1""#, true), (#""0""#, false),
            (#""true""#, true), (#""false""#, false), ("null", nil), ("2", nil), (#""yes""#, nil), ("[1]", nil),
            ("{}", nil), ("1.5", nil),
        ] as [(String, Bool?)])
    func cancellable(written: String, expected: Bool?) throws {
        #expect(try self.activity(#","cancellable":\#(written)"#)?.isCancellable == expected)
    }

    @Test(
        "progress is read however it is written, and unknown where it is none",
        arguments: [
            ("0", 0), ("100", 100), ("42.5", 42.5), (#""50""#, 50), (#""42.5""#, 42.5), ("1e1", 10), ("-0", 0),
            ("-1", nil), ("7000", nil), ("100.0001", nil), ("null", nil), (#""""#, nil), (#""NaN""#, nil), ("nan", nil),
            ("-nan", nil), ("Infinity", nil), (#""0x10""#, nil), (#"" 5""#, nil), ("1e999", nil), ("true", nil),
            ("[5]", nil), (#"{"a":5}"#, nil), ("99999999999999999999999999", nil), ("0.00000000000000000001e21", 10),
            (String(repeating: "9", count: 5000), nil), ("0." + String(repeating: "0", count: 5000), nil),
        ] as [(String, Double?)])
    func progress(written: String, expected: Double?) throws {
        let activity = try #require(try self.activity(#","progress":\#(written)"#))
        #expect(activity.progress.percentage == expected)
    }

    @Test(
        "the section is read as a string or an integer, and unknown otherwise",
        arguments: [
            (#"{"librarySectionID":"3"}"#, "3"), (#"{"librarySectionID":3}"#, "3"),
            (#"{"librarySectionID":null}"#, nil),
            (#"{"librarySectionID":""}"#, nil), (#"{"librarySectionID":3.5}"#, nil),
            (#"{"librarySectionID":["3"]}"#, nil),
            ("null", nil), ("[]", nil), (#""3""#, nil), ("3", nil), ("{}", nil),
            (#"{"librarySectionID":3,"librarySectionID":4}"#, "3"),
        ] as [(String, String?)])
    func section(context: String, expected: String?) throws {
        let activity = try #require(try self.activity(#","Context":\#(context)"#))
        #expect(activity.sectionID?.rawValue == expected)
    }

    @Test(
        "members with wrong types are unknown and cost no row",
        arguments: ["null", "[]", "{}", "true", #"["x",{"y":[1]}]"#, "1.5"])
    func wrongTypes(value: String) throws {
        let members = ["title", "subtitle", "progress", "cancellable", "userID"].map { #","\#($0)":\#(value)"# }
            .joined()
        let activity = try #require(try self.activity(members))
        #expect(activity.title.isEmpty)
        #expect(activity.subtitle.isEmpty)
        #expect(activity.userID == nil)
    }

    @Test(
        "a row without identity is skipped and counted, and the others stay",
        arguments: [
            "{}", "null", "7", #""x""#, "[]", "[[{}]]", #"{"uuid":"b"}"#, #"{"type":"butler"}"#,
            #"{"uuid":"","type":"t"}"#, #"{"uuid":"b","type":""}"#, #"{"uuid":5,"type":"t"}"#,
            #"{"uuid":null,"type":"t"}"#, #"{"uuid":"b","type":["t"]}"#, #"{"uuid":"b","uuid":"c","type":"t"}"#,
            #"{"uuid":"b","type":"t","type":"u"}"#,
            #"{"uuid":"\#(String(repeating: "b", count: 1025))","type":"t"}"#,
        ])
    func badRow(row: String) throws {
        let snapshot = try self.snapshot(
            #"{"MediaContainer":{"size":3,"Activity":[{"uuid":"a","type":"t"},\#(row),{"uuid":"z","type":"t"}]}}"#)
        #expect(snapshot.activities.map(\.id.rawValue) == ["a", "z"])
        #expect(snapshot.skippedRows == 1)
        #expect(snapshot.rowCount == 3)
        #expect(!snapshot.isComplete)
    }

    @Test(
        "a size that is not the number of rows makes a snapshot incomplete",
        arguments: [
            ("1", true), (#""1""#, true), ("null", true), ("0", false), ("2", false), ("-1", false), (#""x""#, false),
            ("1.5", false), ("[]", false), ("true", false), ("99999999999999999999", false),
        ])
    func size(written: String, isComplete: Bool) throws {
        let row = #"{"uuid":"a","type":"t"}"#
        for text in [
            #"{"MediaContainer":{"size":\#(written),"Activity":[\#(row)]}}"#,
            #"{"MediaContainer":{"Activity":[\#(row)],"size":\#(written)}}"#,
        ] {
            #expect(try self.snapshot(text).isComplete == isComplete)
        }
    }

    @Test(
        "a row that names a member twice with two values makes the list incomplete",
        arguments: [
            #""title":"A","title":"B""#, #""progress":1,"progress":2"#, #""cancellable":true,"cancellable":false"#,
            #""Context":{"librarySectionID":"1"},"Context":{"librarySectionID":"2"}"#, #""userID":1,"userID":null"#,
        ])
    func repeatedMembers(members: String) throws {
        let snapshot = try self.snapshot(
            #"{"MediaContainer":{"size":1,"Activity":[{"uuid":"a","type":"butler",\#(members)}]}}"#)
        #expect(snapshot.activities.isEmpty)
        #expect(!snapshot.isComplete)
    }

    @Test("equal rows of one uuid count as duplicates")
    func duplicates() throws {
        let row = #"{"uuid":"a","type":"t","progress":5}"#
        let snapshot = try self.snapshot(#"{"MediaContainer":{"size":3,"Activity":[\#(row),\#(row),\#(row)]}}"#)
        #expect(snapshot.activities == [Activity(id: ActivityID("a"), type: ActivityType("t"), progress: .percent(5))])
        #expect(snapshot.duplicateRows == 2)
        #expect(snapshot.contradictory.isEmpty)
        #expect(!snapshot.isComplete)
    }

    @Test("rows of one uuid that differ leave nothing known but its presence")
    func contradiction() throws {
        let snapshot = try self.snapshot(
            """
            {"MediaContainer":{"size":4,"Activity":[{"uuid":"a","type":"t","progress":5},{"uuid":"b","type":"t"},\
            {"uuid":"a","type":"t","progress":6},{"uuid":"a","type":"t","progress":5}]}}
            """)
        #expect(snapshot.activities.map(\.id) == [ActivityID("b")])
        #expect(snapshot.contradictory == [ActivityID("a")])
        #expect(snapshot.duplicateRows == 2)
        #expect(snapshot.rowCount == 4)
        #expect(!snapshot.isComplete)
    }

    @Test(
        "JSON that is no list of activities is unreadable",
        arguments: [
            "{}", "[]", "null", "7", #""x""#, "[{}]", #"{"MediaContainer":null}"#, #"{"MediaContainer":[]}"#,
            #"{"MediaContainer":7}"#, #"{"mediaContainer":{}}"#, #"{"MediaContainer":{"Activity":7}}"#,
            #"{"MediaContainer":{"Activity":"x"}}"#, #"{"MediaContainer":{},"MediaContainer":{}}"#,
            #"{"MediaContainer":{"Activity":[],"Activity":[]}}"#, #"{"MediaContainer":{"size":1,"size":1}}"#,
        ])
    func unreadable(text: String) {
        let failure = #expect(throws: DecodingFailure.self) { try self.snapshot(text) }
        guard case .unreadable = failure else {
            Issue.record("\(String(describing: failure)) is not the failure of \(text)")
            return
        }
    }

    @Test("20,000 rows are read, one more is not believed")
    func rows() throws {
        func text(_ count: Int) -> String {
            let rows = (0..<count).map { #"{"uuid":"\#($0)","type":"t"}"# }.joined(separator: ",")
            return #"{"MediaContainer":{"size":\#(count),"Activity":[\#(rows)]}}"#
        }
        let snapshot = try self.snapshot(text(20_000))
        #expect(snapshot.activities.count == 20_000)
        #expect(snapshot.isComplete)
        #expect(throws: DecodingFailure.unreadable("Activity holds more than 20000 rows")) {
            try self.snapshot(text(20_001))
        }
    }

    @Test("a Context that is too large or too deep is unknown")
    func context() throws {
        let wide = "{" + (0..<64).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}"
        let fitting = "{" + (0..<63).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}"
        let deep = #"{"a":"# + String(repeating: "[", count: 8) + String(repeating: "]", count: 8) + "}"
        #expect(try self.activity(#","Context":\#(wide),"Response":{"a":1}"#)?.context == nil)
        #expect(try self.activity(#","Context":\#(wide),"Response":{"a":1}"#)?.response == .object([.init("a", 1)]))
        #expect(try self.activity(#","Context":\#(fitting)"#)?.context?["k62"] == 62)
        #expect(try self.activity(#","Context":\#(deep),"title":"x""#)?.context == nil)
        #expect(try self.activity(#","Context":\#(deep),"title":"x""#)?.title == "x")
        #expect(
            try self.activity(#","Context":{"b":[1,null,{"c":false}],"a":"x"}"#)?.context
                == .object([.init("b", .array([1, .null, .object([.init("c", false)])])), .init("a", "x")]))
    }

    @Test("long strings are cut between characters")
    func longStrings() throws {
        let title = String(repeating: "é", count: 3000)
        #expect(try self.activity(#","title":"x\#(title)""#)?.title == "x" + String(repeating: "é", count: 2047))
        #expect(try self.activity(#","title":"\#(title)""#)?.title == String(repeating: "é", count: 2047))
    }

    @Test("invalid UTF-8 is repaired")
    func invalidText() throws {
        let bytes =
            Array(#"{"MediaContainer":{"Activity":[{"uuid":"a","type":"t","title":"x"#.utf8)
            + [0xFF, 0xC3] + Array(#"y"}]}}"#.utf8)
        #expect(try ActivitiesDecoding.snapshot(bytes).activities.first?.title == "x\u{FFFD}\u{FFFD}y")
    }

    @Test("of a large Context and Response what fits is kept whole, in its order, and the section in any case")
    func largeTrees() throws {
        let long = String(repeating: "x", count: 1_000)
        let many = (0..<20).map { #""k\#($0)":"\#(long)""# }.joined(separator: ",")
        let row = try #require(
            try self.activity(#","Context":{\#(many),"librarySectionID":"7","z":1},"Response":{"a":"\#(long)","b":1}"#))
        #expect(row.sectionID == SectionID("7"))
        guard case .object(let members) = row.context else {
            Issue.record("no Context")
            return
        }
        #expect(members.map(\.name) == ["k0", "k1", "k2", "librarySectionID", "z"])
        #expect(row.response == .object([.init("b", 1)]))
        let size = try #require(row.context).approximateSize + #require(row.response).approximateSize
        #expect(size <= TreeLimit.maximumSize)
    }

    @Test("a name that is too large once is left out wherever it stands")
    func largeSection() throws {
        let long = String(repeating: "1", count: 4_090)
        let row = try #require(
            try self.activity(#","Context":{"librarySectionID":"\#(long)","librarySectionID":"2","a":1}"#))
        #expect(row.sectionID == nil)
        #expect(row.context == .object([.init("a", 1)]))
    }
}
