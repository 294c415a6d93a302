// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Whether the server answers: told on the transition, then every tenth time.
@Suite struct ReachabilityTests {
    @Test("an outage is told when it begins, every tenth failure, and when it ends")
    func anOutageIsToldWhenItBeginsEveryTenthFailureAndWhenItEnds() throws {
        var story = Story()
        story.poll([.butler])
        _ = story.take()
        for _ in 0..<25 {
            story.after(10)
            story.fail(.status, status: 503)
        }
        #expect(story.take() == Array(repeating: "server-unreachable status 503", count: 3))
        #expect(try story.last(.serverUnreachable).message.contains("(20 polls in a row)"))
        #expect(try story.status().state == "unreachable")
        #expect(try story.status().failures == 25)
        story.after(10)
        story.poll([.butler])
        story.after(10)
        story.poll([.butler])
        #expect(story.take() == ["server-reachable"])
        #expect(try story.status().state == "reachable")
    }

    @Test("a token that is not accepted is news of another kind", arguments: [401, 498])
    func aTokenThatIsNotAcceptedIsNewsOfAnotherKind(status: Int) throws {
        var story = Story()
        story.fail()
        story.after(10)
        story.fail(.unauthorized, status: status)
        story.after(10)
        story.fail(.unauthorized, status: status)
        #expect(story.take() == ["server-unreachable unreachable", "authentication-refused unauthorized \(status)"])
        #expect(try story.status().state == "unauthorized")
        story.after(10)
        story.poll([])
        #expect(story.take() == ["server-reachable"])
    }

    @Test("a server that answers from the start is not news")
    func aServerThatAnswersFromTheStartIsNotNews() throws {
        var story = Story()
        #expect(try story.status().state == "starting")
        story.poll([])
        #expect(story.take() == [])
    }

    @Test("one server's outage is not another's")
    func oneServersOutageIsNotAnothers() throws {
        var story = Story(servers: ["home", "away"])
        story.poll([.scan("a")])
        story.poll([.scan("a")], server: "away")
        story.after(10)
        story.fail(server: "away")
        story.after(10)
        story.poll([.scan("a")])
        story.poll([.scan("a")], server: "away")
        #expect(try story.status().activities[0].ageMicroseconds == 20_000_000)
        #expect(try story.status(server: "away").activities[0].ageMicroseconds == 0)
    }

    @Test("a token without an administrator's rights is told once for each token, and shown")
    func aTokenWithoutAnAdministratorsRightsIsToldOnceForEachToken() {
        var story = Story()
        func rights() -> Bool? { story.monitor.status(at: story.now).servers.first?.isAdministrator }
        #expect(rights() == nil)
        for _ in 0..<2 { story.feed(.administrator(server: Story.server, false)) }
        #expect(story.take() == ["token-limited"])
        #expect(rights() == false)
        story.feed(.tokenChanged(server: Story.server))
        #expect(rights() == nil)
        story.feed(.administrator(server: Story.server, false))
        #expect(story.take() == ["token-limited"])
        story.feed(.administrator(server: Story.server, true))
        #expect(story.take() == [])
        #expect(rights() == true)
        story.feed(.administrator(server: Story.server, false))
        #expect(story.take() == ["token-limited"])
    }

    @Test(
        "a server that fails again and again is told three times an hour",
        arguments: [PollFailure.Kind.unreachable, .unauthorized])
    func aServerThatFailsAgainAndAgainIsToldThreeTimesAnHour(kind: PollFailure.Kind) throws {
        var story = Story(.stop("long", .runningFor(.hours(1))))
        for second in stride(from: 0.0, to: 24 * 3_600, by: 20) {
            story.at(second)
            story.poll([.scan("a"), .butler])
            story.after(10)
            story.fail(kind)
        }
        let events = story.take("server", "authentication")
        #expect(events.count <= 6 * 24)
        #expect(events.count > 5 * 24)
        #expect(story.count(.ruleUndecided) == 1, "that no rule can fire is said")
    }

    @Test("failures that alternate with a refused token are told three times an hour each")
    func failuresThatAlternateWithARefusedTokenAreToldThreeTimesAnHourEach() {
        var story = Story()
        for round in 0..<40 {
            story.fail(round.isMultiple(of: 2) ? .unreachable : .unauthorized)
            story.after(60)
        }
        #expect(story.count(.serverUnreachable) == 3)
        #expect(story.count(.authenticationRefused) == 3 + 4)
    }

    @Test("a long outage is told also after three short ones, and so is its end")
    func aLongOutageIsToldAlsoAfterThreeShortOnesAndSoIsItsEnd() {
        var story = Story()
        for _ in 0..<4 {
            story.fail()
            story.after(10)
            story.poll([.butler])
            story.after(10)
        }
        #expect(story.take("server").count == 6)
        for _ in 0..<10 {
            story.fail()
            story.after(10)
        }
        story.poll([.butler])
        #expect(story.take("server") == ["server-unreachable unreachable", "server-reachable"])
    }
}
