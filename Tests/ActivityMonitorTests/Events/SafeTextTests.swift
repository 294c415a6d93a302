// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Text from the server on its way to a terminal.
@Suite struct SafeTextTests {
    @Test(
        "whatever moves a cursor or turns the direction is replaced",
        arguments: [
            ("Movies", "Movies"), ("", ""), ("Amélie 日本 🎬", "Amélie 日本 🎬"), ("a\u{1B}[31mb", "a\u{FFFD}[31mb"),
            ("a\nb\r\tc\u{0}", "a\u{FFFD}b\u{FFFD}\u{FFFD}c\u{FFFD}"), ("\u{7F}\u{9B}", "\u{FFFD}\u{FFFD}"),
            ("\u{202E}\u{2066}\u{2069}\u{200F}\u{61C}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{2028}\u{2029}\u{FEFF}\u{E0041}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ])
    func whateverMovesACursorOrTurnsTheDirectionIsReplaced(text: String, printed: String) {
        #expect(text.printable() == printed)
    }

    @Test("it is cut with an ellipsis", arguments: [(4, "abcd"), (3, "abc…"), (0, "…"), (5, "abcd")])
    func itIsCutWithAnEllipsis(limit: Int, printed: String) {
        #expect("abcd".printable(limit: limit) == printed)
    }

    @Test("marks that pile up on one character are cut too")
    func marksThatPileUpOnOneCharacterAreCutToo() {
        #expect(("a" + String(repeating: "\u{301}", count: 10_000)).printable().unicodeScalars.count == 513)
    }

    @Test("hostile rows reach events and status only as printable text")
    func hostileRowsReachEventsAndStatusOnlyAsPrintableText() throws {
        let evil = "\u{1B}]0;x\u{7}\u{202E}\n" + String(repeating: "y", count: 10_000)
        let activity = Activity(
            id: ActivityID("../../\(evil)"), type: ActivityType("type\(evil)"), title: evil, subtitle: evil,
            progress: .percent(1), isCancellable: true, userID: 1,
            context: .object([.init("librarySectionID", .string(evil)), .init("key", .string(evil))]),
            response: .array([.string(evil)]))
        var story = Story(
            .stop("all", .progressBelow(50), match: ActivityMatch()),
            .stop("named", .progressBelow(50), match: ActivityMatch(sections: ["Movies"])).notifying)
        story.feed(.identity(server: Story.server, ServerIdentity(machineIdentifier: evil, version: evil)))
        story.feed(.sections(server: Story.server, [LibrarySection(id: SectionID(evil), title: evil)]))
        story.decide(on: [activity])
        story.answer(200)
        story.polls(until: 200, every: 10, [activity])
        story.after(1)
        story.poll([.butler])
        story.answer(200)
        #expect(story.events.count > 4)
        for event in story.events {
            #expect(event.message.unicodeScalars.count < 1_500)
            for field in event.fields {
                #expect(field.value.unicodeScalars.count < 5_000)
                #expect(!field.value.unicodeScalars.contains("\u{202E}"))
            }
        }
        story.poll([activity])
        let status = try story.status()
        for text in [
            status.machineIdentifier, status.version, status.activities[0].uuid, status.activities[0].title,
            status.activities[0].section, status.activities[0].type, status.activities[0].sectionID,
        ] {
            #expect(try #require(text).unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        }
    }

    @Test("a section's key in the reason of an unknown is printable")
    func aSectionsKeyInTheReasonOfAnUnknownIsPrintable() throws {
        var story = Story(.stop("named", .progressBelow(50), match: ActivityMatch(sections: ["Movies"])).notifying)
        story.polls(until: 200, [.scan("a", section: "\u{1B}[2J")])
        #expect(try story.last(.ruleUndecided).message.contains("\u{FFFD}[2J"))
    }

    @Test("a Context that is too long is left out but for its section")
    func aContextThatIsTooLongIsLeftOutButForItsSection() throws {
        var activity = Activity.scan("a")
        activity.context = .object([
            .init("key", .string(String(repeating: "k", count: 5_000))), .init("librarySectionID", .string("2")),
        ])
        var story = Story()
        story.poll([activity])
        #expect(try story.last(.started)[.context] == #"{"librarySectionID":"2"}"#)
    }
}
