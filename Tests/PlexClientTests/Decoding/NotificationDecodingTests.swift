// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

/// Messages of the shapes that real servers send.
enum NotificationPayloads {
    /// The row of a scan, as both streams carry it.
    static let scan = """
        {"event":"updated","uuid":"7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1","Activity":{\
        "uuid":"7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1","type":"library.update.section","cancellable":false,"userID":1,\
        "title":"Scanning Movies","subtitle":"M\\u00e9t\\u00e9o","progress":42,"Context":{"librarySectionID":"3"}}}
        """
    /// The row of the end of a guide's reload.
    static let guide = """
        {"event":"ended","uuid":"b2","Activity":{"uuid":"b2","type":"provider.epg.load","cancellable":true,"userID":1,\
        "title":"Refreshing EPG","subtitle":"Downloaded 173 airings","progress":100}}
        """
    /// A scan on an EventSource.
    static let eventSource = #"{"ActivityNotification":\#(scan)}"#
    /// Both in one frame of a WebSocket.
    static let webSocket =
        #"{"NotificationContainer":{"type":"activity","size":2,"ActivityNotification":[\#(scan),\#(guide)]}}"#
    /// Somebody plays, on a WebSocket.
    static let playing = """
        {"NotificationContainer":{"type":"playing","size":1,"PlaySessionStateNotification":[{"sessionKey":"7",\
        "guid":"","ratingKey":"38800","url":"","key":"/library/metadata/38800","viewOffset":1,"state":"playing"}]}}
        """
    /// A line of the timeline, on a WebSocket.
    static let timeline = """
        {"NotificationContainer":{"type":"timeline","size":1,"TimelineEntry":[{"identifier":"com.plexapp.plugins.library",\
        "sectionID":"3","itemID":"9","type":1,"title":"A","state":5,"updatedAt":1}]}}
        """

    /// The news that ``scan`` holds.
    static let scanNews = ActivityNotification(
        id: ActivityID("7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1"), change: .updated,
        activity: Activity(
            id: ActivityID("7e2bb139-2ee5-4d4c-9e0b-0a86ef4fd3b1"), type: .libraryUpdateSection,
            title: "Scanning Movies", subtitle: "Météo", progress: .percent(42), isCancellable: false, userID: 1,
            context: .object([JSONValue.Member("librarySectionID", .string("3"))])))
    /// The news that ``guide`` holds.
    static let guideNews = ActivityNotification(
        id: ActivityID("b2"), change: .ended,
        activity: Activity(
            id: ActivityID("b2"), type: .providerGuideLoad, title: "Refreshing EPG",
            subtitle: "Downloaded 173 airings", progress: .percent(100), isCancellable: true, userID: 1))
}

@Suite("Decoding notifications")
struct NotificationDecodingTests {
    /// What a message says; nil where it cannot be read.
    private static func decode(_ type: String?, _ payload: some Sequence<UInt8>) -> [PlexNotification]? {
        try? NotificationDecoding.notifications(eventType: type, payload: Array(payload))
    }

    @Test(
        "what real servers send, in the shape of either stream on either stream",
        arguments: [
            ("activity", NotificationPayloads.eventSource, [.activity(NotificationPayloads.scanNews)]),
            (
                nil, NotificationPayloads.webSocket,
                [.activity(NotificationPayloads.scanNews), .activity(NotificationPayloads.guideNews)]
            ),
            (
                "activity", NotificationPayloads.webSocket,
                [.activity(NotificationPayloads.scanNews), .activity(NotificationPayloads.guideNews)]
            ),
            (nil, NotificationPayloads.eventSource, [.activity(NotificationPayloads.scanNews)]),
            ("", NotificationPayloads.eventSource, [.activity(NotificationPayloads.scanNews)]),
            (
                "activity", "{\"ActivityNotification\":[\(NotificationPayloads.guide)]}",
                [.activity(NotificationPayloads.guideNews)]
            ),
            (
                nil, "{\"NotificationContainer\":{\"ActivityNotification\":\(NotificationPayloads.guide)}}",
                [.activity(NotificationPayloads.guideNews)]
            ),
            (
                nil,
                "{\"NotificationContainer\":{\"ActivityNotification\":\(NotificationPayloads.guide),\"type\":\"activity\"}}",
                [.activity(NotificationPayloads.guideNews)]
            ),
            ("playing", #"{"PlaySessionStateNotification":{"state":"playing"}}"#, [.playing([])]),
            (nil, NotificationPayloads.playing, [.playing([.init(key: "7", state: .playing)])]),
            (
                "playing",
                #"{"PlaySessionStateNotification":[{"sessionKey":"7","state":"stopped"},{"sessionKey":8,"state":"paused"}]}"#,
                [.playing([.init(key: "7", state: .stopped), .init(key: "8", state: .paused)])]
            ),
            // A row without a session or a known state, or with two, says only that something has changed.
            (
                "playing",
                #"{"PlaySessionStateNotification":[17,{"state":"stopped"},{"sessionKey":"7"},{"sessionKey":"","state":"paused"},"#
                    + #"{"sessionKey":"7","state":"error"},{"sessionKey":"7","sessionKey":"8","state":"stopped"},"#
                    + #"{"sessionKey":"7","state":"playing","state":"stopped"}]}"#, [.playing([])]
            ),
            (nil, NotificationPayloads.timeline, [.other(type: "timeline")]),
            ("timeline", #"{"TimelineEntry":{}}"#, [.other(type: "timeline")]),
            ("transcodeSession.update", "{}", [.other(type: "transcodeSession.update")]),
            ("ping", "{}", []), ("ping", "no JSON", []), (nil, #"{"NotificationContainer":{"type":"ping"}}"#, []),
            (
                nil, #"{"NotificationContainer":{"type":"progress","ProgressNotification":[{"message":"x"}]}}"#,
                [.other(type: "progress")]
            ),
        ] as [(String?, String, [PlexNotification])])
    func shapes(example: (String?, String, [PlexNotification])) throws {
        let payload = Array(example.1.utf8)
        #expect(try NotificationDecoding.notifications(eventType: example.0, payload: payload) == example.2)
    }

    @Test(
        "news without what makes it news of an activity is another kind",
        arguments: [
            "{}", "7", "null", "[]", #""x""#, #"{"event":"started"}"#, #"{"uuid":"a"}"#,
            #"{"event":"stopped","uuid":"a"}"#, #"{"event":7,"uuid":"a"}"#, #"{"event":"STARTED","uuid":"a"}"#,
            #"{"event":"started","uuid":""}"#, #"{"event":"started","uuid":7}"#, #"{"event":"started","uuid":null}"#,
            #"{"event":"started","uuid":{"uuid":"a"}}"#, #"{"event":["started"],"uuid":"a"}"#,
            #"{"event":"started","uuid":"a","uuid":"b"}"#, #"{"event":"started","event":"ended","uuid":"a"}"#,
            #"{"event":"started","uuid":"\#(String(repeating: "a", count: 2000))"}"#,
            // A word that cannot be read is no licence to take another's.
            #"{"event":"started","uuid":7,"Activity":{"uuid":"a","type":"butler"}}"#,
        ])
    func noNews(row: String) throws {
        for payload in [#"{"ActivityNotification":\#(row)}"#, #"{"ActivityNotification":[\#(row),\#(row)]}"#] {
            let notifications = try NotificationDecoding.notifications(eventType: nil, payload: Array(payload.utf8))
            #expect(notifications.allSatisfy { $0 == .other(type: "activity") })
            #expect(!notifications.isEmpty || row == "[]")
        }
    }

    @Test(
        "values that cannot be believed are none, and the news is still news",
        arguments: [
            #""Activity":7"#, #""Activity":null"#, #""Activity":[]"#, #""Activity":{}"#, #""x":1"#,
            // Of another activity.
            #""Activity":{"uuid":"b","type":"butler"}"#,
            // Of which it may be either.
            #""Activity":{"uuid":"a","type":"butler"},"Activity":{"uuid":"a","type":"grabber.grab"}"#,
            #""Activity":{"uuid":"a","uuid":"b","type":"butler"}"#, #""Activity":{"uuid":"a"}"#,
        ])
    func noValues(member: String) throws {
        let payload = #"{"ActivityNotification":{"event":"ended","uuid":"a",\#(member)}}"#
        let news = ActivityNotification(id: ActivityID("a"), change: .ended, activity: nil)
        #expect(
            try NotificationDecoding.notifications(eventType: "activity", payload: Array(payload.utf8)) == [
                .activity(news)
            ])
    }

    @Test("what is repeated alike, or stands in the values alone, is believed")
    func repeated() throws {
        let activity = #"{"uuid":"a","type":"butler"}"#
        let news = ActivityNotification(
            id: ActivityID("a"), change: .started, activity: Activity(id: ActivityID("a"), type: .butler))
        for row in [
            #"{"event":"started","Activity":\#(activity)}"#,
            #"{"event":"started","event":"started","uuid":"a","uuid":"a","Activity":\#(activity),"Activity":\#(activity)}"#,
            #"{"Activity":\#(activity),"uuid":"a","event":"started","more":[{"uuid":"z"}]}"#,
        ] {
            #expect(Self.decode("activity", #"{"ActivityNotification":\#(row)}"#.utf8) == [.activity(news)])
        }
    }

    @Test(
        "a message that does not say what it is about cannot be read",
        arguments: [
            "", " ", "x", "7", "[]", "\"activity\"", "null", "{}", #"{"NotificationContainer":{}}"#,
            #"{"NotificationContainer":[]}"#, #"{"NotificationContainer":{"type":7}}"#,
            #"{"NotificationContainer":{"type":""}}"#,
            #"{"NotificationContainer":{"type":"activity","type":"playing"}}"#,
            #"{"NotificationContainer":{"size":1}}"#,
            #"{"ActivityNotification":{}} x"#, #"{"ActivityNotification":{}"#,
        ])
    func unreadable(payload: String) {
        #expect(Self.decode(nil, payload.utf8) == nil)
    }

    @Test("no message cut off anywhere is read as less than it was")
    func truncation() {
        for (type, payload) in [
            ("activity", NotificationPayloads.eventSource), (nil, NotificationPayloads.webSocket),
            (nil, NotificationPayloads.playing), (nil, NotificationPayloads.timeline),
        ] as [(String?, String)] {
            let bytes = Array(payload.utf8)
            #expect(Self.decode(type, bytes) != nil)
            for length in 0..<bytes.count where Self.decode(type, bytes[..<length]) != nil {
                Issue.record("\(length) bytes of \(payload)")
            }
        }
    }

    @Test("values of every other type are unknown, and break nothing")
    func wrongTypes() throws {
        let values = ["null", "true", "-7", "1e400", #""x""#, "[]", "[[1]]", "{}", #"{"a":{"b":[1]}}"#, #""\ud800""#]
        for member in ["title", "subtitle", "progress", "cancellable", "userID", "Context", "Response", "other"] {
            for value in values {
                let payload =
                    #"{"ActivityNotification":{"event":"ended","uuid":"a","\#(member)":\#(value),"#
                    + #""Activity":{"uuid":"a","type":"butler","\#(member)":\#(value)}}}"#
                guard case .activity(let news) = Self.decode("activity", payload.utf8)?.first else {
                    Issue.record("\(payload)")
                    continue
                }
                #expect(news.id == ActivityID("a"))
                #expect(news.activity?.type == .butler)
            }
        }
    }

    @Test("what is huge is cut, passed over or refused")
    func hugeValues() {
        let long = String(repeating: "a", count: 100_000)
        let titled = Self.decode(
            "activity",
            #"{"ActivityNotification":{"event":"ended","uuid":"a","Activity":{"uuid":"a","type":"b","title":"\#(long)"}}}"#
                .utf8)
        guard case .activity(let news) = titled?.first else {
            Issue.record("no news")
            return
        }
        #expect(news.activity?.title.utf8.count == JSONReader.maximumString)
        #expect(Self.decode(long, "{}".utf8) == [.other(type: String(repeating: "a", count: 128))])
        let nested = String(repeating: "[", count: 100_000)
        #expect(Self.decode("activity", #"{"ActivityNotification":\#(nested)"#.utf8) == nil)
        let rows = String(repeating: "7,", count: 20_000) + "7"
        #expect(Self.decode("activity", #"{"ActivityNotification":[\#(rows)]}"#.utf8) == nil)
        #expect(Self.decode("activity", #"{"ActivityNotification":[\#(rows.dropLast(2))]}"#.utf8)?.count == 20_000)
    }

    @Test("of a message about thousands of sessions, the first thousand are kept")
    func manySessions() throws {
        let rows = (0..<3_000).map { #"{"sessionKey":"\#($0)","state":"stopped"}"# }.joined(separator: ",")
        let payload = Array(#"{"PlaySessionStateNotification":[\#(rows)]}"#.utf8)
        guard
            case .playing(let sessions) = try NotificationDecoding.notifications(eventType: "playing", payload: payload)
                .first
        else {
            Issue.record("the message is about no session")
            return
        }
        #expect(sessions.map(\.key) == (0..<1_000).map { String($0) })
    }
}
