// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A poll and a notification that disagree, each newer than the other in one way.
@Suite struct DisagreementTests {
    /// One value on which the two disagree, and a rule that asks for it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The rule, which wants what the notification says and not what the row says.
        var rule: Rule
        var told: Activity
        var row: Activity
    }

    private static func scan(
        _ progress: Double? = 10, title: String = "Scanning Movies", subtitle: String = "Other", section: String? = "2",
        cancellable: Bool? = true, user: Int? = 1
    ) -> Activity {
        .scan(
            "a", progress, section: section, title: title, subtitle: subtitle, cancellable: cancellable, user: user)
    }

    private static func rule(
        _ conditions: Condition..., match: ActivityMatch = ActivityMatch(types: [Glob("*")]),
        except exceptions: ActivityMatch...
    ) -> Rule {
        var rule = Rule.stop("long", .runningFor(.seconds(10)), match: match, exceptions: exceptions)
        rule.conditions += conditions
        return rule
    }

    static let cases = [
        Case(
            testDescription: "subtitle",
            rule: rule(except: ActivityMatch(subtitles: [Glob("keep*", ignoringCase: true)])),
            told: scan(), row: scan(subtitle: "Keep me")),
        Case(
            testDescription: "title", rule: rule(except: ActivityMatch(titles: [Glob("keep*", ignoringCase: true)])),
            told: scan(), row: scan(title: "Keep me")),
        Case(
            testDescription: "progress", rule: rule(.progressBelow(50)), told: scan(10), row: scan(90)),
        Case(
            testDescription: "progress that the row does not name", rule: rule(.progressBelow(50)), told: scan(10),
            row: scan(nil)),
        Case(
            testDescription: "cancellable", rule: rule(match: ActivityMatch(types: [Glob("*")], cancellable: true)),
            told: scan(), row: scan(cancellable: false)),
        Case(
            testDescription: "section", rule: rule(match: ActivityMatch(types: [Glob("*")], sections: ["2"])),
            told: scan(), row: scan(section: "3")),
        Case(
            testDescription: "user", rule: rule(except: ActivityMatch(users: [5])), told: scan(), row: scan(user: 5)),
    ]

    @Test("late news does not overrule the poll before a request", arguments: cases)
    func lateNewsDoesNotOverruleThePollBeforeARequest(_ example: Case) {
        var story = Story(example.rule)
        story.polls(until: 10, [example.told, .butler])
        story.at(10.2)
        story.hear(.updated, example.told, receivedAt: 10.15)
        story.poll([example.row, .butler], sentAt: 10.1)
        #expect(story.requests.isEmpty)
        story.at(12)
        story.poll([example.row, .butler])
        #expect(story.requests.isEmpty)
    }

    @Test("an older row does not overrule news that a value is another one by now", arguments: cases)
    func anOlderRowDoesNotOverruleNewsThatAValueIsAnotherOneByNow(_ example: Case) {
        var story = Story(example.rule)
        story.polls(until: 10, [example.told, .butler])
        story.at(10.2)
        story.hear(.updated, example.row, receivedAt: 10.15)
        story.poll([example.told, .butler], sentAt: 10.1)
        #expect(story.requests.isEmpty)
    }

    @Test("when the next poll is sure, the rule goes on", arguments: cases)
    func whenTheNextPollIsSureTheRuleGoesOn(_ example: Case) {
        var story = Story(example.rule)
        story.polls(until: 10, [example.told, .butler])
        story.at(10.2)
        story.hear(.updated, example.told, receivedAt: 10.15)
        story.poll([example.row, .butler], sentAt: 10.1)
        story.at(12)
        story.poll([example.told, .butler])
        story.at(14)
        story.poll([example.told, .butler])
        #expect(story.requests.count == 1)
    }

    @Test("a value on which both agree stays known")
    func aValueOnWhichBothAgreeStaysKnown() {
        var story = Story(Self.rule(match: ActivityMatch(types: [Glob("*")], cancellable: true)))
        story.polls(until: 10, [Self.scan(), .butler])
        story.at(10.2)
        story.hear(.updated, Self.scan(20, subtitle: "Another"), receivedAt: 10.15)
        story.poll([Self.scan(15, subtitle: "Third"), .butler], sentAt: 10.1)
        #expect(story.requests.count == 1)
    }

    @Test("old news that says nothing has changed does not hide that the row has moved")
    func oldNewsThatSaysNothingHasChangedDoesNotHideThatTheRowHasMoved() {
        var story = Story(.stop("stuck", .noProgressFor(.seconds(20))))
        story.polls(until: 20, [Self.scan(), .butler])
        story.at(20.2)
        story.hear(.updated, Self.scan(), receivedAt: 20.15)
        story.poll([Self.scan(11), .butler], sentAt: 20.1)
        #expect(story.requests.isEmpty)
        story.polls(until: 40, every: 2, [Self.scan(11), .butler])
        #expect(story.requests.isEmpty)
        story.polls(until: 48, every: 2, [Self.scan(11), .butler])
        #expect(story.requests.count == 1)
    }

    @Test("the clock of a kind does not count over a row that has moved against old news")
    func theClockOfAKindDoesNotCountOverARowThatHasMovedAgainstOldNews() {
        var story = Story(.stop("stuck", .noProgressFor(.seconds(20)), scope: .kind))
        story.polls(until: 20, [Self.scan(), .butler])
        story.at(20.2)
        story.hear(.updated, Self.scan(), receivedAt: 20.15)
        story.poll([Self.scan(11), .butler], sentAt: 20.1)
        story.polls(until: 39, every: 2, [Self.scan(11), .butler])
        #expect(story.requests.isEmpty)
    }

    @Test("collateral that only the row exempts is not stopped")
    func collateralThatOnlyTheRowExemptsIsNotStopped() {
        let rule = Rule.stop(
            "long", .runningFor(.seconds(10)),
            exceptions: [ActivityMatch(subtitles: [Glob("keep*", ignoringCase: true)])],
            plan: StopPlan(remedies: [.stopSectionRefresh], victims: .all))
        var story = Story(rule)
        let victim = Activity.scan("a")
        let other = Activity.scan("b", subtitle: "Other")
        story.polls(until: 10, [victim, .butler])
        story.at(10.2)
        story.hear(.started, other, receivedAt: 10.15)
        story.poll([victim, .scan("b", subtitle: "Keep me"), .butler], sentAt: 10.1)
        #expect(story.requests.isEmpty)
        story.at(12)
        story.poll([victim, other, .butler])
        #expect(story.requests.count == 1, "it has not been given up")
    }

    @Test("the end of an activity tells the last values, not that they were in doubt")
    func theEndOfAnActivityTellsTheLastValuesNotThatTheyWereInDoubt() throws {
        var story = Story()
        story.poll([Self.scan(10), .butler])
        story.at(10.2)
        story.hear(.updated, Self.scan(60), receivedAt: 10.15)
        story.poll([Self.scan(50), .butler], sentAt: 10.1)
        story.at(20)
        story.poll([.butler])
        #expect(try story.last(.finished)[.progress] == "60")
        #expect(try story.last(.finished)[.sectionID] == "2")
    }

    @Test("a row that news overtook begins no standstill before the first sight", arguments: [false, true])
    func aRowThatNewsOvertookBeginsNoStandstillBeforeTheFirstSight(isKnown: Bool) throws {
        var story = Story(.stop("still", .noProgressFor(.seconds(10))))
        if isKnown { story.poll([.scan("a", 5), .butler]) }
        story.at(8)
        story.hear(isKnown ? .updated : .started, Self.scan(), receivedAt: 8)
        story.at(9)
        story.poll([Self.scan(), .butler], sentAt: 1)
        story.at(10)
        story.poll([Self.scan(), .butler])
        #expect(try story.activity("a").stalledMicroseconds == (isKnown ? 9_000_000 : 2_000_000))
        #expect(story.requests.isEmpty)
        #expect(try story.activity("a").ageMicroseconds == (isKnown ? 10_000_000 : 2_000_000))
    }

    @Test("a row that news without values overtook begins no standstill before an age", arguments: [5.0, 90])
    func aRowThatNewsWithoutValuesOvertookBeginsNoStandstillBeforeAnAge(gap: Double) throws {
        var story = Story()
        story.poll([.scan("a"), .butler])
        story.after(gap)
        if gap < 60 { story.restart() }
        let sentAt = story.seconds + 1
        story.after(3)
        story.hear(.updated, "a")
        story.after(1)
        story.poll([.scan("a", 20), .butler], sentAt: sentAt)
        story.after(10)
        story.poll([.scan("a", 20), .butler])
        let activity = try story.activity("a")
        #expect(activity.stalledMicroseconds == 11_000_000)
        #expect(activity.stalledMicroseconds <= activity.ageMicroseconds)
    }
}
