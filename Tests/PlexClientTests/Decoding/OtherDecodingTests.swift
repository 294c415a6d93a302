// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Decoding of sections, tasks, identity and sessions")
struct OtherDecodingTests {
    @Test("sections are read, and those without a key left out")
    func sections() throws {
        #expect(
            try SectionsDecoding.sections(Array(Payloads.sections.utf8)) == [
                LibrarySection(id: SectionID("1"), title: "Movies", kind: "movie", isRefreshing: false),
                LibrarySection(id: SectionID("2"), title: "Series", kind: "show", isRefreshing: true),
            ])
    }

    @Test("tasks are read from their own container")
    func tasks() throws {
        #expect(
            try ButlerDecoding.tasks(Array(Payloads.butler.utf8)) == [
                ButlerTask(
                    name: "BackupDatabase", title: "Backup Database",
                    summary: "Create a backup copy of the server's database", isEnabled: true, interval: 3),
                ButlerTask(
                    name: "LoudnessAnalysis", title: "Loudness", summary: "Analyse", isEnabled: false, interval: 1),
            ])
    }

    @Test("tasks that live servers list are known, and a task of a newer server is read like them")
    func newTasks() throws {
        let names = [
            "ProcessAssets", "ButlerTaskGenerateAdMarkers", "ButlerTaskCleanSupplementalLogFiles", "TaskOfTheFuture",
        ]
        let rows = names.map { #"{"name":"\#($0)","interval":1}"# }.joined(separator: ",")
        let tasks = try ButlerDecoding.tasks(Array(#"{"ButlerTasks":{"ButlerTask":[\#(rows)]}}"#.utf8))
        #expect(tasks.map(\.name.rawValue) == names)
        #expect(tasks.map(\.name.isKnown) == [true, true, true, false])
    }

    @Test(
        "a preference is a whole number, or unknown",
        arguments: [
            (#"{"id":"butlerStartHour","type":"int","value":2}"#, 2),
            (#"{"id":"butlerStartHour","value":"3"}"#, 3),
            (#"{"id":"butlerEndHour","value":5}"#, nil), (#"{"id":"butlerStartHour"}"#, nil),
            (#"{"id":"butlerStartHour","value":2},{"id":"butlerStartHour","value":3}"#, nil), ("", nil),
        ] as [(String, Int?)])
    func preference(rows: String, number: Int?) throws {
        let bytes = Array(#"{"MediaContainer":{"Setting":[\#(rows)]}}"#.utf8)
        #expect(try PreferenceDecoding.number(bytes, id: "butlerStartHour") == number)
    }

    @Test("the identity is read")
    func identity() throws {
        #expect(
            try IdentityDecoding.identity(Array(Payloads.identity.utf8))
                == ServerIdentity(
                    machineIdentifier: "96f2fe7a78c9dc1f16a16bedbe90f98149be16b4", version: "1.43.3.10000-abcdef123",
                    isClaimed: true))
    }

    @Test(
        "an identity without its identifier is unreadable",
        arguments: [
            #"{"MediaContainer":{"size":0}}"#, #"{"MediaContainer":{"machineIdentifier":""}}"#,
            #"{"MediaContainer":{"machineIdentifier":5}}"#, #"{"MediaContainer":{"machineIdentifier":["a"]}}"#,
            #"{"MediaContainer":{"machineIdentifier":"a","machineIdentifier":"b"}}"#,
        ])
    func noIdentity(text: String) {
        #expect(throws: DecodingFailure.self) { try IdentityDecoding.identity(Array(text.utf8)) }
    }

    @Test("sessions are read; an unreadable row is one, and a playhead in two places is unknown")
    func sessions() throws {
        #expect(
            try SessionsDecoding.sessions(Array(Payloads.sessions.utf8)) == [
                PlaybackSession(key: "7", state: .playing, isTranscoding: true, playhead: .milliseconds(61_500)),
                PlaybackSession(key: "8", state: .paused, isTranscoding: false),
                PlaybackSession(key: "9", state: .buffering, isTranscoding: false),
                PlaybackSession(key: "", state: .unknown, isTranscoding: false),
            ])
    }

    @Test(
        "a list that contradicts its size, or is there twice, is unreadable",
        arguments: [
            #""size":2,"LIST":[{"key":"1","name":"a"}]"#, #""size":0,"LIST":[{"key":"1","name":"a"}]"#, #""size":1"#,
            #""LIST":[],"LIST":[{"key":"1","name":"a"}]"#, #""size":0,"size":1,"LIST":[{"key":"1","name":"a"}]"#,
            #""size":"many","LIST":[]"#, #""size":-1,"LIST":[]"#,
        ])
    func contradictions(members: String) {
        func bytes(_ container: String, _ list: String) -> [UInt8] {
            Array("{\"\(container)\":{\(members.replacing("LIST", with: list))}}".utf8)
        }
        #expect(throws: DecodingFailure.self) { try SectionsDecoding.sections(bytes("MediaContainer", "Directory")) }
        #expect(throws: DecodingFailure.self) { try SessionsDecoding.sessions(bytes("MediaContainer", "Metadata")) }
        #expect(throws: DecodingFailure.self) { try ButlerDecoding.tasks(bytes("ButlerTasks", "ButlerTask")) }
    }

    @Test("a member that is there twice with two values is unknown")
    func repeatedMembers() throws {
        let sections =
            #"{"MediaContainer":{"size":1,"Directory":[{"key":"1","title":"A","title":"B","type":"a","type":"a"}]}}"#
        #expect(
            try SectionsDecoding.sections(Array(sections.utf8)) == [
                LibrarySection(id: SectionID("1"), title: "", kind: "a", isRefreshing: nil)
            ])
        let sessions = #"{"MediaContainer":{"Metadata":[{"Player":{"state":"paused"},"Player":{"state":"playing"}}]}}"#
        #expect(try SessionsDecoding.sessions(Array(sessions.utf8)).map(\.state) == [.unknown])
    }

    @Test("no part of an answer is taken for a whole one")
    func truncation() {
        func check<Value>(_ payload: String, _ decode: ([UInt8]) throws -> Value) {
            let bytes = Array(payload.utf8)
            for length in 0..<bytes.count {
                #expect(throws: DecodingFailure.self) { _ = try decode(Array(bytes[..<length])) }
            }
        }
        check(Payloads.sections, SectionsDecoding.sections)
        check(Payloads.butler, ButlerDecoding.tasks)
        check(Payloads.identity, IdentityDecoding.identity)
        check(Payloads.sessions, SessionsDecoding.sessions)
    }
}
