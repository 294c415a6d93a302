// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// How work takes a request to stop.
@Suite struct StopTests {
    /// A way to stop, the response of the work, and the result.
    struct Request: Sendable, CustomTestStringConvertible {
        /// Which request is sent.
        enum Way: Sendable { case cancel, section, allSections, task, allTasks }
        var way: Way
        var change: @Sendable (inout ActivityPlan) -> Void = { _ in }
        var status: Int
        var isGone: Bool
        var testDescription: String { "\(self.way): \(self.status), gone: \(self.isGone)" }
    }

    /// Work that all ways to stop concern.
    static var plan: ActivityPlan {
        var plan = ActivityPlan(
            type: .libraryUpdateSection, section: SectionID("1"), course: Course(stick: .percent(5)))
        plan.butlerTask = "RefreshLibraries"
        return plan
    }

    @Test(
        "work takes it as its plan says",
        arguments: [
            Request(way: .cancel, status: 400, isGone: false),
            Request(way: .cancel, change: { $0.isCancellable = true }, status: 200, isGone: true),
            Request(way: .cancel, change: { $0.isCancellable = nil }, status: 400, isGone: false),
            Request(
                way: .cancel,
                change: {
                    $0.isCancellable = true
                    $0.onCancel = .ignore
                }, status: 200, isGone: false),
            // It says that it cannot be cancelled, and can.
            Request(way: .cancel, change: { $0.onCancel = .stop }, status: 200, isGone: true),
            Request(way: .cancel, change: { $0.onCancel = .status(500) }, status: 500, isGone: false),
            Request(way: .section, status: 200, isGone: true),
            Request(way: .section, change: { $0.onSectionStop = .ignore }, status: 200, isGone: false),
            Request(way: .section, change: { $0.onSectionStop = .status(403) }, status: 403, isGone: false),
            Request(way: .section, change: { $0.section = SectionID("2") }, status: 200, isGone: false),
            Request(way: .section, change: { $0.type = .libraryRefreshItems }, status: 200, isGone: false),
            Request(way: .allSections, change: { $0.section = SectionID("2") }, status: 200, isGone: true),
            Request(way: .task, status: 200, isGone: true),
            Request(way: .task, change: { $0.onButlerStop = .ignore }, status: 200, isGone: false),
            Request(way: .task, change: { $0.onButlerStop = .status(400) }, status: 400, isGone: false),
            // Outside the maintenance window it is no task's.
            Request(way: .task, change: { $0.butlerTask = nil }, status: 404, isGone: false),
            Request(way: .task, change: { $0.butlerTask = "MusicAnalysis" }, status: 404, isGone: false),
            Request(way: .allTasks, change: { $0.butlerTask = "MusicAnalysis" }, status: 200, isGone: true),
            Request(way: .allTasks, change: { $0.butlerTask = nil }, status: 200, isGone: false),
        ])
    func workTakesItAsItsPlanSays(request: Request) throws {
        var plan = Self.plan
        request.change(&plan)
        var world = WorldTests.world(plan)
        world.advance(to: .seconds(60))
        let id = try #require(world.activities.first?.id)
        let status =
            switch request.way {
            case .cancel: world.cancel(id, account: WorldTests.owner)
            case .section: world.stopRefresh(of: SectionID("1"))
            case .allSections: world.stopRefresh(of: nil)
            case .task: world.stopTask("RefreshLibraries")
            case .allTasks: world.stopTask(nil)
            }
        #expect(status == request.status)
        #expect(world.activities.isEmpty == request.isGone)
    }

    @Test("an unknown uuid or section is 404")
    func anUnknownUuidOrSectionIs404() {
        var world = WorldTests.world(Self.plan)
        let statuses = [
            world.cancel(ActivityID("x"), account: WorldTests.owner), world.stopRefresh(of: SectionID("9")),
        ]
        #expect(statuses == [404, 404])
    }

    @Test("it goes on for its delay and a second request does not put that off")
    func itGoesOnForItsDelayAndASecondRequestDoesNotPutThatOff() {
        var plan = Self.plan
        plan.stopDelay = .seconds(3)
        var world = WorldTests.world(plan)
        world.advance(to: .seconds(10))
        _ = world.stopRefresh(of: SectionID("1"))
        world.advance(to: .milliseconds(12_999))
        #expect(world.activities.count == 1)
        _ = world.stopRefresh(of: SectionID("1"))
        world.advance(to: .seconds(13))
        #expect(world.activities.isEmpty)
    }

    @Test("a cancel ends one run and a task stop the whole series")
    func aCancelEndsOneRunAndATaskStopTheWholeSeries() throws {
        let plan = ActivityPlan(
            type: .generateCredits, isCancellable: true, course: Course(duration: .seconds(60)), runs: nil,
            pauseBetween: .seconds(1))
        var world = WorldTests.world(plan)
        let first = try #require(world.activities.first?.id)
        _ = world.cancel(first, account: WorldTests.owner)
        #expect(world.activities.isEmpty)
        world.advance(to: .seconds(1))
        let second = try #require(world.activities.first?.id)
        #expect(second != first)

        let status = world.stopTask("ButlerTaskGenerateCreditsMarkers")
        #expect(status == 200)
        world.advance(to: .seconds(3600))
        #expect(world.activities.isEmpty)
    }

    @Test("a task stop between two runs ends the series")
    func aTaskStopBetweenTwoRunsEndsTheSeries() {
        var world = WorldTests.world(
            ActivityPlan(
                type: .generateCredits, course: Course(duration: .seconds(2), staysAtEnd: .zero), runs: nil,
                pauseBetween: .seconds(5)))
        world.advance(to: .seconds(4))
        #expect(world.activities.isEmpty)
        let status = world.stopTask("ButlerTaskGenerateCreditsMarkers")
        #expect(status == 200)
        world.advance(to: .seconds(60))
        #expect(world.activities.isEmpty)
    }

    @Test("a refusal outweighs the ones that agree")
    func aRefusalOutweighsTheOnesThatAgree() {
        var refusing = Self.plan
        refusing.onSectionStop = .status(500)
        var world = WorldTests.world(Self.plan, refusing)
        let status = world.stopRefresh(of: SectionID("1"))
        #expect(status == 500)
        #expect(world.activities.count == 1)
    }
}
