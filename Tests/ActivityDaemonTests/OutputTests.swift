// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Glibc
import ServerAccess
import ServiceFiles
import Systemd
import Testing

@testable import ActivityDaemon

@Suite("Output")
struct OutputTests {
    private static let event = Event(
        kind: .stopRequested,
        message: "Scanning TV: rule stuck asked to stop it",
        fields: [EventField(.server, "home"), EventField(.rule, "stuck"), EventField(.httpStatus, "200")]
    )
    private static let time = WallTime(microseconds: 1_795_374_903_250_000)

    @Test("a line of text has the local time, the priority, the event and the server")
    func text() {
        let line = LineFormat.text(isColoured: false).line(Self.event, at: Self.time)
        #expect(line == "\(Self.time.localText) notice stop-requested home: Scanning TV: rule stuck asked to stop it")
        #expect(Self.time.localText.count == "2026-11-22 20:15:03".count)
    }

    @Test(
        "colours only what stands out",
        arguments: [
            (Priority.error, "\u{1B}[1;31m"), (.warning, "\u{1B}[33m"), (.notice, "\u{1B}[1m"), (.debug, "\u{1B}[2m"),
            (.info, ""),
        ])
    func colour(priority: Priority, start: String) {
        var event = Self.event
        event.priority = priority
        let line = LineFormat.text(isColoured: true).line(event, at: Self.time)
        #expect(line.hasPrefix(start + "20") && line.hasSuffix("\u{1B}[0m") == !start.isEmpty)
        #expect(!LineFormat.text(isColoured: false).line(event, at: Self.time).contains("\u{1B}"))
    }

    @Test("names the server once")
    func serverOnce() {
        let event = Event(
            kind: .serverUnreachable, message: "home: no usable answer", fields: [EventField(.server, "home")])
        let line = LineFormat.text(isColoured: false).line(event, at: Self.time)
        #expect(line == "\(Self.time.localText) warning server-unreachable home: no usable answer")
    }

    @Test("an event as JSON has the journal's names and stays on its line")
    func json() {
        var event = Self.event
        event.message = "a \"quote\" and a\nbreak"
        let expected =
            #"{"__REALTIME_TIMESTAMP":"1795374903250000","SYSLOG_IDENTIFIER":"plex-activityd","PRIORITY":"5","#
            + #""MESSAGE_ID":"050e78cc96d04cd58c851444b683e53e","MESSAGE":"a \"quote\" and a\nbreak","#
            + #""PLEX_EVENT":"stop-requested","PLEX_SERVER":"home","PLEX_RULE":"stuck","PLEX_HTTP_STATUS":"200"}"#
        #expect(LineFormat.json.line(event, at: Self.time) == expected)
    }

    @Test("an event is one entry of the journal with all of its fields")
    func journal() {
        let entry = JournalEntry(Self.event, identifier: "plex-activityd")
        let fields = entry.fields.map { "\($0.name)=\($0.text)" }
        #expect(
            fields == [
                "MESSAGE=Scanning TV: rule stuck asked to stop it", "PRIORITY=5", "SYSLOG_IDENTIFIER=plex-activityd",
                "MESSAGE_ID=050e78cc96d04cd58c851444b683e53e", "PLEX_EVENT=stop-requested", "PLEX_SERVER=home",
                "PLEX_RULE=stuck", "PLEX_HTTP_STATUS=200",
            ])
    }

    @Test("the name of no field is changed on its way into the journal")
    func fieldNames() {
        for name in EventFieldName.allCases {
            #expect(JournalFieldName(name.rawValue)?.text == name.rawValue)
        }
    }

    @Test("UTC and local days of the week")
    func wallTime() {
        #expect(Self.time.text == "2026-11-22T19:15:03Z")
        // Without a time zone of its own the test cannot know the hour, but a day has 86,400 seconds in every one.
        #expect((0..<86_400).contains(Self.time.local.secondOfDay))
        #expect(WallTime(microseconds: 0).text == "1970-01-01T00:00:00Z")
    }
}

@Suite("The writer of lines", .timeLimit(.minutes(1)))
struct LineWriterTests {
    /// A pipe's two ends.
    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        #expect(unsafe Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("writes lines in order")
    func order() async {
        let pipe = Self.pipe()
        let writer = LineWriter(descriptor: pipe.write)
        for number in 1...3 { writer.write("line \(number)") }
        await writer.flush(upTo: .seconds(30))
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = unsafe read(pipe.read, &buffer, buffer.count)
        #expect(String(decoding: buffer[..<max(0, count)], as: UTF8.self) == "line 1\nline 2\nline 3\n")
        close(pipe.read)
        close(pipe.write)
    }

    @Test("lives on when the reader has gone")
    func closed() async {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Self.pipe()
        close(pipe.read)
        let writer = LineWriter(descriptor: pipe.write)
        for number in 1...10 { writer.write("line \(number)") }
        await writer.flush(upTo: .seconds(30))
        close(pipe.write)
    }

    @Test("takes lines without waiting when nobody reads, and drops those that are too many")
    func stuck() async {
        let pipe = Self.pipe()
        let writer = LineWriter(descriptor: pipe.write)
        let line = String(repeating: "x", count: 1000)
        for _ in 0..<(2 * LineWriter.limit / line.utf8.count) { writer.write(line) }
        // Closing the reader wakes the thread that waits for it.
        signal(SIGPIPE, SIG_IGN)
        close(pipe.read)
        await writer.flush(upTo: .seconds(30))
        close(pipe.write)
    }
}
