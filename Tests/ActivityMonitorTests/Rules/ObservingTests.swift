// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A rule that observes says what it would do if it were armed, and nothing else.
@Suite struct ObservingTests {
    /// What a server shows at the seconds of a story.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var rule: Rule
        /// What is shown from which second on, the last up to second 400.
        var shown: [(Double, [Activity])]
        /// What an armed rule asks for.
        var asked: [String]
        /// Why an armed rule gives up at once, by uuid.
        var refused: [String] = []
    }

    private static let a = Activity.scan("a", cancellable: true)
    private static let b = Activity.scan("b", cancellable: true)

    private static func duplicates(_ victims: Victims) -> Rule {
        .stop("dup", .duplicatesAtLeast(2), .runningFor(.minutes(2)), plan: StopPlan(victims: victims))
    }

    static let cases = [
        Case(
            testDescription: "the oldest is spared", rule: duplicates(.allButOldest),
            shown: [(0, [a]), (20, [a, b])], asked: ["b cancel-activity"]),
        Case(
            testDescription: "the oldest alone", rule: duplicates(.oldest), shown: [(0, [a]), (20, [a, b])],
            asked: ["a cancel-activity"]),
        Case(
            testDescription: "nobody can be told apart", rule: duplicates(.allButOldest), shown: [(0, [a, b])],
            asked: []),
        Case(
            testDescription: "another is not matched",
            rule: .stop(
                "one", .progressBelow(50),
                match: ActivityMatch(
                    types: [Glob("library.update.section")], titles: [Glob("scanning*", ignoringCase: true)])),
            shown: [(0, [.scan("a"), .scan("z", 60, title: "Weekly")])], asked: [], refused: ["a would-stop-spared"]),
        Case(
            testDescription: "one of several that share a section",
            rule: .stop("two", .duplicatesAtLeast(2), plan: StopPlan(victims: .newest)),
            shown: [(0, [.scan("a")]), (20, [.scan("a"), .scan("b")])], asked: [], refused: ["b would-stop-spared"]),
        Case(
            testDescription: "nothing applies", rule: .stop("low", .progressBelow(50)),
            shown: [(0, [.some("a", .libraryRefreshItems)])], asked: [], refused: ["a no-remedy"]),
        Case(
            testDescription: "no section is named", rule: .stop("low", .progressBelow(50)),
            shown: [(0, [.scan("a", section: nil)])], asked: [], refused: ["a section-not-named"]),
        Case(
            testDescription: "a section is named late", rule: .stop("low", .progressBelow(50)),
            shown: [(0, [.scan("a", section: nil)]), (2, [.scan("a")])], asked: ["a stop-section-refresh"]),
        Case(
            testDescription: "the second step", rule: .stop("low", .progressBelow(50)),
            shown: [(0, [.credits("a")])], asked: ["a stop-butler-task"]),
    ]

    private static func play(_ rule: Rule, _ shown: [(Double, [Activity])]) -> Story {
        var story = Story(rule, interval: .seconds(2))
        for (index, (start, activities)) in shown.enumerated() {
            story.at(start)
            let end = index + 1 < shown.count ? shown[index + 1].0 - 2 : 400
            story.polls(until: end, every: 2, activities + [.butler])
        }
        return story
    }

    @Test("it says that it would stop what the armed rule asks to stop", arguments: cases)
    func itSaysThatItWouldStopWhatTheArmedRuleAsksToStop(example: Case) {
        let armed = Self.play(example.rule, example.shown)
        let asked = armed.requests.map { request in
            switch request.remedy {
            case .cancelActivity(let id): "\(id.rawValue) cancel-activity"
            default: "a \(request.remedy.kind.rawValue)"
            }
        }
        #expect(asked == example.asked)
        #expect(
            armed.events.filter { $0.kind == .stopIneffective || $0.kind == .stopAbandoned }
                .map { "\($0[.activityUUID] ?? "") \($0[.reason] ?? "")" } == example.refused)

        let observing = Self.play(example.rule.observing, example.shown)
        #expect(observing.requests.isEmpty)
        let told = observing.events.filter { $0.kind == .wouldStop }
        #expect(
            told.filter { $0[.reason] == nil }.map { "\($0[.activityUUID] ?? "") \($0[.remedy] ?? "")" }
                == example.asked)
        #expect(
            told.filter { $0[.reason] != nil }.map { "\($0[.activityUUID] ?? "") \($0[.reason] ?? "")" }
                == example.refused)
    }

    @Test("it names what an armed rule would have to spare")
    func itNamesWhatAnArmedRuleWouldHaveToSpare() throws {
        let example = Self.cases[3]
        let message = try Self.play(example.rule.observing, example.shown).last(.wouldStop).message
        #expect(message.contains("but that would end work that the rule must spare (Weekly)"))
        #expect(message.contains("to arm it"))
    }

    @Test("it waits for a whole list where the armed rule does")
    func itWaitsForAWholeListWhereTheArmedRuleDoes() {
        var story = Story(Rule.stop("low", .progressBelow(50)).observing)
        story.poll(snapshot: ActivitySnapshot(activities: [.scan("a"), .butler], skippedRows: 1))
        #expect(story.take("would") == [])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("would") == ["would-stop a by low stop-section-refresh"])
    }
}
