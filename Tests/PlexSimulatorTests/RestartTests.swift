// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// Work that is started by a request, and restarts of the server.
@Suite struct RestartTests {
    @Test("a refresh starts the work that waits for it")
    func aRefreshStartsTheWorkThatWaitsForIt() throws {
        var world = WorldTests.world(
            ActivityPlan(
                type: .libraryUpdateSection, titles: ["Scanning Movies"], section: SectionID("1"),
                trigger: .sectionRefresh)
        )
        world.advance(to: .seconds(50))
        #expect(world.activities.isEmpty)
        let started = world.refresh(WorldTests.movies)
        let id = try #require(started)
        #expect(world.activities.map(\.id) == [id])
        #expect(world.isRefreshing(SectionID("1")))
        // It runs already.
        let again = world.refresh(WorldTests.movies)
        #expect(again == id)
        #expect(world.activities.count == 1)

        world.advance(to: .seconds(61))
        #expect(world.activities.isEmpty)
        let later = world.refresh(WorldTests.movies)
        #expect(later != id)
        #expect(world.activities.count == 1)
    }

    @Test("a refresh for which nothing waits is a plain scan")
    func aRefreshForWhichNothingWaitsIsAPlainScan() {
        var world = WorldTests.world()
        _ = world.refresh(WorldTests.movies)
        world.advance(to: .seconds(5))
        #expect(world.activities.map(\.title) == ["Scanning Movies"])
        #expect(world.activities.map(\.sectionID) == [SectionID("1")])
        world.advance(to: .seconds(11))
        #expect(world.activities.isEmpty)
    }

    @Test("a task starts the work that waits for it")
    func aTaskStartsTheWorkThatWaitsForIt() {
        var scenario = Scenario(activities: [ActivityPlan(type: .generateLoudness, trigger: .butlerTask)])
        scenario.butlerTasks = [ButlerTask(name: "LoudnessAnalysis")]
        var world = World(scenario: scenario)
        let statuses = [world.startTask("MusicAnalysis"), world.startTask("LoudnessAnalysis")]
        #expect(statuses == [404, 200])
        #expect(world.activities.map(\.type) == [.generateLoudness])
    }

    @Test("a restart makes every uuid vanish")
    func aRestartMakesEveryUuidVanish() throws {
        var scenario = Scenario(
            activities: [
                ActivityPlan(type: .libraryUpdateSection, course: Course(stick: .percent(5))),
                ActivityPlan(type: .generateCredits, course: Course(duration: .seconds(2)), runs: nil),
                ActivityPlan(type: .libraryRefreshItems, trigger: .time(.seconds(70))),
            ],
            restarts: [RestartPlan(at: .seconds(60), downFor: .seconds(5), machineIdentifier: "another")]
        )
        scenario.server.hasIdleButlerRow = true
        var world = World(scenario: scenario)
        world.advance(to: .seconds(59))
        let before = world.activities
        #expect(before.count == 3)
        #expect(world.nextRestartBoundary == .seconds(60))

        world.advance(to: .seconds(60))
        #expect(world.isDown)
        #expect(world.nextRestartBoundary == .seconds(65))
        #expect(world.server.machineIdentifier == "another")
        world.advance(to: .seconds(65))
        #expect(!world.isDown)
        #expect(world.nextRestartBoundary == nil)
        #expect(world.activities.map(\.type) == [.butler])
        #expect(world.activities.first?.id != before.first?.id)
        // Work with a later start still starts.
        world.advance(to: .seconds(71))
        #expect(world.activities.map(\.type) == [.butler, .libraryRefreshItems])
    }

    @Test("work that resumes begins again under new uuids")
    func workThatResumesBeginsAgainUnderNewUuids() throws {
        var world = WorldTests.world(
            ActivityPlan(type: .libraryRefreshItems, course: Course(duration: .seconds(100))),
            restarts: [RestartPlan(at: .seconds(60), downFor: .seconds(5), resumesWork: true)]
        )
        world.advance(to: .seconds(59))
        let before = try #require(world.activities.first)
        world.advance(to: .seconds(66))
        let after = try #require(world.activities.first)
        #expect(after.id != before.id)
        #expect(after.progress == .percent(1))
    }

    @Test("work can be started and ended while the world runs")
    func workCanBeStartedAndEndedWhileTheWorldRuns() throws {
        var world = WorldTests.world()
        world.advance(to: .seconds(30))
        let started = world.start(ActivityPlan(type: .mediaDownload, trigger: .time(.seconds(99))))
        let id = try #require(started)
        #expect(world.activities.map(\.id) == [id])
        let ended = [world.end(id), world.end(id)]
        #expect(ended == [true, false])
        #expect(world.activities.isEmpty)
    }

    @Test("sessions come and go")
    func sessionsComeAndGo() {
        var world = World(
            scenario: Scenario(sessions: [
                SessionPlan(key: "1", until: .seconds(10)), SessionPlan(key: "2", from: .seconds(5)),
            ]))
        #expect(world.presentSessions.map(\.key) == ["1"])
        world.advance(to: .seconds(5))
        #expect(world.presentSessions.map(\.key) == ["1", "2"])
        world.advance(to: .seconds(10))
        #expect(world.presentSessions.map(\.key) == ["2"])
    }
}
