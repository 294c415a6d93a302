// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import ServiceFiles
import ServiceJournal
import Testing

@testable import ActivityControl
@testable import Systemd

/// Events from entries of the journal.
struct JournalEventTests {
    private static let boot = Identifier128(bytes: Array(repeating: 0xAB, count: 16))

    private static func record(_ fields: [(String, String)]) -> JournalRecord {
        JournalRecord(
            cursor: "s=1;i=2", realtimeMicroseconds: 1_795_378_503_250_000, monotonicMicroseconds: 7, boot: Self.boot,
            fields: fields.map { JournalRecord.Field(name: $0.0, value: Array($0.1.utf8)) })
    }

    private static let confirmed: [(String, String)] = [
        ("PLEX_SERVER", "home"), ("MESSAGE", "Scanning TV: ended"), ("PRIORITY", "5"), ("_UID", "64000"),
        ("PLEX_EVENT", "stop-confirmed"), ("PLEX_ACTIVITY_UUID", "12345678-9abc"),
        ("SYSLOG_IDENTIFIER", "plex-activityd"),
    ]

    @Test("a line for people has its columns")
    func aLineForPeopleHasItsColumns() throws {
        let event = try #require(JournalEvent(Self.record(Self.confirmed)))
        let table = EventTable(isColoured: false, zone: .utc)
        #expect(
            table.line(event)
                == "2026-11-22 20:15:03  notice   stop-confirmed          home        12345678  Scanning TV: ended")
        #expect(
            table.heading
                == "TIME                 PRIO     EVENT                   SERVER      ACTIVITY  MESSAGE")
        #expect(EventTable(isColoured: true, zone: .utc).line(event) == "\u{1B}[1m" + table.line(event) + "\u{1B}[0m")
    }

    @Test("an object has the journal's names in one order")
    func anObjectHasTheJournalsNamesInOneOrder() throws {
        let event = try #require(JournalEvent(Self.record(Self.confirmed)))
        #expect(
            event.json.text == """
                {"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1795378503250000","__MONOTONIC_TIMESTAMP":"7",\
                "_BOOT_ID":"abababababababababababababababab","SYSLOG_IDENTIFIER":"plex-activityd","PRIORITY":"5",\
                "MESSAGE":"Scanning TV: ended","PLEX_EVENT":"stop-confirmed","PLEX_SERVER":"home",\
                "PLEX_ACTIVITY_UUID":"12345678-9abc"}
                """)
    }

    @Test("nothing in an event can change a terminal")
    func nothingInAnEventCanChangeATerminal() throws {
        let evil = "a\u{1B}[2Jb\u{202E}c\u{9B}31md\ne"
        let fields = ["MESSAGE", "PLEX_EVENT", "PLEX_SERVER", "PLEX_ACTIVITY_UUID", "PLEX_RULE", "PLEX_REASON"]
        let event = try #require(JournalEvent(Self.record(fields.map { ($0, evil) })))
        let shown =
            [EventTable(isColoured: false, zone: .utc).line(event), event.json.text]
            + PastDecision(event).lines(zone: .utc)
        for line in shown {
            #expect(line.unicodeScalars.allSatisfy { !["\u{1B}", "\u{202E}", "\u{9B}", "\n"].contains($0) }, "\(line)")
        }
    }

    @Test("nothing in a line changes the width of what stands before it")
    func nothingInALineChangesTheWidthOfWhatStandsBeforeIt() throws {
        let evil = "a\u{200D}b\u{FE0F}c\u{1F3FD}d"
        let fields = ["MESSAGE", "PLEX_EVENT", "PLEX_SERVER", "PLEX_ACTIVITY_UUID", "PLEX_RULE", "PLEX_REASON"]
        let event = try #require(JournalEvent(Self.record(fields.map { ($0, evil) })))
        for line in [EventTable(isColoured: false, zone: .utc).line(event)] + PastDecision(event).lines(zone: .utc) {
            let odd: [Unicode.Scalar] = ["\u{200D}", "\u{FE0F}", "\u{1F3FD}"]
            #expect(line.unicodeScalars.allSatisfy { !odd.contains($0) }, "\(line)")
        }
    }

    @Test("an entry that is no event is none")
    func anEntryThatIsNoEventIsNone() {
        #expect(JournalEvent(Self.record([("MESSAGE", "Connected"), ("SYSLOG_IDENTIFIER", "plex-activityd")])) == nil)
    }

    // MARK: - Who wrote it

    private static let unit = "plex-activityd.service"

    @Test(
        "only the service is believed",
        arguments: [
            // Of the unit.
            ([("SYSLOG_IDENTIFIER", "plex-activityd"), ("_SYSTEMD_UNIT", Self.unit), ("_UID", "64000")], true),
            // The process ended before journald looked for its unit.
            ([("SYSLOG_IDENTIFIER", "plex-activityd"), ("_UID", "63000")], true),
            // Somebody else's.
            (
                [("SYSLOG_IDENTIFIER", "plex-activityd"), ("_SYSTEMD_UNIT", "session-3.scope"), ("_UID", "63000")],
                false
            ),
            (
                [("SYSLOG_IDENTIFIER", "plex-activityd"), ("_SYSTEMD_UNIT", "user@1000.service"), ("_UID", "1000")],
                false
            ),
            ([("SYSLOG_IDENTIFIER", "plex-activityd"), ("_UID", "1000")], false),
            ([("SYSLOG_IDENTIFIER", "plex-activityd")], false),
            ([("SYSLOG_IDENTIFIER", "cron"), ("_SYSTEMD_UNIT", Self.unit), ("_UID", "63000")], false),
        ])
    func onlyTheServiceIsBelieved(_ fields: [(String, String)], _ isBelieved: Bool) {
        var sender = EventSender(unit: Self.unit)
        let own = sender.accepts(
            Self.record([
                ("SYSLOG_IDENTIFIER", "plex-activityd"), ("_SYSTEMD_UNIT", Self.unit), ("_UID", "63000"),
            ]))
        #expect(own)
        let other = sender.accepts(Self.record(fields))
        #expect(other == isBelieved)
    }
}
