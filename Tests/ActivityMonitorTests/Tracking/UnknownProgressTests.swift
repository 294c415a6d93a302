// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// A server that gives a progress now and then.
@Suite struct UnknownProgressTests {
    /// Polls every ten seconds that show these values again and again.
    private func watch(_ story: inout Story, until end: Double, _ values: [Double?], subtitle: String = "") {
        var index = 0
        for second in stride(from: story.seconds, through: end, by: 10) {
            story.at(second)
            story.poll([.scan("a", values[index % values.count], subtitle: subtitle), .butler])
            index += 1
        }
    }

    @Test("a progress that comes and goes and never moves counts as stuck")
    func aProgressThatComesAndGoesAndNeverMovesCountsAsStuck() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(5))).notifying)
        self.watch(&story, until: 290, [50, 50, nil])
        #expect(story.count(.ruleFired) == 0)
        self.watch(&story, until: 310, [50, 50, nil])
        #expect(story.count(.ruleFired) == 1)
        #expect(story.count(.progress) == 0, "an unknown is no change")
    }

    @Test("a progress that moved while it was unknown is a change")
    func aProgressThatMovedWhileItWasUnknownIsAChange() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(5))).notifying)
        self.watch(&story, until: 200, [50])
        story.after(10)
        self.watch(&story, until: 210, [nil])
        story.after(10)
        self.watch(&story, until: 320, [51])
        #expect(story.count(.ruleFired) == 0)
        #expect(try story.activity("a").stalledMicroseconds == 100_000_000)
    }

    @Test("a progress that is unknown for longer than the limit is no evidence of a standstill")
    func aProgressThatIsUnknownForLongerThanTheLimitIsNoEvidenceOfAStandstill() throws {
        var story = Story()
        self.watch(&story, until: 20, [50])
        story.after(10)
        self.watch(&story, until: 80, [nil])
        story.after(10)
        self.watch(&story, until: 100, [50])
        #expect(try story.activity("a").stalledMicroseconds == 30_000_000)
    }

    @Test("a kind with a progress that comes and goes counts as stuck")
    func aKindWithAProgressThatComesAndGoesCountsAsStuck() throws {
        var story = Story(.stop("stuck", type: "library.*", .noProgressFor(.minutes(5)), scope: .kind).notifying)
        self.watch(&story, until: 310, [50, 50, nil])
        #expect(story.count(.ruleFired) == 1)
    }

    @Test("an armed rule waits over an unknown progress instead of giving up its stop")
    func anArmedRuleWaitsOverAnUnknownProgressInsteadOfGivingUpItsStop() throws {
        var story = Story(.stop("early", .progressBelow(50)))
        for number in 0..<360 {
            story.poll([.scan("a", number.isMultiple(of: 2) ? 10 : nil), .butler])
            story.after(10)
            if !story.open.isEmpty { story.answer(500) }
        }
        #expect(story.requests.count > 0)
        #expect(story.count(.stopAbandoned) <= 1)
    }

    @Test("a rule that is held back by an unknown now and then says so")
    func aRuleThatIsHeldBackByAnUnknownNowAndThenSaysSo() throws {
        var story = Story(.stop("early", type: "library.*", .progressBelow(50), hold: .minutes(2)).notifying)
        self.watch(&story, until: 300, [10, 10, nil])
        #expect(story.count(.ruleFired) == 0)
        #expect(story.count(.ruleUndecided) == 1)
    }

    @Test("a steady stream with every third session read failing is told once")
    func aSteadyStreamWithEveryThirdSessionReadFailingIsToldOnce() throws {
        var rule = Rule.stop("play", .streamsAtLeast(1))
        rule = rule.observing
        var story = Story(rule)
        for number in 0..<360 {
            let sessions = [PlaybackSession(key: "1", state: .playing, isTranscoding: false)]
            story.feed(.sessions(server: Story.server, number % 3 == 2 ? nil : sessions))
            story.poll([.scan("a"), .butler])
            story.after(10)
        }
        #expect(story.count(.wouldStop) == 1)
    }

    @Test("with every second poll failing, the rule says why it does not act")
    func withEverySecondPollFailingTheRuleSaysWhyItDoesNotAct() throws {
        var story = Story(.stop("long", type: "library.*", .runningFor(.minutes(5))).notifying)
        for number in 0..<90 {
            if number.isMultiple(of: 2) { story.poll([.scan("a"), .butler]) } else { story.fail() }
            story.after(10)
        }
        #expect(try story.activity("a").ageMicroseconds == 0)
        #expect(story.count(.ruleFired) == 0)
        #expect(story.count(.ruleUndecided) == 1)
        let message = try story.last(.ruleUndecided).message
        #expect(message.contains("polls failed"), "\(message)")
    }

    @Test("one outage does not make a rule undecided for long")
    func oneOutageDoesNotMakeARuleUndecidedForLong() throws {
        var story = Story(.stop("long", type: "library.*", .runningFor(.minutes(5))).notifying)
        story.polls(until: 60, [.scan("a"), .butler])
        for _ in 0..<60 {
            story.after(10)
            story.fail()
        }
        story.after(10)
        story.polls(until: 1_000, [.scan("a"), .butler])
        #expect(story.count(.ruleFired) == 1)
        #expect(story.count(.ruleUndecided) == 0)
    }
}
