// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// `scope = "kind"`: clocks that go on from uuid to uuid.
@Suite struct KindTests {
    private static let endless = Rule.stop(
        "endless", type: "media.generate.credits", .runningFor(.minutes(10)), scope: .kind
    ).notifying

    /// When a rule with kinds fires over activities of so many seconds each, polled every ten seconds, with a pause of
    /// so many seconds between them; nil where it does not within the time.
    private func fires(each: Double, pause: Double, within end: Double = 1_300, failing: Bool = false) -> Double? {
        var story = Story(Self.endless)
        for second in stride(from: 0.0, through: end, by: 10) {
            story.at(second)
            let (item, rest) = (Int(second / (each + pause)), second.truncatingRemainder(dividingBy: each + pause))
            if rest < each {
                story.poll([.credits("c\(item)", rest), .butler])
            } else if failing {
                story.fail()
            } else {
                story.poll([.butler])
            }
            if !story.take("rule-fired").isEmpty { return second }
        }
        return nil
    }

    @Test("short activities in a row are one long work")
    func shortActivitiesInARowAreOneLongWork() {
        #expect(self.fires(each: 20, pause: 0) == 600)
        #expect(self.fires(each: 20, pause: 20) == 600)
    }

    @Test("a gap over the limit starts the kind anew")
    func aGapOverTheLimitStartsTheKindAnew() {
        #expect(self.fires(each: 300, pause: 60) == nil)
        #expect(self.fires(each: 300, pause: 40) == 600)
    }

    @Test("a failure between two of them is no evidence and starts nothing anew")
    func aFailureBetweenTwoOfThemIsNoEvidenceAndStartsNothingAnew() throws {
        #expect(try #require(self.fires(each: 50, pause: 10, failing: true)) > 700)
    }

    @Test("each section is a kind of its own, and so is a scan that has not named its one")
    func eachSectionIsAKindOfItsOwnAndSoIsAScanThatHasNotNamedItsOne() {
        var story = Story(
            .stop("endless", type: "library.update.section", .runningFor(.minutes(1)), scope: .kind).notifying)
        story.polls(until: 50, [.scan("a", section: "1"), .butler])
        story.polls(until: story.seconds + 10, [.scan("b", section: "2"), .butler])
        story.polls(until: story.seconds + 10, [.scan("c", section: nil), .butler])
        #expect(story.take("rule") == [])
        story.after(10)
        story.polls(until: story.seconds + 40, [.scan("b", section: "2"), .butler])
        #expect(story.take("rule") == ["rule-fired b by endless"])
    }

    @Test(
        "what changes, comes or goes is progress of the kind",
        arguments: [
            ([Activity.credits("d", 10)], 0), ([.credits("c", 10), .credits("d", 10)], 0), ([.credits("c", 10)], 100),
            ([.credits("c", 11)], 0),
        ] as [([Activity], Int)])
    func whatChangesComesOrGoesIsProgressOfTheKind(then: [Activity], stalled: Int) throws {
        var story = Story(
            .stop("still", type: "media.generate.credits", .noProgressFor(.minutes(10)), scope: .kind).notifying)
        story.polls(until: 90, [.credits("c", 10), .butler])
        story.after(10)
        story.poll(then + [.butler])
        story.polls(until: 690, then + [.butler])
        #expect(story.take("rule-fired").count == (stalled == 100 ? 1 : 0))
        story.at(700)
        story.poll(then + [.butler])
        #expect(story.take("rule-fired").count == (stalled == 100 ? 0 : 1))
    }

    /// What lies between a poll's request and its answer.
    enum Meanwhile: CaseIterable {
        case sameValues, newerValues, anotherThatEnded, anotherThatBegan
    }

    @Test(
        "a row that says just what was heard after it was asked for begins to count, as without a stream",
        arguments: Meanwhile.allCases)
    func aRowThatSaysJustWhatWasHeardAfterItWasAskedForBeginsToCountAsWithoutAStream(
        meanwhile: Meanwhile
    ) {
        var story = Story(
            .stop("still", type: "media.generate.credits", .noProgressFor(.minutes(1)), scope: .kind).notifying)
        story.openStream()
        let isSame = meanwhile == .sameValues
        story.poll([.credits("c", 10)] + (meanwhile == .anotherThatEnded ? [.credits("d", 1)] : []) + [.butler])
        story.at(11)
        switch meanwhile {
        case .sameValues, .newerValues: story.hear(.updated, .credits("c", 20))
        case .anotherThatEnded: story.hear(.ended, .credits("d", 1))
        case .anotherThatBegan: story.hear(.started, .credits("d", 1))
        }
        let there: [Activity] =
            switch meanwhile {
            case .sameValues, .newerValues: [.credits("c", 20), .butler]
            case .anotherThatEnded: [.credits("c", 10), .butler]
            case .anotherThatBegan: [.credits("c", 10), .credits("d", 1), .butler]
            }
        let shown: [Activity] =
            switch meanwhile {
            case .sameValues: there
            case .newerValues, .anotherThatBegan: [.credits("c", 10), .butler]
            case .anotherThatEnded: [.credits("c", 10), .credits("d", 1), .butler]
            }
        story.poll(shown, sentAt: 10)
        for second in stride(from: 20.0, through: 60, by: 10) {
            story.at(second)
            story.poll(there)
        }
        #expect(story.take("rule-fired").isEmpty)
        story.at(70)
        story.poll(there)
        #expect(story.take("rule-fired").isEmpty != isSame)
        story.at(80)
        story.poll(there)
        #expect(story.take("rule-fired").isEmpty == isSame)
    }

    @Test("one of two that ends is progress of the kind, an incomplete snapshot without it is not")
    func oneOfTwoThatEndsIsProgressOfTheKindAnIncompleteSnapshotWithoutItIsNot() {
        for isComplete in [true, false] {
            var story = Story(
                .stop("still", type: "media.generate.credits", .noProgressFor(.minutes(2)), scope: .kind).notifying)
            story.polls(until: 60, [.credits("c"), .credits("d"), .butler])
            story.after(10)
            story.poll(
                snapshot: ActivitySnapshot(activities: [.credits("c"), .butler], skippedRows: isComplete ? 0 : 1))
            let both: [Activity] = isComplete ? [.credits("c"), .butler] : [.credits("c"), .credits("d"), .butler]
            story.after(10)
            story.polls(until: 120, both)
            #expect(story.take("rule").isEmpty == isComplete)
        }
    }

    @Test("a kind is told once, whatever its uuids")
    func aKindIsToldOnceWhateverItsUuids() {
        var story = Story(
            .stop("endless", type: "media.generate.credits", .runningFor(.minutes(1)), scope: .kind).observing)
        for item in 0..<30 {
            story.poll([.credits("c\(item)"), .credits("d\(item)"), .butler])
            story.after(10)
        }
        #expect(story.take("would-stop") == ["would-stop c6 by endless stop-butler-task"])
    }

    @Test("a kind that the rule is not about any more starts its for again")
    func aKindThatTheRuleIsNotAboutAnyMoreStartsItsForAgain() {
        var story = Story(
            .stop(
                "titled", .progressBelow(50), hold: .seconds(60), scope: .kind,
                match: ActivityMatch(
                    types: [Glob("library.update.section")], titles: [Glob("scanning*", ignoringCase: true)])
            ).notifying)
        story.polls(until: 50, [.scan("a"), .butler])
        story.after(5)
        story.poll([.scan("a", title: "Waiting"), .butler])
        story.after(5)
        story.polls(until: 110, [.scan("a"), .butler])
        #expect(story.take("rule-fired") == [])
        story.after(10)
        story.poll([.scan("a"), .butler])
        #expect(story.take("rule-fired") == ["rule-fired a by titled"])
    }
}
