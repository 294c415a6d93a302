// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// `for`, and what a rule says once.
@Suite struct HoldTests {
    private static let rule = Rule.stop("low", .progressBelow(50), hold: .seconds(60)).notifying

    /// One observation each ten seconds: a percentage, `nil` for unknown progress, a negative one for a failure.
    private func lines(_ steps: [Double?], rule: Rule = Self.rule) -> [String] {
        var story = Story(rule)
        for step in steps {
            if let step, step < 0 { story.fail() } else { story.poll([.scan("a", step), .butler]) }
            story.after(10)
        }
        return story.take("rule", "would")
    }

    @Test("all must have held for as long")
    func allMustHaveHeldForAsLong() {
        #expect(self.lines([10, 10, 10, 10, 10, 10]) == ["rule-pending a by low"])
        #expect(self.lines([10, 10, 10, 10, 10, 10, 10]) == ["rule-pending a by low", "rule-fired a by low"])
    }

    @Test("anything but true at a good observation starts it again", arguments: [60.0, nil])
    func anythingButTrueAtAGoodObservationStartsItAgain(interruption: Double?) {
        let lines = self.lines([10, 10, 10, interruption, 10, 10, 10, 10, 10, 10])
        // That it waits is said again only where a condition has stopped holding.
        #expect(lines == Array(repeating: "rule-pending a by low", count: interruption == nil ? 1 : 2))
        let more = self.lines([10, 10, 10, interruption, 10, 10, 10, 10, 10, 10, 10])
        #expect(more.last == "rule-fired a by low")
    }

    @Test("a gap pauses it")
    func aGapPausesIt() {
        #expect(self.lines([10, 10, 10, -1, -1, 10, 10, 10, 10]) == ["rule-pending a by low"])
        #expect(
            self.lines([10, 10, 10, -1, -1, 10, 10, 10, 10, 10]) == ["rule-pending a by low", "rule-fired a by low"])
    }

    @Test("without for it is at once")
    func withoutForItIsAtOnce() {
        var rule = Self.rule
        rule.hold = .zero
        #expect(self.lines([10], rule: rule) == ["rule-fired a by low"])
    }

    @Test(
        "each thing is said once until a condition stops holding",
        arguments: [(false, "rule-fired a by low"), (true, "would-stop a by low stop-section-refresh")])
    func eachThingIsSaidOnceUntilAConditionStopsHolding(observes: Bool, line: String) {
        var rule = Rule.stop("low", .progressBelow(50))
        rule = observes ? rule.observing : rule.notifying
        #expect(self.lines([10, 11, 12, -1, 13, 60, 61, 10, 11], rule: rule) == [line, line])
    }

    @Test("a pending rule says when it acts")
    func aPendingRuleSaysWhenItActs() throws {
        for (rule, words) in [
            (Self.rule, "notifies in 1 min"),
            (Rule.stop("low", .progressBelow(50), hold: .seconds(90)).observing, "would stop it in 1 min 30 s"),
            (.stop("low", .progressBelow(50), hold: .hours(2)), "stops it in 2 h"),
        ] {
            var story = Story(rule)
            story.poll([.scan("a")])
            #expect(try story.last(.rulePending).message.contains(words))
            #expect(try story.activity("a").pending.map(\.remainingMicroseconds) == [rule.hold.wholeMicroseconds])
        }
    }

    @Test("all conditions must hold together")
    func allConditionsMustHoldTogether() {
        var story = Story(.stop("both", .runningFor(.seconds(30)), .progressAbove(20), .progressBelow(50)).notifying)
        story.polls(until: 100, [.scan("a", 20)])
        story.after(10)
        story.poll([.scan("a", 50)])
        #expect(story.take("rule") == [])
        story.after(10)
        story.poll([.scan("a", 20.5)])
        #expect(story.take("rule") == ["rule-fired a by both"])
    }

    @Test("an undecided rule speaks after its longest threshold, once, with what is unknown")
    func anUndecidedRuleSpeaksAfterItsLongestThresholdOnceWithWhatIsUnknown() throws {
        var story = Story(.stop("low", .runningFor(.minutes(2)), .progressBelow(50)).notifying)
        story.polls(until: 230, [.scan("a", nil)])
        #expect(story.take("rule") == [])
        story.polls(until: 600, [.scan("a", nil)])
        #expect(story.take("rule") == ["rule-undecided a by low"])
        #expect(try story.last(.ruleUndecided)[.predicates]?.contains(#""result":"true""#) == true)
    }

    @Test("a rule that a condition holds back is not undecided")
    func aRuleThatAConditionHoldsBackIsNotUndecided() {
        var story = Story(.stop("low", .runningFor(.days(1)), .progressBelow(50)).notifying)
        story.polls(until: 2_000, [.scan("a", nil)])
        #expect(story.take("rule") == [])
    }

    @Test("an observing rule says how to arm it and with what it would stop")
    func anObservingRuleSaysHowToArmItAndWithWhatItWouldStop() throws {
        var story = Story(.stop("low", .progressBelow(50)).observing)
        story.poll([.scan("a")])
        let event = try story.last(.wouldStop)
        #expect(event.message.contains(#"add "low" to enforce in [safety]"#))
        #expect(event.message.contains("stop the scan of section 2"))
        #expect(event[.ruleMode] == "observe")
        #expect(event[.ruleFile] == "/etc/rules.d/low.toml")
        #expect(
            event[.predicates] == #"[{"condition":"progress-below","value":"10 %","threshold":"50 %","result":"true"}]"#
        )
    }

    @Test("a list with a hole that leaves the activity out pauses `for` of a rule that also asks for the server")
    func aListWithAHoleThatLeavesTheActivityOutPausesForOfARuleThatAlsoAsksForTheServer() {
        for (asksForServer, fires) in [(true, 90.0), (false, 60)] {
            let conditions = asksForServer ? [Condition.notDuring([TimeWindow(name: "night", from: 0, to: 60)])] : []
            var rule = Rule.stop("low", .progressBelow(50), hold: .seconds(60)).notifying
            rule.conditions += conditions
            var story = Story(rule)
            story.feed(.localTime(LocalTime(weekday: .monday, secondOfDay: 40_000)))
            for second in stride(from: 0.0, through: fires, by: 15) {
                story.at(second)
                let rows: [Activity] = second == 15 ? [.butler] : [.scan("a"), .butler]
                story.poll(snapshot: ActivitySnapshot(activities: rows, skippedRows: second == 15 ? 1 : 0))
                #expect(story.take("rule-fired").isEmpty == (second < fires))
            }
        }
    }
}
