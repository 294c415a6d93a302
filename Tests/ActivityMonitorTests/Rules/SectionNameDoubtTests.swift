// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("Sections in rules that name no library")
struct SectionNameDoubtTests {
    private static let libraries: [SectionID: String] = [
        SectionID("1"): " Movies", SectionID("2"): "TV", SectionID("5"): "Music", SectionID("6"): "music ",
    ]

    private static func doubts(
        match: [String] = [], except: [ActivityMatch] = [], on server: String = "home",
        libraries: [SectionID: String] = Self.libraries
    ) -> [SectionNameDoubt] {
        let rule = Rule(
            name: "stuck", match: ActivityMatch(types: [Glob("*")], sections: match), exceptions: except,
            conditions: [.progressBelow(50)], conduct: .notify)
        return rule.sectionNameDoubts(on: server, sectionNames: libraries)
    }

    @Test("a key, or a name that one library has, raises no doubt", arguments: ["1", " 2 ", "movies", "TV ", "5"])
    func clear(section: String) {
        #expect(Self.doubts(match: [section], except: [ActivityMatch(sections: [section])]) == [])
    }

    @Test("a section that no library has is named with its place and with the libraries that there are")
    func unknown() {
        let doubts = Self.doubts(
            match: ["TV", "Moviez"], except: [ActivityMatch(users: [1]), ActivityMatch(sections: ["9"])])
        let libraries = ["Movies", "TV", "Music", "music"]
        #expect(
            doubts == [
                SectionNameDoubt(
                    rule: "stuck", path: "match.section", section: "Moviez", cause: .unknown(libraries: libraries)),
                SectionNameDoubt(
                    rule: "stuck", path: "except[2].section", section: "9", cause: .unknown(libraries: libraries)),
            ])
        #expect(
            doubts.map(\.words) == [
                "rule stuck, match.section = \"Moviez\": no library has this key or name; this server has: "
                    + "Movies, TV, Music, music",
                "rule stuck, except[2].section = \"9\": no library has this key or name; the exception exempts nothing "
                    + "here; this server has: Movies, TV, Music, music",
            ])
    }

    @Test("a name that several libraries share is named with their keys")
    func ambiguous() {
        let doubts = Self.doubts(match: ["MUSIC"])
        #expect(doubts.map(\.cause) == [.ambiguous(keys: ["5", "6"])])
        #expect(
            doubts.map(\.words) == [
                "rule stuck, match.section = \"MUSIC\": several libraries have this name; write a key instead: 5, 6"
            ])
    }

    @Test("tables that are about other servers are passed over")
    func otherServer() {
        let elsewhere = ActivityMatch(servers: [Glob("away", ignoringCase: true)], sections: ["Moviez"])
        #expect(Self.doubts(except: [elsewhere]) == [])
        #expect(Self.doubts(except: [elsewhere], on: "Away").map(\.section) == ["Moviez"])
        let rule = Rule(
            name: "stuck", match: elsewhere, exceptions: [ActivityMatch(sections: ["Moviez"])],
            conditions: [.progressBelow(50)], conduct: .notify)
        #expect(rule.sectionNameDoubts(on: "home", sectionNames: Self.libraries) == [])
        #expect(rule.sectionNameDoubts(on: "away", sectionNames: Self.libraries).count == 2)
    }

    @Test("the sentence is safe to print, and bounded, whatever the server calls its libraries")
    func hostile() {
        let names = (0..<1_000).map {
            (SectionID(String($0)), "\u{1B}[2J" + String(repeating: "x", count: 1_000))
        }
        let doubts = Self.doubts(match: ["Moviez"], libraries: Dictionary(uniqueKeysWithValues: names))
        for words in doubts.map(\.words) {
            #expect(!words.contains("\u{1B}"))
            #expect(words.utf8.count < 2_000)
            #expect(words.hasSuffix(" and 980 more"))
        }
        #expect(doubts.count == 1)
        #expect(
            Self.doubts(match: ["Moviez"], libraries: [:]).map(\.words) == [
                "rule stuck, match.section = \"Moviez\": this server has no libraries"
            ])
    }

    @Test("the monitor warns when the names of the libraries become known or change, and at a reload")
    func told() {
        let exception = ActivityMatch(sections: ["Moviez"])
        let rule = Rule(
            name: "stuck", match: ActivityMatch(types: [Glob("*")]), exceptions: [exception],
            conditions: [.progressBelow(50)], conduct: .notify)
        var story = Story(rule)
        let movies = LibrarySection(id: SectionID("1"), title: "Movies", kind: "movie", isRefreshing: nil)
        let warning =
            "home: rule stuck, except[1].section = \"Moviez\": no library has this key or name; "
            + "the exception exempts nothing here; this server has: "
        story.feed(.sections(server: Story.server, []))
        #expect(story.diagnostics.isEmpty)
        story.feed(.sections(server: Story.server, [movies]))
        #expect(story.diagnostics == [Diagnostic(priority: .warning, message: warning + "Movies")])
        story.feed(.sections(server: Story.server, [movies]))
        #expect(story.diagnostics.count == 1)
        let series = LibrarySection(id: SectionID("2"), title: "TV", kind: "show", isRefreshing: nil)
        story.feed(.sections(server: Story.server, [movies, series]))
        #expect(story.diagnostics.last?.message == warning + "Movies, TV")
        story.feed(.configure(story.settings))
        #expect(story.diagnostics.count == 3)
        let moviez = LibrarySection(id: SectionID("3"), title: "moviez ", kind: "movie", isRefreshing: nil)
        story.feed(.sections(server: Story.server, [movies, moviez]))
        story.feed(.configure(story.settings))
        #expect(story.diagnostics.count == 3)
    }
}
