// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// `no-progress-for` where the progress is known, unknown, or told by texts alone.
@Suite struct NoProgressTests {
    private static let rule = Rule.stop("stuck", type: "library.*", .noProgressFor(.minutes(10))).notifying

    @Test("known progress that stands still for long enough is no progress")
    func knownProgressThatStandsStillForLongEnoughIsNoProgress() {
        var story = Story(Self.rule)
        story.polls(until: 590, [.scan("a", 10)])
        #expect(story.take("rule") == [])
        story.at(600)
        story.poll([.scan("a", 10)])
        #expect(story.take("rule") == ["rule-fired a by stuck"])
    }

    @Test(
        "while the progress is unknown, so is the condition, and after its time that is told once",
        arguments: [nil, -1, 100.5, .nan] as [Double?])
    func whileTheProgressIsUnknownSoIsTheConditionAndAfterItsTimeThatIsToldOnce(progress: Double?)
        throws
    {
        var story = Story(Self.rule)
        story.polls(until: 590, [.scan("a", progress)])
        #expect(story.take("rule") == [])
        story.polls(until: 1_300, [.scan("a", progress)])
        #expect(story.take("rule") == ["rule-undecided a by stuck"])
        let event = try story.last(.ruleUndecided)
        #expect(event.message.contains("the server gives no progress"))
        #expect(
            event[.predicates]
                == #"[{"condition":"no-progress-for","value":null,"threshold":"10m","result":"unknown","#
                + #""why":"the server gives no progress, and neither title nor subtitle has changed"}]"#)
    }

    @Test("once a text has changed in this run, texts alone tell progress", arguments: [true, false])
    func onceATextHasChangedInThisRunTextsAloneTellProgress(restarts: Bool) {
        var story = Story(Self.rule)
        story.poll([.scan("a", nil, subtitle: "One"), .butler])
        story.after(10)
        story.poll([.scan("a", nil, subtitle: "Two"), .butler])
        if restarts { story.restart(after: 0) }
        _ = story.take()
        story.polls(until: 600, [.scan("a", nil, subtitle: "Two"), .butler])
        #expect(story.take("rule") == [])
        story.after(restarts ? 20 : 10)
        story.poll([.scan("a", nil, subtitle: "Two"), .butler])
        #expect(story.take("rule") == ["rule-fired a by stuck"])
    }

    @Test("progress that becomes unknown is progress once, and unknown then")
    func progressThatBecomesUnknownIsProgressOnceAndUnknownThen() {
        var story = Story(Self.rule)
        story.polls(until: 300, [.scan("a", 10)])
        story.polls(until: 1_000, [.scan("a", nil)])
        #expect(story.take("rule") == ["rule-undecided a by stuck"])
    }

    @Test("a text that changes during a restart is seen")
    func aTextThatChangesDuringARestartIsSeen() throws {
        var story = Story(journal: JournalSettings(showsTitles: false))
        story.polls(until: 100, [.scan("a", 10, subtitle: "One"), .butler])
        story.restart()
        story.after(1)
        story.poll([.scan("a", 10, subtitle: "Two"), .butler])
        #expect(try story.activity("a").stalledMicroseconds == 0)
        #expect(try story.activity("a").ageMicroseconds == 100_000_000)
        #expect(story.take("progress") == ["progress a 10"])
    }
}
