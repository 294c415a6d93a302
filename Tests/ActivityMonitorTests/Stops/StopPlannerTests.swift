// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// When a step of a ladder applies.
@Suite struct StopPlannerTests {
    private static let rule = Rule.stop(
        "low", .progressBelow(50), match: ActivityMatch(types: [Glob("*")], titles: [Glob("Scanning*")]))

    /// What a step comes to against the first of some rows.
    private func next(
        _ kind: RemedyKind?, _ rows: [Activity], isComplete: Bool = true
    ) throws -> NextStep {
        let settings = MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")])
        var server = ServerMonitor(settings: settings.servers[0])
        var context = StepContext(
            settings: settings, rules: [], isPaused: false, localTime: nil, now: Story.instant(0), openTargets: [],
            nextRequestID: 1)
        let snapshot = ActivitySnapshot(activities: rows, skippedRows: isComplete ? 0 : 1)
        server.poll(sentAt: context.now, .snapshot(snapshot), &context)
        let first = try #require(rows.first)
        let target = StopPlanner.Target(
            activity: first, victims: [first.id], rule: Self.rule, plan: StopPlan())
        return StopPlanner(server.evaluator(context)).next(kind, against: target, isComplete: isComplete)
    }

    @Test("a step goes out when all that it ends is the rule's business")
    func aStepGoesOutWhenAllThatItEndsIsTheRulesBusiness() throws {
        let remedy = Remedy.stopSectionRefresh(SectionID("2"))
        let elsewhere = Activity.scan("b", section: "3", title: "Weekly")
        #expect(try self.next(.stopSectionRefresh, [.scan("a"), elsewhere]) == .send(remedy))
        let offered = Activity.scan("a", cancellable: true)
        #expect(try self.next(.cancelActivity, [offered]) == .send(.cancelActivity(offered.id)))
    }

    @Test("a step that does not apply is skipped, and without one the ladder is exhausted")
    func aStepThatDoesNotApplyIsSkippedAndWithoutOneTheLadderIsExhausted() throws {
        #expect(try self.next(.cancelActivity, [.scan("a")]) == .skip)
        #expect(try self.next(.stopButlerTask, [.scan("a")]) == .skip)
        #expect(try self.next(nil, [.scan("a")]) == .exhausted)
    }

    @Test("a step waits for a section that is not named")
    func aStepWaitsForASectionThatIsNotNamed() throws {
        #expect(try self.next(.stopSectionRefresh, [.scan("a", section: nil)]) == .wait(nil, .sectionNotNamed))
    }

    @Test("a step that would end what must be spared is refused with what that is")
    func aStepThatWouldEndWhatMustBeSparedIsRefusedWithWhatThatIs() throws {
        let remedy = Remedy.stopSectionRefresh(SectionID("2"))
        let other = Activity.scan("b", title: "Weekly")
        #expect(try self.next(.stopSectionRefresh, [.scan("a"), other]) == .refuse(remedy, spared: [other]))
    }

    @Test("a step waits while a list has a hole")
    func aStepWaitsWhileAListHasAHole() throws {
        let remedy = Remedy.stopSectionRefresh(SectionID("2"))
        #expect(try self.next(.stopSectionRefresh, [.scan("a")], isComplete: false) == .wait(remedy, .notShown))
    }

    @Test(
        "without an offer to cancel, scans and tasks alone can be stopped",
        arguments: [
            (ActivityType.libraryUpdateSection, true), (.generateCredits, true), (.libraryRefreshItems, false),
            (ActivityType("provider.new"), false),
        ])
    func withoutAnOfferToCancelScansAndTasksAloneCanBeStopped(type: ActivityType, canStop: Bool) {
        #expect(StopPlanner.canStop(type, isCancellable: false, StopPlan()) == canStop)
        #expect(StopPlanner.canStop(type, isCancellable: nil, StopPlan()))
        #expect(!StopPlanner.canStop(type, isCancellable: false, StopPlan(remedies: [.cancelActivity])))
    }
}
