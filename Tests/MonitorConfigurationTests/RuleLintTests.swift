// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@Suite("Warnings")
struct RuleLintTests {
    /// A rule file of one rule with these matches, exceptions and further tables.
    private static func rule(
        _ match: String, except: [String] = [], when: String = "running-for = \"1h\"", then: String = "",
        rest: String = ""
    ) -> String {
        """
        [[rule]]
        name = "a"
        match = { \(match) }
        except = [\(except.map { "{ \($0) }" }.joined(separator: ", "))]
        when = { \(when) }
        do = { \(then) }
        \(rest)
        """
    }

    /// A file of armed rules with these matches, each with a bound of its own.
    private static func armed(_ rules: [(match: String, except: [String], when: String)]) -> String {
        zip("abcdef", rules).map { name, rule in
            """
            [[rule]]
            name = "\(name)"
            mode = "enforce"
            match = { \(rule.match) }
            except = [\(rule.except.map { "{ \($0) }" }.joined(separator: ", "))]
            when = { \(rule.when) }
            do = { max-per-hour = 2 }

            """
        }.joined()
    }

    @Test(
        "a wildcard that finds nothing but protected types is pointed out",
        arguments: [
            ("type = \"grab*\"", "grabber.grab", "grab*"),
            ("type = [\"library.update.section\", \"media.d*\"]", "media.download", "media.d*"),
            ("type = \"*utler\"", "butler", "*utler"),
            ("type = \"media.*\"", nil, ""),
            ("type = \"*\"", nil, ""),
        ] as [(String, String?, String)])
    func protectedWildcard(match: String, types: String?, glob: String) {
        let shown = match.dropFirst("type = ".count)
        let expected = types.map { types in
            "rule:3: warning: rule[1].match.type = \(shown): \"\(glob)\" matches only protected types (\(types)); in a rule "
                + "that stops, a wildcard does not match them: write the type in full"
        }
        #expect(findings(rule: Self.rule(match)) == [expected].compactMap(\.self))
    }

    @Test(
        "in a rule that only notifies, a wildcard may be about any type, and a type without one must be known",
        arguments: [
            ("type = \"grab*\"", nil), ("type = \"new.*\"", nil), ("type = \"*\"", nil),
            ("type = \"butler\"", nil),
            ("type = \"scan\"", "no such type; did you mean library.update.section"),
            ("type = \"new.work\"", "no such type is known; keep it only if plex-activityctl list shows it"),
        ] as [(String, String?)])
    func notifying(match: String, message: String?) {
        let rule = Self.rule(match, then: "action = \"notify\"")
        let shown = match.dropFirst("type = ".count)
        #expect(
            findings(rule: rule)
                == [message].compactMap(\.self).map { "rule:3: warning: rule[1].match.type = \(shown): \($0)" })
    }

    @Test("a type that is not known is pointed out and otherwise taken for a type that a newer server may have")
    func unknownType() {
        let warning =
            "warning: rule[1].match.type = \"some.newer.type\": no such type is known; keep it only if plex-activityctl "
            + "list shows it"
        let match = "type = \"some.newer.type\""
        #expect(findings(rule: Self.rule(match + ", section = 3")) == ["rule:3: " + warning])
        #expect(findings(rule: Self.rule(match, then: "remedies = [\"cancel-activity\"]")) == ["rule:3: " + warning])
        let found = findings(rule: Self.armed([(match, [], hour), (match + ", section = 2", [], hour)]))
        #expect(found.count == 3)
        #expect(found.contains { $0.contains("may be about the same activity, such as some.newer.type") })
    }

    @Test("a wildcard finds a type again that is no longer protected")
    func unprotected() {
        let main = goodMain + "[safety]\nunprotect = [\"grabber.grab\"]"
        #expect(findings(main: main, rule: Self.rule("type = \"grab*\"")).isEmpty)
    }

    @Test(
        "a section beside a type that carries none is pointed out",
        arguments: [
            ("type = \"media.generate.credits\", section = 3", never),
            ("type = \"media.generate.*\", section = 3", never),
            ("type = [\"library.refresh.items\", \"media.*\"], section = 3", never),
            (
                "type = [\"library.update.section\", \"library.refresh.items\"], section = 3",
                "library.refresh.items can never match: only library.update.section names a library; write another rule "
                    + "for these types"
            ),
            ("type = \"library.*\", section = 3", nil),
            ("section = 3", nil),
            ("type = \"library.update.section\", section = 3", nil),
        ] as [(String, String?)])
    func section(match: String, message: String?) {
        let expected = message.map { "rule:3: warning: rule[1].match.section = 3: \($0)" }
        #expect(findings(rule: Self.rule(match)) == [expected].compactMap(\.self))
    }

    @Test(
        "an exception that leaves nothing of the rule is pointed out",
        arguments: [
            ("type = \"library.update.section\"", "type = \"library.*\""),
            ("type = \"library.*\"", "type = \"lib*\""),
            ("type = [\"library.*\", \"media.generate.bif\"]", "type = [\"*\", \"x\"]"),
            ("server = \"home\"", "server = \"h*\""),
            ("server = \"ho*\"", "server = \"home\""),
            ("type = \"library.update.section\"", "server = \"home\""),
            ("title = \"Scanning MOVIES\"", "title = \"scanning *\""),
            ("title = \"Scanning *\"", "title = \"*scan*\""),
            ("title = \"S?anning *\"", "title = \"s?anning *\""),
            ("title = [\"a?\", \"ab\"]", "title = \"a?\""),
            ("type = \"*\"", "subtitle = \"**\""),
            ("type = \"library.update.section\", section = [\"films\", 3]", "section = [3, \"Films\", \"TV\"]"),
            ("user = [1, 2]", "user = [2, 3, 1]"),
            ("cancellable = true", "cancellable = true"),
        ] as [(String, String)])
    func shadowed(match: String, exception: String) {
        #expect(findings(rule: Self.rule(match, except: [exception])) == [shadow(1)])
    }

    @Test(
        "an exception that leaves something, or may, is none to warn of",
        arguments: [
            ("type = \"library.*\"", "type = \"library.update.section\""),
            ("type = [\"*\", \"media.download\"]", "type = \"*\", title = \"x\""),
            ("server = \"home\"", "server = \"house\""),
            ("type = \"library.update.section\"", "title = \"*a*\""),
            ("title = \"Scanning *\"", "title = \"Scanning ?\""),
            ("title = \"Scanning *\"", "title = \"Scanning Movies\""),
            ("title = [\"a\", \"b\"]", "title = \"a\""),
            ("type = \"library.update.section\", section = [\"Films\", \"TV\"]", "section = \"Films\""),
            ("type = \"library.update.section\"", "section = \"Films\""),
            ("type = \"library.*\"", "section = \"Films\""),
            ("type = \"some.newer.type\"", "section = \"Films\""),
            ("user = [1, 2]", "user = 1"),
            ("type = \"library.update.section\"", "user = 1"),
            ("cancellable = true", "cancellable = false"),
            ("type = \"library.update.section\"", "cancellable = true"),
            ("type = \"library.*\"", "type = \"library.*\", cancellable = true"),
        ] as [(String, String)])
    func notShadowed(match: String, exception: String) {
        let found = findings(rule: Self.rule(match, except: [exception]))
        #expect(!found.contains { $0.contains("exempt") })
    }

    @Test(
        "an exception by library exempts all that names none, and that is said",
        arguments: [
            (
                "type = \"media.generate.*\"", "section = 3",
                "exempts everything that the rule matches, so the rule never acts"
            ),
            (
                "type = [\"library.update.section\", \"media.generate.bif\", \"media.generate.intros\"]", "section = 3",
                "exempts all of media.generate.bif, media.generate.intros, which the rule names"
            ),
        ] as [(String, String, String)])
    func exceptionBySection(match: String, exception: String, message: String) {
        let reason = "only library.update.section names a library, and an unknown library is exempt"
        #expect(
            findings(rule: Self.rule(match, except: [exception])) == [
                "rule:4: warning: rule[1].except[1]: \(message): \(reason)"
            ])
    }

    @Test("the exception that shadows is named, also where several do it together or only for a type")
    func whichException() {
        let types = "type = [\"library.update.section\", \"media.generate.bif\"]"
        func found(_ exceptions: [String]) -> [String] { findings(rule: Self.rule(types, except: exceptions)) }
        #expect(found(["title = \"x\"", "server = \"*\""]) == [shadow(2)])
        let bif = "rule:4: warning: rule[1].except[1]: exempts all of media.generate.bif, which the rule names"
        #expect(found(["type = \"media.*\""]) == [bif])
        #expect(
            found(["type = \"media.*\"", "type = \"library.update.section\""]) == [
                bif, "rule:4: warning: rule[1].except[2]: exempts all of library.update.section, which the rule names",
                "rule:4: warning: rule[1].except: the exceptions together exempt everything that the rule matches, so the "
                    + "rule never acts",
            ])
    }

    @Test(
        "a rule whose remedies can stop nothing of what it is about is pointed out",
        arguments: [
            ("cancellable = false, type = \"library.refresh.items\"", "", "match.cancellable = false"),
            (
                "cancellable = false", "remedies = [\"cancel-activity\"]",
                "do.remedies = [\"cancel-activity\"]"
            ),
            (
                "type = \"media.generate.bif\"", "remedies = [\"stop-section-refresh\"]",
                "do.remedies = [\"stop-section-refresh\"]"
            ),
            (
                "type = \"library.*\"", "remedies = [\"stop-butler-task\"]",
                "do.remedies = [\"stop-butler-task\"]"
            ),
            ("cancellable = false, type = \"library.refresh.items\"", "action = \"notify\"", nil),
            ("cancellable = false", "", nil),
            ("type = \"library.*\", cancellable = false", "remedies = [\"stop-section-refresh\"]", nil),
        ] as [(String, String, String?)])
    func remedies(match: String, then: String, path: String?) {
        let line = path?.hasPrefix("do") == true ? 6 : 3
        let message =
            "the rule can stop nothing: \"cancel-activity\" needs an activity that the server offers to cancel, "
            + "\"stop-section-refresh\" needs a library.update.section, \"stop-butler-task\" needs a media.generate type with a task"
        let expected = path.map { "rule:\(line): warning: rule[1].\($0): \(message)" }
        #expect(findings(rule: Self.rule(match, then: then)) == [expected].compactMap(\.self))
    }

    @Test(
        "windows that never let a rule fire are pointed out",
        arguments: [
            ("during = \"night\", not-during = \"night\"", "during = \"night\": \(noTime)"),
            ("during = \"night\", not-during = [\"late\", \"early\"]", "during = \"night\": \(noTime)"),
            ("not-during = [\"day\", \"night\"]", "not-during = [\"day\", \"night\"]: \(noTime)"),
            ("during = \"saturday\", not-during = \"weekend\"", "during = \"saturday\": \(noTime)"),
            ("during = [\"day\", \"night\"], not-during = \"night\"", nil),
            ("during = \"night\", not-during = \"late\"", nil),
            ("during = \"saturday\", not-during = \"early\"", nil),
            ("during = \"weekend\", not-during = \"saturday\"", nil),
            ("not-during = \"night\"", nil),
        ] as [(String, String?)])
    func neverOpen(when: String, message: String?) {
        let rule = Self.rule("type = \"library.*\"", when: when, rest: windows)
        #expect(findings(rule: rule) == [message.map { "rule:5: warning: rule[1].when.\($0)" }].compactMap(\.self))
    }

    @Test("an armed rule that may only act while nothing is stopped is pointed out, an observing one is not")
    func safetyWindows() {
        let main = goodMain + "[safety]\nnot-during = [\"early\", \"late\"]\n"
        func found(_ window: String, enforce: String) -> [String] {
            let rule = Self.rule(
                "type = \"library.*\"", when: "during = \"\(window)\"", then: "max-per-hour = 1", rest: windows)
            return findings(main: main + "enforce = [\(enforce)]", rule: rule)
        }
        #expect(
            found("night", enforce: "\"a\"") == [
                "rule:5: warning: rule[1].when.during = \"night\": the rule never stops anything: [safety] not-during is "
                    + "open at all these times; change a window"
            ])
        #expect(found("night", enforce: "").isEmpty)
        #expect(found("weekend", enforce: "\"a\"").isEmpty)
    }

    @Test(
        "an armed rule without a bound of its own is pointed out, however it was armed",
        arguments: [
            ("mode = \"enforce\"", "", "", true),
            ("", "enforce = [\"stuck\"]", "", true),
            ("mode = \"enforce\"", "", "attempts = 1", true),
            ("mode = \"enforce\"", "", "max-per-hour = 1", false),
            ("", "", "", false),
            ("mode = \"enforce\"", "", "action = \"notify\"", false),
        ] as [(String, String, String, Bool)])
    func bound(mode: String, enforce: String, then: String, isExpected: Bool) {
        let rule = goodRule.replacing("[rule.match]", with: "\(mode)\n[rule.match]") + "[rule.do]\n\(then)"
        let message =
            "rule:8: warning: rule[1].do.max-per-hour: the rule is armed without a limit of its own: set max-per-hour, "
            + "such as 2, or it may use all 7 stops an hour that [safety] allows to all rules"
        let found = findings(main: goodMain + "[safety]\nmax-stops-per-hour = 7\n" + enforce, rule: rule)
        #expect(found == (isExpected ? [message] : []))
    }

    @Test("without [rule.do], what is missing in it is said with the line of the rule")
    func boundWithoutTable() {
        let found = findings(rule: goodRule.replacing("[rule.match]", with: "mode = \"enforce\"\n[rule.match]"))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("rule:1: warning: rule[1].do.max-per-hour: ") })
    }

    @Test(
        "armed rules that may be about one activity are pointed out",
        arguments: [
            ("type = \"library.update.section\"", "type = \"library.update.section\""),
            ("type = \"library.*\"", "type = \"library.update.section\""),
            ("type = \"media.generate.*\"", "type = \"*.bif\""),
            ("server = \"home\"", "server = \"h*\""),
            ("title = \"Scanning *\"", "title = \"scanning films\""),
            ("title = \"Scanning *\"", "subtitle = \"a?c\""),
            ("type = \"library.*\", section = \"Films\"", "type = \"library.update.section\", section = \"films\""),
            ("type = \"library.*\", section = 3", "type = \"library.update.section\""),
            ("type = \"library.*\", user = [1, 2]", "user = [2, 3]"),
            ("type = \"library.*\", cancellable = true", "type = \"library.refresh.items\""),
        ] as [(String, String)])
    func overlap(left: String, right: String) {
        let rules = [(left, ["title = \"spared\""], hour), (right, ["user = 99"], hour)]
        let found = findings(rule: Self.armed(rules))
        #expect(found.count == 1)
        let start = "rule:11: warning: rule[2].match: the armed rule \"a\" in /c/rules.d/r.toml may be about the same "
        #expect(found.allSatisfy { $0.hasPrefix(start) })
    }

    @Test(
        "armed rules that cannot be about one activity, or are not known to, are none to warn of",
        arguments: [
            ("type = \"library.update.section\"", [], "type = \"library.refresh.items\"", []),
            ("type = \"media.*\"", [], "type = \"media.download\"", []),
            ("server = \"home\"", [], "server = \"other\"", []),
            ("title = \"Scanning *\"", [], "title = \"Detecting *\"", []),
            ("type = \"library.*\", section = \"Films\"", [], "type = \"library.*\", section = \"TV\"", []),
            ("type = \"library.*\", section = \"Films\"", [], "type = \"library.*\", section = 3", []),
            ("type = \"library.*\", section = \"Films\"", [], "type = \"library.*\"", ["section = \"films\""]),
            ("type = \"library.*\", section = 3", [], "type = \"media.generate.*\"", []),
            ("type = \"library.*\"", ["type = \"library.update.section\""], "type = \"library.update.section\"", []),
            ("user = 1", [], "user = 2", []),
            ("cancellable = true", [], "cancellable = false", []),
        ] as [(String, [String], String, [String])])
    func noOverlap(left: String, leftExcept: [String], right: String, rightExcept: [String]) {
        let main = goodMain + "[[server]]\nname = \"other\"\nurl = \"http://b\""
        let found = findings(main: main, rule: Self.armed([(left, leftExcept, hour), (right, rightExcept, hour)]))
        #expect(!found.contains { $0.contains("the armed rule") })
    }

    @Test("rules at different times of the week, or that only observe, do not overlap")
    func noOverlapInTime() {
        let scans = "type = \"library.update.section\""
        let apart = Self.armed([(scans, [], "during = \"night\""), (scans, [], "not-during = \"night\"")]) + windows
        #expect(findings(rule: apart).isEmpty)
        let close = apart.replacing("not-during = \"night\"", with: "not-during = \"late\"")
        #expect(findings(rule: close).count == 1)
        #expect(findings(rule: close.replacing("enforce", with: "observe")).isEmpty)
    }

    @Test("thousands of armed rules are compared in time", .timeLimit(.minutes(1)))
    func manyRules() throws {
        let rules = (0..<1_000).map { number in
            """
            [[rule]]
            name = "r\(number)"
            mode = "enforce"
            match = { title = "t\(number)*", section = \(number) }
            when = { running-for = "1h" }
            do = { max-per-hour = 1 }

            """
        }
        #expect(try load(rule: rules.joined()).rules.count == 1_000)
    }
}

private let never =
    "the rule can never match: only library.update.section names a library, and the rule is about other types; "
    + "remove section"
private let noTime = "never holds: no time of the week fits; change a window, or remove this key"
private let hour = "running-for = \"1h\""
private let windows = """
    [window.night]
    from = "22:00"
    to = "06:00"
    [window.late]
    from = "20:00"
    to = "24:00"
    [window.early]
    from = "00:00"
    to = "06:00"
    [window.day]
    from = "06:00"
    to = "22:00"
    [window.saturday]
    from = "23:00"
    to = "01:00"
    days = ["sat"]
    [window.weekend]
    from = "12:00"
    to = "02:00"
    days = ["fri", "sat", "sun"]
    """

/// What is said of an exception that leaves nothing.
private func shadow(_ position: Int) -> String {
    "rule:4: warning: rule[1].except[\(position)]: exempts everything that the rule matches, so the rule never acts"
}
