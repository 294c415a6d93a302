// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// The values of a world over time, without any clock.
@Suite struct WorldTests {
    /// The administrator.
    static let owner = Account(token: "", userID: 1, isAdministrator: true)
    /// Movies.
    static let movies = LibrarySection(id: SectionID("1"), title: "Movies", kind: "movie")

    /// A world with this work.
    static func world(_ plans: ActivityPlan..., restarts: [RestartPlan] = []) -> World {
        World(scenario: Scenario(sections: [Self.movies], activities: plans, restarts: restarts))
    }

    @Test("a scan names its section a little later")
    func aScanNamesItsSectionALittleLater() throws {
        var world = Self.world(
            ActivityPlan(
                type: .libraryUpdateSection,
                titles: ["Scanning Movies"],
                subtitles: ["Alien"],
                section: SectionID("1"),
                trigger: .time(.seconds(5)),
                course: Course(namesSectionAfter: .seconds(1))
            )
        )
        world.advance(to: .milliseconds(4999))
        #expect(world.activities.isEmpty)

        world.advance(to: .milliseconds(5500))
        let unnamed = try #require(world.activities.first)
        #expect(unnamed.title == "Scanning")
        #expect(unnamed.subtitle.isEmpty)
        #expect(unnamed.context == nil)

        world.advance(to: .seconds(6))
        let named = try #require(world.activities.first)
        #expect(named.id == unnamed.id)
        #expect(named.title == "Scanning Movies")
        #expect(named.subtitle == "Alien")
        #expect(named.sectionID == SectionID("1"))
    }

    @Test("work ends after it has been seen at its end")
    func workEndsAfterItHasBeenSeenAtItsEnd() {
        var world = Self.world(ActivityPlan(type: .libraryRefreshItems))
        world.advance(to: .milliseconds(10_999))
        #expect(world.activities.map(\.progress) == [.percent(100)])
        world.advance(to: .seconds(11))
        #expect(world.activities.isEmpty)
    }

    @Test("time does not run backwards")
    func timeDoesNotRunBackwards() {
        var world = Self.world(ActivityPlan(type: .libraryRefreshItems))
        world.advance(to: .seconds(11))
        world.advance(to: .zero)
        #expect(world.now == .seconds(11))
        #expect(world.activities.isEmpty)
    }

    @Test("many short ones follow each other with uuids and subtitles of their own")
    func manyShortOnesFollowEachOtherWithUuidsAndSubtitlesOfTheirOwn() {
        var world = Self.world(
            ActivityPlan(
                type: .generateCredits,
                titles: ["Run {n}"],
                subtitles: ["E01", "E02"],
                course: Course(duration: .seconds(2), staysAtEnd: .zero),
                runs: 3,
                pauseBetween: .seconds(1)
            )
        )
        var seen: [[String]] = []
        var ids: Set<ActivityID> = []
        for second in 0..<10 {
            world.advance(to: .seconds(second))
            seen.append(world.activities.map { "\($0.title) \($0.subtitle)" })
            ids.formUnion(world.activities.map(\.id))
        }
        let (first, second, third) = (["Run 1 E01"], ["Run 2 E02"], ["Run 3 E01"])
        #expect(seen == [first, first, [], second, second, [], third, third, [], []])
        #expect(ids.count == 3)
    }

    @Test("a long leap shows the same as many small ones")
    func aLongLeapShowsTheSameAsManySmallOnes() {
        let plan = ActivityPlan(
            type: .generateCredits, course: Course(duration: .seconds(2), staysAtEnd: .zero), runs: nil,
            pauseBetween: .milliseconds(300))
        var leaping = Self.world(plan)
        var walking = Self.world(plan)
        leaping.advance(to: .seconds(100))
        for second in 0...100 { walking.advance(to: .seconds(second)) }
        #expect(leaping.activities == walking.activities)
        #expect(!leaping.activities.isEmpty)
    }

    @Test("the same seed gives the same uuids and another seed others")
    func theSameSeedGivesTheSameUuidsAndAnotherSeedOthers() {
        let plans = [ActivityPlan(type: .generateCredits, copies: 3)]
        let first = World(scenario: Scenario(seed: 7, activities: plans)).activities.map(\.id)
        let second = World(scenario: Scenario(seed: 7, activities: plans)).activities.map(\.id)
        let third = World(scenario: Scenario(seed: 8, activities: plans)).activities.map(\.id)
        #expect(first == second)
        #expect(Set(first + third).count == 6)
        #expect(first.allSatisfy { $0.rawValue.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil })
    }

    @Test("the idle butler row is always there and cannot be cancelled")
    func theIdleButlerRowIsAlwaysThereAndCannotBeCancelled() throws {
        var scenario = Scenario()
        scenario.server.hasIdleButlerRow = true
        var world = World(scenario: scenario)
        world.advance(to: .seconds(86_400))
        let row = try #require(world.activities.first)
        #expect(row.type == .butler)
        #expect(row.progress == .percent(100))
        let status = world.cancel(row.id, account: Self.owner)
        #expect(status == 400)
        #expect(world.activities == [row])
    }

    @Test("a user sees and cancels only his own")
    func aUserSeesAndCancelsOnlyHisOwn() throws {
        var world = Self.world(
            ActivityPlan(type: .mediaDownload, userID: 7, isCancellable: true),
            ActivityPlan(type: .mediaDownload, userID: 8, isCancellable: true)
        )
        let user = Account(token: "t", userID: 7, isAdministrator: false)
        let own = try #require(world.activities(visibleTo: user).first)
        let other = try #require(world.activities.first { $0.userID == 8 })
        #expect(world.activities(visibleTo: user) == [own])
        let statuses = [world.cancel(other.id, account: user), world.cancel(own.id, account: user)]
        #expect(statuses == [404, 200])
        #expect(world.activities == [other])
    }
}
