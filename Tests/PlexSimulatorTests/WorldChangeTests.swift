// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// The changes that a world reports.
@Suite struct WorldChangeTests {
    /// One change in a few characters: what, and at which progress.
    static func words(_ changes: [WorldChange]) -> [String] {
        changes.map { change in
            guard case .activity(let notification) = change else {
                return RecordedChange(time: .zero, change: change).line
            }
            let progress = notification.activity?.progress.percentage.map { "\(Int($0))" } ?? "?"
            return "\(notification.change.rawValue) \(progress) \(notification.activity?.title ?? "")"
        }
    }

    /// A world that is followed from its beginning.
    static func followed(_ scenario: Scenario) -> World {
        var world = World(scenario: scenario)
        world.follow(true)
        return world
    }

    /// A scan of four steps, which names its section a little later.
    static let scan = ActivityPlan(
        type: .libraryUpdateSection, titles: ["Scan"], uuid: "u", trigger: .time(.seconds(1)),
        course: Course(
            duration: .seconds(4), steps: 4, staysAtEnd: .seconds(1), namesSectionAfter: .milliseconds(500)))

    @Test("a start, each step and the end are told in order")
    func aStartEachStepAndTheEndAreToldInOrder() {
        var world = Self.followed(Scenario(activities: [Self.scan]))
        world.advance(to: .seconds(10))
        let changes = world.takeChanges()
        #expect(
            Self.words(changes) == [
                "started 0 Scanning", "updated 0 Scan", "updated 25 Scan", "updated 50 Scan", "updated 75 Scan",
                "updated 100 Scan", "ended 100 Scan",
            ])
        let again = world.takeChanges()
        #expect(again.isEmpty)
    }

    @Test("a leap tells the same as many small steps")
    func aLeapTellsTheSameAsManySmallSteps() {
        let plans = [
            Self.scan,
            ActivityPlan(
                type: .generateCredits, course: Course(duration: .milliseconds(700), steps: 3), runs: nil,
                pauseBetween: .milliseconds(130)),
            ActivityPlan(type: .libraryRefreshItems, course: Course(stick: .percent(42))),
        ]
        var leaping = Self.followed(Scenario(activities: plans))
        var walking = Self.followed(Scenario(activities: plans))
        leaping.advance(to: .seconds(20))
        var walked: [WorldChange] = []
        for step in 0...2000 {
            walking.advance(to: .milliseconds(10 * step))
            walked += walking.takeChanges()
        }
        let leapt = leaping.takeChanges()
        #expect(leapt == walked)
        #expect(leapt.count > 50)
    }

    @Test("who follows changes nothing")
    func whoFollowsChangesNothing() {
        let plans = [
            ActivityPlan(type: .generateCredits, course: Course(duration: .milliseconds(700)), runs: nil),
            ActivityPlan(type: .generateLoudness, course: Course(duration: .milliseconds(900)), runs: nil),
        ]
        var followed = Self.followed(Scenario(activities: plans))
        var alone = World(scenario: Scenario(activities: plans))
        followed.advance(to: .seconds(30))
        for second in 1...30 { alone.advance(to: .seconds(second)) }
        #expect(followed.activities == alone.activities)
        #expect(alone.takeChanges().isEmpty)
    }

    @Test("what is there when somebody begins to follow is not told")
    func whatIsThereWhenSomebodyBeginsToFollowIsNotTold() {
        var world = World(scenario: Scenario(activities: [Self.scan]))
        world.advance(to: .milliseconds(2_500))
        world.follow(true)
        world.advance(to: .seconds(3))
        #expect(Self.words(world.takeChanges()) == ["updated 50 Scan"])
        world.follow(false)
        world.advance(to: .seconds(4))
        world.follow(true)
        world.advance(to: .seconds(5))
        #expect(Self.words(world.takeChanges()) == ["updated 100 Scan"])
    }

    @Test("the next change is the next instant at which something is told")
    func theNextChangeIsTheNextInstantAtWhichSomethingIsTold() {
        var world = Self.followed(
            Scenario(
                sessions: [SessionPlan(key: "1", from: .seconds(7), until: .seconds(8))], activities: [Self.scan],
                restarts: [RestartPlan(at: .seconds(9), downFor: .seconds(1))]))
        var instants: [Duration] = []
        while let next = world.nextChange {
            instants.append(next)
            world.advance(to: next)
        }
        let expected: [Duration] = [.seconds(1), .milliseconds(1_500)] + (2...10).map { .seconds($0) }
        #expect(instants == expected)
    }

    @Test("what is stopped ends with the row that it had")
    func whatIsStoppedEndsWithTheRowThatItHad() {
        var world = Self.followed(Scenario(activities: [Self.scan]))
        world.advance(to: .milliseconds(3_200))
        _ = world.takeChanges()
        world.end(ActivityID("u"))
        #expect(Self.words(world.takeChanges()) == ["ended 50 Scan"])
    }

    @Test("a session is told when it begins, changes and is over")
    func aSessionIsToldWhenItBeginsChangesAndIsOver() {
        var world = Self.followed(
            Scenario(sessions: [SessionPlan(key: "1", from: .seconds(1), until: .seconds(3))]))
        world.advance(to: .seconds(2))
        world.sessions[0].state = "paused"
        #expect(Self.words(world.takeChanges()) == ["playing 1 playing", "playing 1 paused"])
        world.advance(to: .seconds(4))
        #expect(Self.words(world.takeChanges()) == ["playing 1 stopped"])
    }

    @Test("a restart is told and not what vanishes with it")
    func aRestartIsToldAndNotWhatVanishesWithIt() {
        var world = Self.followed(
            Scenario(
                activities: [ActivityPlan(type: .libraryUpdateSection, uuid: "u", course: Course(stick: .percent(0)))],
                restarts: [RestartPlan(at: .seconds(1), resumesWork: true)]))
        world.advance(to: .seconds(2))
        #expect(Self.words(world.takeChanges()) == ["restart", "started 0 "])
    }
}
