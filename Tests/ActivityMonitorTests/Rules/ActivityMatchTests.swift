// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What a `match` is about, key by key.
@Suite struct ActivityMatchTests {
    private func word(_ match: ActivityMatch, _ activity: Activity, names: [String: String] = [:]) -> String {
        let names = Dictionary(uniqueKeysWithValues: names.map { (SectionID($0.key), $0.value) })
        return match.truth(
            for: activity, on: "home", sectionNames: names,
            wildcards: .known(protecting: SafetySettings.alwaysProtected)
        ).word
    }

    @Test(
        "a wildcard matches known and unprotected types alone",
        arguments: [
            ("library.update.section", ActivityType.libraryUpdateSection, true), ("*", .libraryUpdateSection, true),
            ("library.*", .libraryUpdateSection, true), ("library.update.sectio?", .libraryUpdateSection, true),
            ("media.*", .libraryUpdateSection, false), ("Library.update.section", .libraryUpdateSection, false),
            ("*", .grabberGrab, false), ("grabber.*", .grabberGrab, false), ("grabber.grab", .grabberGrab, true),
            ("*", .butler, false), ("butler", .butler, true), ("*", ActivityType("new.type"), false),
            ("new.*", ActivityType("new.type"), false), ("new.type", ActivityType("new.type"), true),
        ])
    func aWildcardMatchesKnownAndUnprotectedTypesAlone(pattern: String, type: ActivityType, matches: Bool) {
        #expect(self.word(ActivityMatch(types: [Glob(pattern)]), .some("a", type)) == (matches ? "true" : "false"))
    }

    @Test(
        "every key must match, and one value of a list is enough",
        arguments: [
            (ActivityMatch(), "true"),
            (ActivityMatch(servers: [Glob("home")]), "true"),
            (ActivityMatch(servers: [Glob("h*")]), "true"),
            (ActivityMatch(servers: [Glob("away"), Glob("home")]), "true"),
            (ActivityMatch(servers: [Glob("away")]), "false"),
            (ActivityMatch(titles: [Glob("SCANNING m*", ignoringCase: true)]), "true"),
            (ActivityMatch(titles: [Glob("m*", ignoringCase: true)]), "false"),
            (ActivityMatch(subtitles: [Glob("the item", ignoringCase: true)]), "true"),
            (ActivityMatch(subtitles: [Glob("", ignoringCase: true)]), "false"),
            (ActivityMatch(users: [1]), "true"), (ActivityMatch(users: [2, 1]), "true"),
            (ActivityMatch(users: [2]), "false"),
            (ActivityMatch(cancellable: false), "true"), (ActivityMatch(cancellable: true), "false"),
            (ActivityMatch(types: [Glob("*")], titles: [Glob("x")], users: [1]), "false"),
        ])
    func everyKeyMustMatchAndOneValueOfAListIsEnough(match: ActivityMatch, expected: String) {
        #expect(self.word(match, .scan("a", subtitle: "The Item")) == expected)
    }

    @Test(
        "what the server did not say is unknown",
        arguments: [ActivityMatch(users: [1]), ActivityMatch(cancellable: true), ActivityMatch(sections: ["2"])])
    func whatTheServerDidNotSayIsUnknown(match: ActivityMatch) {
        #expect(self.word(match, .scan("a", section: nil, cancellable: nil, user: nil)) == "unknown")
        var refused = match
        refused.titles = [Glob("no such title")]
        #expect(self.word(refused, .scan("a", section: nil, cancellable: nil, user: nil)) == "false")
    }

    @Test("a title that the server does not name is unknown, and a subtitle that it does not is empty")
    func aTitleThatTheServerDoesNotNameIsUnknownAndASubtitleThatItDoesNotIsEmpty() {
        #expect(self.word(ActivityMatch(titles: [Glob("*")]), .scan("a", title: "")) == "unknown")
        #expect(self.word(ActivityMatch(subtitles: [Glob("")]), .scan("a", title: "")) == "true")
    }

    @Test(
        "a section is its key or its name in any case",
        arguments: [
            (["2"], ["2": "Movies"], "true"), (["movies"], ["2": "Movies"], "true"),
            (["MOVIES"], ["2": "Movies"], "true"),
            (["TV", "Movies"], ["2": "Movies"], "true"), (["TV"], ["2": "Movies"], "false"),
            (["3"], ["2": "Movies"], "false"),
            (["Movies"], [:], "unknown"), (["2"], [:], "true"), (["3"], [:], "unknown"),
            (["Movies"], ["3": "Movies"], "unknown"), (["Movies"], ["2": ""], "unknown"),
            (["1984"], ["2": "1984"], "true"),
        ] as [([String], [String: String], String)])
    func aSectionIsItsKeyOrItsNameInAnyCase(sections: [String], names: [String: String], expected: String) {
        #expect(self.word(ActivityMatch(sections: sections), .scan("a", section: "2"), names: names) == expected)
    }

    @Test(
        "the name of a library counts without blanks at its ends",
        arguments: [
            (["Movies"], ["2": " Movies"], "true"), ([" movies "], ["2": "Movies"], "true"),
            ([" 2 "], ["2": "Movies"], "true"), (["Mo vies"], ["2": "Movies"], "false"),
            (["\u{a0}Movies\t"], ["2": "Movies"], "true"), ([" "], ["2": " "], "unknown"),
        ] as [([String], [String: String], String)])
    func theNameOfALibraryCountsWithoutBlanksAtItsEnds(
        sections: [String], names: [String: String], expected: String
    ) {
        #expect(self.word(ActivityMatch(sections: sections), .scan("a", section: "2"), names: names) == expected)
    }

    @Test(
        "two libraries of one name are told apart by key alone",
        arguments: [
            (["Movies"], ["2": "Movies", "5": "movies "], "unknown"),
            (["movies "], ["2": "Movies", "5": "movies "], "unknown"),
            (["2"], ["2": "Movies", "5": "movies "], "true"),
            (["Movies", "2"], ["2": "Movies", "5": "movies "], "true"),
            (["5"], ["2": "Movies", "5": "movies "], "false"),
            (["5", "Movies"], ["2": "Movies", "5": "movies "], "unknown"),
            (["TV"], ["2": "Movies", "5": "movies "], "false"),
            (["1984"], ["2": "1984", "1984": "Movies"], "unknown"),
        ] as [([String], [String: String], String)])
    func twoLibrariesOfOneNameAreToldApartByKeyAlone(
        sections: [String], names: [String: String], expected: String
    ) {
        #expect(self.word(ActivityMatch(sections: sections), .scan("a", section: "2"), names: names) == expected)
    }

    @Test("an exception that names two libraries alike spares both, and a match stops neither")
    func anExceptionThatNamesTwoLibrariesAlikeSparesBothAndAMatchStopsNeither() {
        let twins = ["1", "2"].map { LibrarySection(id: SectionID($0), title: $0 == "1" ? " Movies" : "movies") }
        let spared = ActivityMatch(sections: ["Movies"])
        var story = Story(
            .stop("spares", .progressBelow(50), exceptions: [spared]), .stop("asks", .progressBelow(50), match: spared))
        story.feed(.sections(server: Story.server, twins))
        story.poll([.scan("a", section: "1"), .scan("b", section: "2")])
        #expect(story.take("stop", "send") == [])
        #expect(story.pollsAskedFor == 0)
    }

    @Test(
        "names of servers and titles count without blanks at their ends and in any case",
        arguments: [
            (ActivityMatch(servers: [Glob(" HOME ", ignoringCase: true)]), "true"),
            (ActivityMatch(titles: [Glob(" scanning movies ", ignoringCase: true)]), "true"),
            (ActivityMatch(titles: [Glob("scanning movie? ", ignoringCase: true)]), "true"),
        ])
    func namesOfServersAndTitlesCountWithoutBlanksAtTheirEndsAndInAnyCase(
        match: ActivityMatch, expected: String
    ) {
        #expect(self.word(match, .scan("a", title: "Scanning Movies  ")) == expected)
    }

    @Test(
        "a wildcard of a rule that notifies reaches protected and unknown types too",
        arguments: ["*", "new.*", "grabber.*", "butle?"])
    func aWildcardOfARuleThatNotifiesReachesProtectedAndUnknownTypesToo(pattern: String) {
        for type in [ActivityType("new.type"), .grabberGrab, .butler] {
            let rule = Rule.stop("any", type: pattern, .progressBelow(50))
            var story = Story(rule, rule.observing, rule.notifying)
            story.poll([.some("a", type)])
            let isMeant = Glob(pattern).matches(type.rawValue)
            #expect(story.take("rule", "would", "stop", "send") == (isMeant ? ["rule-fired a by any"] : []))
        }
    }

    @Test(
        "what is not excepted is meant; an exception that cannot be told exempts",
        arguments: [
            (ActivityMatch(users: [2]), true), (ActivityMatch(users: [1]), false),
            (ActivityMatch(cancellable: true), true),
        ])
    func whatIsNotExceptedIsMeantAnExceptionThatCannotBeToldExempts(
        exception: ActivityMatch, fires: Bool
    ) {
        var story = Story(
            .stop("any", .progressBelow(50), exceptions: [ActivityMatch(users: [7]), exception]).notifying)
        story.poll([.scan("a")])
        #expect(story.take("rule") == (fires ? ["rule-fired a by any"] : []))
        story.after(10)
        story.poll([.scan("b", cancellable: nil, user: nil)])
        #expect(story.take("rule") == [])
    }

    @Test("a wildcard in an exception reaches all types", arguments: ["new.*", "*", "new.type"])
    func aWildcardInAnExceptionReachesAllTypes(pattern: String) {
        let exception = ActivityMatch(types: [Glob(pattern)])
        for (type, isSpared) in [(ActivityType("new.type"), true), (.libraryUpdateSection, pattern == "*")] {
            var story = Story(
                .stop("any", type: type.rawValue, .progressBelow(50), exceptions: [exception]).notifying)
            story.poll([.some("a", type)])
            #expect(story.take("rule").isEmpty == isSpared)
        }
    }

    @Test("what has no title is spared by an exception that names titles")
    func whatHasNoTitleIsSparedByAnExceptionThatNamesTitles() {
        var story = Story(
            .stop("any", .progressBelow(50), exceptions: [ActivityMatch(titles: [Glob("*Movies*")])]).notifying)
        story.poll([.scan("a", title: "")])
        #expect(story.take("rule") == [])
        story.after(10)
        story.poll([.scan("a", title: "Scanning TV")])
        #expect(story.take("rule") == ["rule-fired a by any"])
    }

    @Test("unknown in match does not match")
    func unknownInMatchDoesNotMatch() {
        var story = Story(.stop("any", .progressBelow(50), match: ActivityMatch(sections: ["Movies"])).notifying)
        story.poll([.scan("a")])
        #expect(story.take("rule") == [])
        story.feed(.sections(server: Story.server, [LibrarySection(id: SectionID("2"), title: "Movies")]))
        story.after(10)
        story.poll([.scan("a")])
        #expect(story.take("rule") == ["rule-fired a by any"])
    }

    @Test("a rule that stops is never about a protected type, spelled out or not; one that notifies is")
    func aRuleThatStopsIsNeverAboutAProtectedTypeSpelledOutOrNotOneThatNotifiesIs() {
        let rule = Rule.stop("grab", type: "grabber.grab", .progressBelow(50))
        var story = Story(rule, rule.observing, rule.notifying)
        story.poll([.some("g", .grabberGrab)])
        #expect(story.take("rule", "would", "stop", "send") == ["rule-fired g by grab"])
        #expect(story.pollsAskedFor == 0)
    }
}
