// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@Suite("Rules")
struct RuleTests {
    @Test("a rule of the least has the documented defaults, and observes")
    func defaults() throws {
        let rules = try load(rule: goodRule).rules
        #expect(
            rules == [
                Rule(
                    name: "stuck", summary: "", file: "/c/rules.d/r.toml", scope: .activity,
                    match: ActivityMatch(types: [Glob("library.update.section")]), exceptions: [],
                    conditions: [.noProgressFor(.minutes(30))], hold: .zero, conduct: .observe(StopPlan()))
            ])
    }

    @Test("every key of a rule is taken over")
    func everyKey() throws {
        let rule = """
            [[rule]]
            name = "all-keys"
            description = "Everything"
            mode = "enforce"
            scope = "kind"
            [rule.match]
            type = ["library.*", "media.generate.credits"]
            server = "h*"
            title = "Scanning *"
            subtitle = ["a", "b"]
            section = ["Films", 3]
            user = [1, 2]
            cancellable = false
            [[rule.except]]
            section = "Home"
            [[rule.except]]
            user = 5
            [rule.when]
            running-for = "2h"
            no-progress-for = "1h"
            progress-below = 50
            progress-above = 0.5
            for = "2m"
            [rule.do]
            action = "stop"
            remedies = ["stop-butler-task", "cancel-activity"]
            victims = "all"
            verify-within = "90s"
            attempts = 3
            cooldown = "1h"
            max-per-hour = 4
            """
        let plan = StopPlan(
            remedies: [.stopButlerTask, .cancelActivity], verifyWithin: .seconds(90), attempts: 3, cooldown: .hours(1),
            maximumPerHour: 4)
        #expect(
            try load(rule: rule).rules == [
                Rule(
                    name: "all-keys", summary: "Everything", file: "/c/rules.d/r.toml", scope: .kind,
                    match: ActivityMatch(
                        types: [Glob("library.*"), Glob("media.generate.credits")],
                        servers: [Glob("h*", ignoringCase: true)],
                        titles: [Glob("Scanning *", ignoringCase: true)],
                        subtitles: [Glob("a", ignoringCase: true), Glob("b", ignoringCase: true)],
                        sections: ["Films", "3"], users: [1, 2], cancellable: false),
                    exceptions: [ActivityMatch(sections: ["Home"]), ActivityMatch(users: [5])],
                    conditions: [
                        .runningFor(.hours(2)), .noProgressFor(.hours(1)), .progressBelow(50), .progressAbove(0.5),
                    ],
                    hold: .minutes(2), conduct: .enforce(StopMandate(arming: plan)))
            ])
    }

    @Test(
        "a rule is armed by its own mode or by its name under enforce, and by nothing else",
        arguments: [
            ("", "", "observe"),
            ("mode = \"observe\"", "", "observe"),
            ("mode = \"enforce\"", "", "enforce"),
            ("", "enforce = [\"stuck\"]", "enforce"),
            ("mode = \"observe\"", "enforce = [\"stuck\"]", "enforce"),
        ] as [(String, String, String)])
    func arming(mode: String, enforce: String, expected: String) throws {
        let rule = goodRule.replacing("[rule.match]", with: "\(mode)\n[rule.match]")
        let rules = try load(main: goodMain + "[safety]\n" + enforce, rule: rule).rules
        #expect(rules.map(\.mode) == [expected])
    }

    @Test("a rule that notifies has no plan, and arming it means nothing")
    func notify() throws {
        let configuration = try load(
            main: goodMain + "[safety]\nenforce = [\"stuck\"]",
            rule: goodRule + "[rule.do]\naction = \"notify\"\nattempts = 1")
        #expect(configuration.rules.map(\.conduct) == [.notify])
        #expect(
            configuration.warnings.map(\.description) == [
                "/c/plex-activityd.toml:5: warning: safety.enforce = [\"stuck\"]: the rule \"stuck\" only notifies; "
                    + "there is nothing to arm",
                "/c/rules.d/r.toml:9: warning: rule[1].do.attempts = 1: has no meaning with action = \"notify\"",
            ])
    }

    @Test("without a type, a rule is about what any wildcard is about: what is known and not protected")
    func noType() throws {
        let rule = goodRule.replacing("type = \"library.update.section\"", with: "server = \"home\"")
        let match = try #require(try load(rule: rule).rules.first?.match)
        func truth(_ type: ActivityType) -> Truth {
            match.truth(
                for: Activity(id: ActivityID("x"), type: type), on: "home", sectionNames: [:],
                wildcards: .known(protecting: SafetySettings.alwaysProtected))
        }
        #expect(truth(.libraryUpdateSection) == .yes)
        #expect(truth(.grabberGrab) == .no)
        #expect(truth(ActivityType("some.new.type")) == .no)
    }

    /// A line of the rule that is replaced, and what is said then.
    @Test(
        "what is wrong with a rule is said with its line, key, value and what would be right",
        arguments: [
            (1, "", "2: rule[1].name: is required: the rule's name in the journal, of a-z, 0-9 and '-'"),
            (
                1, "name = \"Stuck\"",
                "2: rule[1].name = \"Stuck\": must have only a-z, 0-9 and '-', at most 64 in all"
            ),
            (1, "name = 7", "2: rule[1].name = 7: must be a text in quotes, not a number"),
            (
                3, "",
                "3: rule[1].match: must have at least one key, such as type; an empty table would match everything"
            ),
            (3, "types = \"x\"", "4: rule[1].match.types = \"x\": unknown key; did you mean \"type\"?"),
            (3, "type = []", "4: rule[1].match.type = []: must not be empty; leave the key out instead"),
            (3, "type = [\"a\", 1]", "4: rule[1].match.type = [\"a\", 1]: must be a list of texts in quotes"),
            (
                3, "type = \"libary.update.section\"",
                "4: warning: rule[1].match.type = \"libary.update.section\": no such type; "
                    + "did you mean library.update.section"
            ),
            (
                3, "type = \"scan\"",
                "4: warning: rule[1].match.type = \"scan\": no such type; did you mean library.update.section"
            ),
            (
                3, "type = \"new.work\"",
                "4: warning: rule[1].match.type = \"new.work\": no such type is known; keep it only if plex-activityctl "
                    + "list shows it"
            ),
            (
                3, "type = \"libary.*\"",
                "4: warning: rule[1].match.type = \"libary.*\": no known type matches \"libary.*\"; in a rule "
                    + "that stops, a wildcard matches known types alone"
            ),
            (
                3, "type = \"media.download\"",
                "4: warning: rule[1].match.type = \"media.download\": \"media.download\" is protected: the rule will not "
                    + "stop it unless [safety] unprotect names it"
            ),
            (
                3, "server = \"hom\"",
                "4: warning: rule[1].match.server = \"hom\": matches no configured server; there are: home"
            ),
            (
                3, "user = \"me\"",
                "4: rule[1].match.user = \"me\": must be the number of an account, or a list of them, without quotes"
            ),
            (
                3, "section = true",
                "4: rule[1].match.section = true: must be the key or the name of a library, or a list of them"
            ),
            (3, "cancellable = 1", "4: rule[1].match.cancellable = 1: must be true or false, without quotes"),
            (5, "", "5: rule[1].when: a rule needs at least one condition, such as running-for or no-progress-for"),
            (
                5, "for = \"2m\"",
                "5: rule[1].when: a rule needs at least one condition, such as running-for or no-progress-for"
            ),
            (
                5, "runing-for = \"1h\"",
                "6: rule[1].when.runing-for = \"1h\": unknown key; did you mean \"running-for\"?"
            ),
            (5, "running-for = \"29s\"", "6: rule[1].when.running-for = \"29s\": \(polls)"),
            (5, "no-progress-for = \"29s999ms\"", "6: rule[1].when.no-progress-for = \"29s999ms\": \(polls)"),
            (5, "running-for = \"366d\"", "6: rule[1].when.running-for = \"366d\": must be from 1s to 365d"),
            (
                5, "progress-below = 0",
                "6: rule[1].when.progress-below = 0: must be more than 0: no progress is below it"
            ),
            (
                5, "progress-above = 100",
                "6: rule[1].when.progress-above = 100: must be less than 100: no progress is above it"
            ),
            (
                5, "progress-above = 101",
                "6: rule[1].when.progress-above = 101: must be a number from 0.0 to 100.0, without quotes"
            ),
            (
                5, "progress-above = 60\nprogress-below = 60.0",
                "7: rule[1].when.progress-below = 60.0: must be more than progress-above: no progress is both"
            ),
            (
                5, "streams-at-least = 0",
                "6: rule[1].when.streams-at-least = 0: must be a whole number from 1 to 1000, without quotes"
            ),
            (
                5, "transcodes-at-least = 1.5",
                "6: rule[1].when.transcodes-at-least = 1.5: must be a whole number from 1 to 1000, without quotes"
            ),
            (
                5, "starts-at-least = 1001\nstarts-within = \"10m\"",
                "6: rule[1].when.starts-at-least = 1001: must be a whole number from 1 to 1000, without quotes"
            ),
            (
                5, "starts-at-least = 20\nstarts-within = \"1d1s\"",
                "7: rule[1].when.starts-within = \"1d1s\": must be from 1s to 1d"
            ),
            (5, "starts-at-least = 20\nstarts-within = \"29s\"", "7: rule[1].when.starts-within = \"29s\": \(polls)"),
            (
                5, "slower-than-usual = 0.5\nrunning-for = \"1h\"",
                "6: rule[1].when.slower-than-usual = 0.5: must be a number from 1.0 to 1000.0, without quotes"
            ),
            (
                6, "[rule.do]\nvictims = \"eldest\"",
                "8: rule[1].do.victims = \"eldest\": must be one of \"all\", \"oldest\", \"newest\", \"all-but-oldest\"; "
                    + "did you mean \"oldest\"?"
            ),
            (6, "[rule.do]\naction = \"kill\"", "8: rule[1].do.action = \"kill\": must be one of \"stop\", \"notify\""),
            (6, "[rule.do]\ncooldown = \"59s\"", "8: rule[1].do.cooldown = \"59s\": must be from 1m to 30d"),
            (
                6, "[rule.do]\nattempts = 0",
                "8: rule[1].do.attempts = 0: must be a whole number from 1 to 10, without quotes"
            ),
            (
                6, "[rule.do]\nremedies = [\"cancel-activty\"]",
                "8: rule[1].do.remedies = [\"cancel-activty\"]: each must be one of \"cancel-activity\", "
                    + "\"stop-section-refresh\", \"stop-butler-task\"; did you mean \"cancel-activity\"?"
            ),
            (
                6, "[rule.do]\nremedies = [\"cancel-activity\", \"cancel-activity\"]",
                "8: rule[1].do.remedies = [\"cancel-activity\", \"cancel-activity\"]: must name each remedy once"
            ),
            (
                6, "[[rule.except]]",
                "7: rule[1].except[1]: must have at least one key, such as type; an empty table would match everything"
            ),
            (6, "[rule.except]\ntype = \"x\"", "7: rule[1].except: there can be several: write [[rule.except]]"),
            (
                6, "[journal]",
                "7: journal: move this table to /c/plex-activityd.toml; a rule file holds only [[rule]] and [window.NAME]"
            ),
            (
                6,
                "running-for = \"1h\"\n[[rule]]\nname = \"stuck\"\nmatch = { type = \"library.*\" }\nwhen = { running-for = \"1h\" }",
                "9: rule[2].name = \"stuck\": another rule has this name, in /c/rules.d/r.toml:1; choose a name that is unique"
            ),
        ] as [(Int, String, String)])
    func problem(line: Int, replacement: String, expected: String) {
        var lines = goodRule.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[line] = replacement
        let found = findings(rule: lines.joined(separator: "\n"))
        #expect(found == ["rule:\(line == 1 && replacement.isEmpty ? "1\(expected.dropFirst())" : expected)"])
    }

    @Test(
        "conditions that need another key, or a window, say so",
        arguments: [
            (
                "duplicates-at-least = 1",
                "duplicates-at-least = 1: must be a whole number from 2 to 1000, without quotes"
            ),
            ("slower-than-usual = 3", "slower-than-usual = 3: needs running-for beside it, as its floor"),
            ("starts-at-least = 20", "starts-at-least = 20: needs starts-within beside it"),
            ("starts-within = \"10m\"", "starts-within = \"10m\": needs starts-at-least beside it"),
            ("during = \"nihgt\"", "during = \"nihgt\": there is no [window.nihgt]; did you mean \"night\"?"),
            ("not-during = [\"night\", \"day\"]", "not-during = [\"night\", \"day\"]: there is no [window.day]"),
            ("not-during = []", "not-during = []: must not be empty; leave the key out instead"),
        ] as [(String, String)])
    func dependentConditions(line: String, expected: String) {
        #expect(findings(rule: goodRule + line + "\n" + night) == ["rule:7: rule[1].when.\(expected)"])
    }

    @Test(
        "each condition is taken over with its threshold",
        arguments: [
            ("duplicates-at-least = 2", [.duplicatesAtLeast(2)]),
            ("streams-at-least = 1", [.streamsAtLeast(1)]),
            ("transcodes-at-least = 1000", [.transcodesAtLeast(1_000)]),
            ("starts-at-least = 1000\nstarts-within = \"1d\"", [.startsAtLeast(1_000, within: .days(1))]),
            ("starts-at-least = 1\nstarts-within = \"30s\"", [.startsAtLeast(1, within: .seconds(30))]),
            ("slower-than-usual = 1\nrunning-for = \"1h\"", [.runningFor(.hours(1)), .slowerThanUsual(1)]),
            ("slower-than-usual = 2.5\nrunning-for = \"1h\"", [.runningFor(.hours(1)), .slowerThanUsual(2.5)]),
            ("during = \"night\"", [.during([nightWindow])]),
            ("not-during = [\"night\"]", [.notDuring([nightWindow])]),
            ("during = \"butler\"\n[window.butler]\nof = \"server\"", [.during([.ofServer(name: "butler")])]),
            (
                "streams-at-least = 2\nprogress-below = 50\nnot-during = \"night\"",
                [.progressBelow(50), .streamsAtLeast(2), .notDuring([nightWindow])]
            ),
        ] as [(String, [Condition])])
    func conditions(lines: String, expected: [Condition]) throws {
        let rule = goodRule.replacing("no-progress-for = \"30m\"", with: lines) + night
        let configuration = try load(rule: rule)
        #expect(configuration.rules.map(\.conditions) == [expected])
        #expect(configuration.warnings.isEmpty)
    }

    @Test("whom a rule stops of several is taken over", arguments: Victims.allCases)
    func victims(victims: Victims) throws {
        let rule = goodRule + "[rule.do]\nvictims = \"\(victims.rawValue)\""
        #expect(try load(rule: rule).rules.map(\.plan?.victims) == [victims])
    }

    @Test(
        "a window is checked even if nothing uses it",
        arguments: [
            ("from = \"03:00\"\nto = \"24:00\"", []),
            ("from = \"23:00\"\nto = \"01:00\"\ndays = [\"mon\", \"sat\"]", []),
            ("of = \"server\"", []),
            ("of = \"me\"", ["2: window.w.of = \"me\": must be \"server\""]),
            (
                "of = \"server\"\nto = \"01:00\"",
                ["3: window.w.to = \"01:00\": has no meaning beside of = \"server\": the server names its hours"]
            ),
            (
                "to = \"01:00\"",
                ["1: window.w.from: is required and must be a time of day from \"00:00\" to \"23:59\", in quotes"]
            ),
            (
                "from = \"24:00\"\nto = \"01:00\"",
                ["2: window.w.from = \"24:00\": must be a time of day from \"00:00\" to \"23:59\", in quotes"]
            ),
            (
                "from = \"3:00\"\nto = \"24:01\"",
                [
                    "2: window.w.from = \"3:00\": must be a time of day from \"00:00\" to \"23:59\", in quotes",
                    "3: window.w.to = \"24:01\": must be a time of day from \"00:00\" to \"24:00\", in quotes",
                ]
            ),
            (
                "from = \"03:00\"\nto = \"03:00\"",
                ["3: window.w.to = \"03:00\": must differ from \"from\": the window would be empty"]
            ),
            (
                "from = \"03:00\"\nto = \"04:00\"\ndays = [\"monday\"]",
                [
                    "4: window.w.days = [\"monday\"]: each must be one of \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\""
                ]
            ),
            (
                "from = \"03:00\"\nto = \"04:00\"\ndays = [\"mon\", \"mon\"]",
                ["4: window.w.days = [\"mon\", \"mon\"]: must name each day once"]
            ),
        ] as [(String, [String])])
    func window(lines: String, expected: [String]) {
        #expect(findings(rule: "[window.w]\n" + lines) == expected.map { "rule:" + $0 })
    }

    @Test("the slowest server that a rule matches sets the least threshold")
    func slowestServer() {
        let main = goodMain + "[[server]]\nname = \"slow\"\nurl = \"http://b\"\npoll-interval = \"1h\""
        let rule = goodRule + "for = \"2h\""
        #expect(
            findings(main: main, rule: rule) == [
                "rule:6: rule[1].when.no-progress-for = \"30m\": must be at least 3h: three polls of the server \"slow\" "
                    + "(poll-interval 1h)",
                "rule:7: rule[1].when.for = \"2h\": must be at least 3h: three polls of the server \"slow\" "
                    + "(poll-interval 1h)",
            ])
        let narrowed = rule.replacing("[rule.when]", with: "server = \"h?me\"\n[rule.when]")
        #expect(findings(main: main, rule: narrowed).isEmpty)
    }

    @Test("all problems of all files come in one go, in the order of the files and of their lines")
    func allInOneGo() {
        let main = """
            [[server]]
            url = "ftp://x"
            poll-interval = "2d"
            [safety]
            enforce = ["stuk"]
            """
        let rule = goodRule.replacing("30m", with: "soon") + "[rule.do]\nattempts = 99"
        #expect(
            findings(main: main, rule: rule) == [
                "main:2: server[1].url = \"ftp://x\": must begin with http:// or https://, such as "
                    + "\"http://127.0.0.1:32400\"",
                "main:3: server[1].poll-interval = \"2d\": must be from 1s to 1h",
                "main:5: safety.enforce = [\"stuk\"]: there is no rule \"stuk\"; did you mean \"stuck\"?",
                "rule:6: rule[1].when.no-progress-for = \"soon\": must be a duration such as \"250ms\", \"30s\", \"5m\", "
                    + "\"2h\", \"1d\" or a sum such as \"1h30m\"",
                "rule:8: rule[1].do.attempts = 99: must be a whole number from 1 to 10, without quotes",
            ])
    }

    @Test("thousands of unknown keys are told in few lines")
    func manyProblems() {
        let keys = (0..<5_000).map { "k\($0) = 1" }.joined(separator: "\n")
        let found = findings(rule: keys)
        #expect(found.count == 201)
        #expect(found.last == "rule: 4800 more problems follow; fix these first")
    }

    @Test("hundreds of warnings refuse nothing, and hide no error")
    func manyWarnings() throws {
        let rest = "match = { server = \"x\" }\nwhen = { running-for = \"1h\" }"
        let rules = (0..<300).map { "[[rule]]\nname = \"r\($0)\"\n\(rest)" }.joined(separator: "\n")
        let warnings = try load(rule: rules).warnings
        #expect(warnings.count == 201)
        #expect(warnings.last?.description == "/c/rules.d/r.toml: warning: 100 more warnings follow; fix these first")
        #expect(findings(rule: rules + "\n[bad]").contains { $0.hasPrefix("rule:1201: bad: unknown key") })
    }
}

private let polls = "must be at least 30s: three polls of the server \"home\" (poll-interval 10s)"
private let night = "[window.night]\nfrom = \"22:00\"\nto = \"06:00\"\ndays = [\"mon\"]"
private let nightWindow = TimeWindow(name: "night", from: 1_320, to: 360, days: [.monday])
