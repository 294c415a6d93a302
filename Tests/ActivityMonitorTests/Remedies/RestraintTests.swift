// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// Cooldown, budgets, breakers and pause.
@Suite struct RestraintTests {
    private static func rule(
        cooldown: Duration = .minutes(30), maximumPerHour: Int? = nil, name: String = "low", type: String = "*"
    ) -> Rule {
        .stop(
            name, type: type, .progressBelow(50),
            plan: StopPlan(attempts: 1, cooldown: cooldown, maximumPerHour: maximumPerHour))
    }

    /// Stops a scan with success, a second after the decision.
    private func stop(_ uuid: String, section: String = "2", in story: inout Story) {
        story.decide(on: [.scan(uuid, section: section), .butler])
        guard !story.open.isEmpty else { return }
        story.answer(200)
        story.after(0.5)
        story.poll([.butler])
    }

    @Test("after a stop the same work is left alone until the cooldown is over")
    func afterAStopTheSameWorkIsLeftAloneUntilTheCooldownIsOver() {
        var story = Story(Self.rule())
        self.stop("a", in: &story)
        #expect(story.count(.stopConfirmed) == 1)
        story.polls(until: 1_799, [.scan("b"), .butler])
        #expect(story.requests.count == 1)
        story.at(1_801.5)
        story.decide(on: [.scan("b"), .butler])
        #expect(story.requests.count == 2)
    }

    @Test("the cooldown is per type and section, and per server")
    func theCooldownIsPerTypeAndSectionAndPerServer() {
        var story = Story(Self.rule(), servers: ["home", "away"])
        self.stop("a", in: &story)
        story.decide(on: [.scan("b", section: "3"), .scan("c", section: "2"), .credits("d"), .butler])
        story.poll([.scan("a"), .butler], server: "away")
        story.after(1)
        story.poll([.scan("a"), .butler], server: "away")
        #expect(
            story.take("send") == [
                "send stop-section-refresh 2", "send stop-section-refresh 3",
                "send stop-butler-task ButlerTaskGenerateCreditsMarkers", "send stop-section-refresh 2",
            ])
    }

    @Test("the cooldown starts when the last victim of the decision is settled and binds none of them")
    func theCooldownStartsWhenTheLastVictimOfTheDecisionIsSettledAndBindsNoneOfThem() {
        var story = Story(Self.rule())
        let scans = [
            Activity.some("a", .libraryRefreshItems, cancellable: true),
            .some("b", .libraryRefreshItems, cancellable: true), .butler,
        ]
        story.decide(on: scans)
        #expect(story.requests.count == 2)
        story.answer(200)
        story.after(1)
        story.poll([scans[1], .butler])
        #expect(story.count(.stopConfirmed) == 1)
        story.at(40)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        #expect(story.count(.stopConfirmed) == 2)
        story.at(1_835)
        story.decide(on: [.some("c", .libraryRefreshItems, cancellable: true), .butler])
        #expect(story.requests.count == 2)
        story.at(1_842)
        story.decide(on: [.some("c", .libraryRefreshItems, cancellable: true), .butler])
        #expect(story.requests.count == 3)
    }

    @Test("while a kind is being stopped, no other decision is made about it")
    func whileAKindIsBeingStoppedNoOtherDecisionIsMadeAboutIt() {
        var story = Story(Self.rule())
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.polls(until: story.seconds + 20, every: 2, [.scan("a"), .scan("b"), .butler])
        #expect(story.requests.count == 1)
        #expect(story.take("stop-abandoned") == [])
    }

    @Test("without a request there is no cooldown")
    func withoutARequestThereIsNoCooldown() {
        var story = Story(Self.rule())
        story.poll([.scan("a"), .butler])
        story.look(at: [.scan("a", 60), .butler])
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.requests.count == 1)
    }

    @Test("one stop too many in an hour trips the server's breaker, which closes after its hour")
    func oneStopTooManyInAnHourTripsTheServersBreakerWhichClosesAfterItsHour() throws {
        var story = Story(
            Self.rule(type: "library.update.section"),
            .stop("other", type: "media.generate.credits", .progressBelow(50)),
            safety: SafetySettings(maximumStopsPerHour: 3))
        for section in 1...5 {
            self.stop("s\(section)", section: "\(section)", in: &story)
            story.after(60)
        }
        #expect(story.requests.count == 3)
        #expect(
            story.take("breaker", "stop-abandoned", "would") == [
                "breaker-tripped s4 max-stops-per-hour", "stop-abandoned s4 breaker-tripped by low",
                "would-stop s4 breaker-tripped by low", "would-stop s5 breaker-tripped by low",
            ])
        #expect(try story.status().breakers.map(\.reason) == ["max-stops-per-hour"])
        story.decide(on: [.credits("c"), .butler])
        #expect(story.take("would") == ["would-stop c breaker-tripped by other"])
        story.at(3_900)
        self.stop("s6", section: "6", in: &story)
        #expect(story.requests.count == 4)
        #expect(try story.status().breakers.isEmpty)
    }

    @Test("a rule's own budget trips its own breaker")
    func aRulesOwnBudgetTripsItsOwnBreaker() {
        var story = Story(
            Self.rule(maximumPerHour: 1, type: "library.update.section"),
            .stop("other", type: "media.generate.credits", .progressBelow(50)))
        self.stop("s1", section: "1", in: &story)
        self.stop("s2", section: "2", in: &story)
        #expect(story.take("breaker") == ["breaker-tripped s2 max-per-hour by low"])
        story.decide(on: [.credits("c"), .butler])
        #expect(story.take("send") == ["send stop-butler-task ButlerTaskGenerateCreditsMarkers"])
    }

    @Test("a breaker clears with an accepted reload, and not with a restart")
    func aBreakerClearsWithAnAcceptedReloadAndNotWithARestart() {
        for reloads in [true, false] {
            var story = Story(Self.rule(), safety: SafetySettings(maximumStopsPerHour: 1))
            self.stop("s1", section: "1", in: &story)
            self.stop("s2", section: "2", in: &story)
            #expect(story.count(.breakerTripped) == 1)
            if reloads {
                story.reload { $0.safety.maximumStopsPerHour = 2 }
            } else {
                story.restart(after: 60) { $0.safety.maximumStopsPerHour = 2 }
            }
            story.after(1)
            self.stop("s3", section: "3", in: &story)
            #expect(story.requests.count == (reloads ? 2 : 1))
        }
    }

    @Test("work that starts again after each stop trips the breaker of its rule")
    func workThatStartsAgainAfterEachStopTripsTheBreakerOfItsRule() {
        var story = Story(Self.rule(cooldown: .minutes(1)))
        story.poll([.butler])
        for round in 1...5 {
            story.after(90)
            self.stop("a\(round)", in: &story)
        }
        #expect(story.requests.count == 3)
        #expect(
            story.take("breaker", "stop-confirmed").suffix(2) == [
                "stop-confirmed a3 by low stop-section-refresh #1", "breaker-tripped a4 respawn by low",
            ])
        story.after(20_000)
        self.stop("z", in: &story)
        #expect(story.requests.count == 3)
        story.reload()
        self.stop("zz", in: &story)
        #expect(story.requests.count == 4)
    }

    @Test(
        "three stops running, each followed by a start of the same work within the window",
        arguments: [
            (["stop", "start", "stop", "start", "stop"], 0), (["stop", "start", "stop", "start", "stop", "start"], 1),
            (["stop", "start", "start", "stop", "start", "start", "stop", "start"], 1),
            (["stop", "start", "stop", "wait", "start", "stop", "start"], 0),
            (["stop", "other", "stop", "other", "stop", "other"], 0), (["start", "start", "start"], 0),
        ])
    func threeStopsRunningEachFollowedByAStartOfTheSameWorkWithinTheWindow(
        history: [String], trips: Int
    ) {
        var restraint = StopLimits()
        let kind = WorkKind(type: .libraryUpdateSection, section: SectionID("2"))
        var now = Instant(nanoseconds: 0)
        var tripped = 0
        for step in history {
            now = now.advanced(by: .minutes(5))
            switch step {
            case "stop": restraint.recordConfirmed(kind, rule: "low", cooldown: .minutes(1), at: now)
            case "start": tripped += restraint.recordStart(of: kind, at: now).count
            case "wait": now = now.advanced(by: .minutes(30))
            default:
                tripped += restraint.recordStart(of: WorkKind(type: .libraryUpdateSection, section: nil), at: now).count
            }
        }
        #expect(tripped == trips)
    }

    @Test("what starts in the snapshot that confirms a stop has started after it")
    func whatStartsInTheSnapshotThatConfirmsAStopHasStartedAfterIt() {
        var story = Story(Self.rule(cooldown: .minutes(1)))
        story.poll([.butler])
        for round in 1...4 {
            story.at(Double(round) * 100)
            story.decide(on: [.some("a\(round)", .libraryRefreshItems, cancellable: true), .butler])
            guard !story.open.isEmpty else { break }
            story.answer(200)
            story.after(1)
            story.poll([.some("a\(round + 1)", .libraryRefreshItems, cancellable: true), .butler])
        }
        #expect(story.take("breaker") == ["breaker-tripped a4 respawn by low"])
    }

    @Test("while everything is paused nothing is stopped, and what would have been is told once")
    func whileEverythingIsPausedNothingIsStoppedAndWhatWouldHaveBeenIsToldOnce() throws {
        var story = Story(Self.rule())
        story.feed(.pause(true))
        story.polls(until: 100, [.scan("a"), .butler])
        #expect(story.take("would", "stop", "send") == ["would-stop a paused by low"])
        #expect(story.monitor.status(at: story.now).isPaused)
        story.feed(.pause(false))
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"])
    }

    @Test("a pause during verification lets it go on and forbids the retry")
    func aPauseDuringVerificationLetsItGoOnAndForbidsTheRetry() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.feed(.pause(true))
        story.verify([.scan("a"), .butler])
        story.look(at: [.scan("a"), .butler])
        #expect(story.requests.count == 1)
        #expect(story.take("stop-abandoned") == ["stop-abandoned a paused by low stop-section-refresh #1"])
    }

    @Test("of two entries that are one server the second only observes")
    func ofTwoEntriesThatAreOneServerTheSecondOnlyObserves() throws {
        var story = Story(Self.rule(), servers: ["home", "away"])
        story.identify("machine-home", server: "away")
        #expect(story.diagnostics.map(\.priority) == [.error])
        story.polls(until: 30, [.scan("a"), .butler])
        story.poll([.scan("a"), .butler], server: "away")
        story.after(1)
        story.poll([.scan("a"), .butler], server: "away")
        #expect(Set(story.requests.map(\.server)) == ["home"])
        #expect(try story.status(server: "away").enforcementHeldBack == "shared-identity")
        #expect(story.take("would") == ["would-stop a shared-identity by low"])
        story.identify("machine-away", server: "away")
        #expect(try story.status(server: "away").enforcementHeldBack == nil)
    }

    private static func credits(_ uuid: String, section: String) -> Activity {
        var activity = Activity.credits(uuid)
        activity.context = .object([.init("librarySectionID", .string(section))])
        return activity
    }

    @Test("a decision that has asked for nothing yet engages the kinds of all that it is about")
    func aDecisionThatHasAskedForNothingYetEngagesTheKindsOfAllThatItIsAbout() {
        var story = Story(.stop("low", type: "media.generate.credits", .progressBelow(50)))
        let two = [Self.credits("a", section: "1"), Self.credits("b", section: "2")]
        let more = Self.credits("c", section: "2")
        story.poll(two + [.butler])
        story.after(1)
        // Neither of the two is shown, nor proved gone.
        story.poll(snapshot: ActivitySnapshot(activities: [more, .butler], skippedRows: 1))
        story.after(1)
        story.poll(two + [more, .butler])
        #expect(story.requests.count == 1)
        story.answer(200)
        story.after(2)
        story.polls(until: story.seconds + 120, every: 2, [more, .butler])
        #expect(story.requests.count == 1)
    }

    @Test("a decision engages the kinds of all that it is about", arguments: [["b", "c"], ["a", "c"]])
    func aDecisionEngagesTheKindsOfAllThatItIsAbout(then: [String]) {
        var story = Story(.stop("low", type: "media.generate.credits", .progressBelow(50)))
        story.decide(on: [Self.credits("a", section: "1"), Self.credits("b", section: "2"), .butler])
        #expect(story.requests.count == 1)
        story.after(1)
        story.answer(200)
        // The one that stands for both has gone, or the other one; and there is more of the other one's section.
        story.poll(then.prefix(1).map { Self.credits($0, section: $0 == "a" ? "1" : "2") } + [.butler])
        story.after(2)
        story.poll(then.map { Self.credits($0, section: $0 == "a" ? "1" : "2") } + [.butler])
        story.after(2)
        story.polls(until: story.seconds + 120, every: 2, [Self.credits("c", section: "2"), .butler])
        #expect(story.requests.count == 1)
    }

    @Test("of a kind it is said once that nothing can stop it")
    func ofAKindItIsSaidOnceThatNothingCanStopIt() {
        var story = Story(
            .stop("low", type: "library.refresh.items", .progressBelow(50), scope: .kind),
            .stop("each", type: "library.refresh.items", .progressBelow(50)))
        for uuid in ["a", "b", "c"] {
            story.poll([.some(uuid, .libraryRefreshItems)])
            story.after(10)
        }
        #expect(
            story.take("stop") == [
                "stop-ineffective a no-remedy by low", "stop-ineffective a no-remedy by each",
                "stop-ineffective b no-remedy by each", "stop-ineffective c no-remedy by each",
            ])
    }
}
