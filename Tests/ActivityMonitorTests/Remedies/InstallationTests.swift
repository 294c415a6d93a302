// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What restrains stopping belongs to the installation: no name, reload or answer of another server is a way around it.
@Suite struct InstallationTests {
    private static let rule = Rule.stop("low", .progressBelow(50))
    private static let stuck = [Activity.scan("a"), .butler]

    private static func rename(_ story: inout Story, to name: String) {
        story.reload { $0.servers = [ServerSettings(name: name)] }
        story.identify("machine-home", server: name)
        story.after(1)
    }

    private static func decide(_ story: inout Story, on activities: [Activity], server: String) {
        story.poll(activities, server: server)
        story.after(0.5)
        story.poll(activities, server: server)
    }

    @Test("an address at which two servers answer in turn has one budget")
    func anAddressAtWhichTwoServersAnswerInTurnHasOneBudget() {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        for round in 0..<4 {
            story.decide(on: [.scan("a\(round)", section: "\(round)"), .butler])
            story.identify("other")
            story.after(1)
            story.identify()
            story.after(1)
        }
        #expect(story.requests.count == 1)
    }

    @Test("an address at which two servers answer in turn has one cooldown")
    func anAddressAtWhichTwoServersAnswerInTurnHasOneCooldown() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.after(0.5)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        story.identify("other")
        story.identify()
        story.after(1)
        story.decide(on: [.scan("b"), .butler])
        #expect(story.requests.count == 1)
    }

    @Test("another name has the same budget and cooldown")
    func anotherNameHasTheSameBudgetAndCooldown() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.after(0.5)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        Self.rename(&story, to: "attic")
        #expect(try story.status(server: "attic").stopsInLastHour == 1)
        Self.decide(&story, on: [.scan("b"), .butler], server: "attic")
        #expect(story.requests.count == 1, "the cooldown holds")
        story.after(10)
        Self.decide(&story, on: [.scan("c", section: "3"), .butler], server: "attic")
        #expect(story.requests.count == 1, "the budget holds")
        #expect(story.count(.breakerTripped) == 1)
    }

    @Test("another name has the same budget also after a restart, and a reboot starts its hour again")
    func anotherNameHasTheSameBudgetAlsoAfterARestartAndARebootStartsItsHourAgain() throws {
        for reboots in [true, false] {
            var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
            story.decide(on: Self.stuck)
            story.reload { $0.servers = [] }
            story.after(1)
            story.answer(200)
            story.after(1_800)
            story.restart(afterBoot: reboots ? 5 : nil) { $0.servers = [ServerSettings(name: "attic")] }
            story.identify("machine-home", server: "attic")
            #expect(try story.status(server: "attic").stopsInLastHour == 1)
            story.after(1_900)
            Self.decide(&story, on: [.scan("c", section: "3"), .butler], server: "attic")
            #expect(story.requests.count == (reboots ? 1 : 2))
        }
    }

    @Test("another server at the new name is not restrained by what was not done to it")
    func anotherServerAtTheNewNameIsNotRestrainedByWhatWasNotDoneToIt() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.reload { $0.servers = [ServerSettings(name: "attic")] }
        story.identify("machine-attic", server: "attic")
        #expect(try story.status(server: "attic").stopsInLastHour == 0)
    }

    @Test("a reload closes the breakers of what it renames")
    func aReloadClosesTheBreakersOfWhatItRenames() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.after(1)
        story.decide(on: Self.stuck + [.scan("b", section: "3")])
        #expect(story.count(.breakerTripped) == 1)
        Self.rename(&story, to: "attic")
        #expect(try story.status(server: "attic").breakers.isEmpty)
    }

    @Test(
        "a target is not asked twice at once when its server leaves the configuration and comes back",
        arguments: [(Duration.minutes(30), 1), (.zero, 2)])
    func aTargetIsNotAskedTwiceAtOnceWhenItsServerLeavesTheConfigurationAndComesBack(
        cooldown: Duration, requests: Int
    ) {
        var story = Story(Rule.stop("low", .progressBelow(50), plan: StopPlan(cooldown: cooldown)))
        story.decide(on: Self.stuck)
        story.reload { $0.servers = [] }
        story.reload { $0.servers = [ServerSettings(name: "home")] }
        story.identify()
        story.after(1)
        story.decide(on: Self.stuck)
        #expect(story.open.count == 1)
        story.answer(200)
        story.after(10)
        story.decide(on: Self.stuck)
        #expect(story.requests.count == requests)
    }

    @Test("a target is not asked twice at once by two names of one server")
    func aTargetIsNotAskedTwiceAtOnceByTwoNamesOfOneServer() {
        var story = Story(Self.rule, servers: ["one", "two"], identified: false)
        story.identify("machine-home", server: "two")
        Self.decide(&story, on: Self.stuck, server: "two")
        #expect(story.open.map(\.server) == ["two"])
        story.identify("machine-home", server: "one")
        story.after(1)
        Self.decide(&story, on: Self.stuck, server: "one")
        #expect(story.open.map(\.server) == ["two"])
        story.answer(200)
        story.after(1)
        Self.decide(&story, on: Self.stuck, server: "one")
        #expect(story.requests.count == 1)
    }

    @Test("names that change places have the budgets of their servers")
    func namesThatChangePlacesHaveTheBudgetsOfTheirServers() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.answer(200)
        story.after(1)
        story.reload { $0.servers = ["home", "attic"].map { ServerSettings(name: $0) } }
        story.identify("machine-new", server: "home")
        story.identify("machine-home", server: "attic")
        #expect(try story.status(server: "attic").stopsInLastHour == 1)
        story.after(1)
        Self.decide(&story, on: Self.stuck, server: "attic")
        Self.decide(&story, on: [.scan("b", section: "3"), .butler], server: "attic")
        #expect(story.requests.count == 1)
    }

    @Test("a request says for which server it is meant")
    func aRequestSaysForWhichServerItIsMeant() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        #expect(story.requests.map(\.machineIdentifier) == ["machine-home"])
    }

    @Test("two names of one server have one budget")
    func twoNamesOfOneServerHaveOneBudget() throws {
        var story = Story(
            Self.rule, safety: SafetySettings(maximumStopsPerHour: 1), servers: ["one", "two"], identified: false)
        story.identify("machine-home", server: "two")
        Self.decide(&story, on: Self.stuck, server: "two")
        story.identify("machine-home", server: "one")
        #expect(try story.status(server: "one").stopsInLastHour == 1)
        story.after(1)
        Self.decide(&story, on: [.scan("b", section: "3"), .butler], server: "one")
        #expect(story.requests.count == 1)
    }

    @Test("the cooldown and the stops of the old server do not bind another one at its address")
    func theCooldownAndTheStopsOfTheOldServerDoNotBindAnotherOneAtItsAddress() throws {
        var story = Story(Self.rule, safety: SafetySettings(maximumStopsPerHour: 1))
        story.decide(on: Self.stuck)
        story.after(0.5)
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        story.identify("other")
        #expect(try story.status().stopsInLastHour == 0)
        story.after(1)
        story.decide(on: [.scan("b"), .butler])
        #expect(story.requests.map(\.machineIdentifier) == ["machine-home", "other"])
    }

    @Test("the returns of work on the old server do not trip the breaker of another one at its address")
    func theReturnsOfWorkOnTheOldServerDoNotTripTheBreakerOfAnotherOneAtItsAddress() {
        let plan = StopPlan(verifyWithin: .seconds(10), attempts: 1, cooldown: .minutes(1))
        var story = Story(.stop("low", .progressBelow(50), plan: plan))
        story.poll([.butler])
        for (round, machine) in ["machine-home", "machine-home", "other"].enumerated() {
            story.after(90)
            story.identify(machine)
            story.after(1)
            story.decide(on: [.scan("\(machine) \(round)"), .butler])
            story.verify([.scan("\(machine) \(round) again"), .butler], for: 14)
        }
        #expect(story.requests.count == 3)
        #expect(story.count(.breakerTripped) == 0)
    }

    /// A story in which a request is on its way to the old server when another one answers at its address.
    private static func replaced() -> Story {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.identify("other")
        story.after(1)
        _ = story.take()
        return story
    }

    @Test("the answer of the old server is told under its identity", arguments: [false, true])
    func theAnswerOfTheOldServerIsToldUnderItsIdentity(isSent: Bool) throws {
        var story = Self.replaced()
        story.answer(isSent ? .answered(status: 200) : .notSent(reason: "no room on the disk"))
        #expect(story.take("stop-abandoned").count == 1)
        #expect(try story.last(.stopAbandoned)[.serverID] == "machine-home")
        #expect(try story.last(.stopAbandoned)[.reason] == "server-restarted")
        if isSent { #expect(try story.last(.stopRequested)[.serverID] == "machine-home") }
    }

    @Test("a daemon that is killed before that answer gives the stop up under the old identity")
    func aDaemonThatIsKilledBeforeThatAnswerGivesTheStopUpUnderTheOldIdentity() throws {
        var story = Self.replaced()
        story.restart(identified: false)
        #expect(story.take("stop") == ["stop-abandoned a server-restarted by low stop-section-refresh #1"])
        #expect(try story.last(.stopAbandoned)[.serverID] == "machine-home")
        story.identify("other")
        story.poll([.butler])
        #expect(story.take("stop") == [])
        story.decide(on: [.scan("b"), .butler])
        #expect(story.requests.count == 2, "the old cooldown does not bind the other server")
        story.identify("machine-home")
        story.after(1)
        story.decide(on: [.scan("c"), .butler])
        #expect(story.requests.count == 2, "the cooldown holds at the old one")
    }

    @Test("a daemon that is killed after an epoch ended confirms no stop of that epoch")
    func aDaemonThatIsKilledAfterAnEpochEndedConfirmsNoStopOfThatEpoch() {
        var story = Story(Self.rule)
        story.decide(on: Self.stuck)
        story.fail()
        story.after(1)
        story.identify()
        story.poll([.some("new", .butler)])
        #expect(story.take("lost").count == 2)
        story.restart()
        story.poll([.some("new", .butler)])
        #expect(story.take("stop") == ["stop-abandoned a server-restarted by low stop-section-refresh #1"])
    }

    @Test("an identity that was not known is saved before anything is told under it")
    func anIdentityThatWasNotKnownIsSavedBeforeAnythingIsToldUnderIt() {
        let story = Story(identified: false)
        var monitor = story.monitor
        func mustBeSaved(_ machine: String) -> Bool {
            let identity = ServerIdentity(machineIdentifier: machine)
            return monitor.handle(.identity(server: Story.server, identity), at: story.now).mustBeSaved
        }
        #expect(["one", "one", "two", "two", "one"].map(mustBeSaved) == [true, false, true, false, true])
    }

    @Test("the entry that only observes sees the return of what the other one stopped")
    func theEntryThatOnlyObservesSeesTheReturnOfWhatTheOtherOneStopped() {
        let plan = StopPlan(verifyWithin: .seconds(10), attempts: 1, cooldown: .minutes(1))
        var story = Story(.stop("low", .progressBelow(50), plan: plan), servers: ["one", "two"], identified: false)
        for server in ["one", "two"] {
            story.identify("machine-home", server: server)
            story.poll([.butler], server: server)
        }
        for round in 1...3 {
            story.after(90)
            let acting = round == 1 ? "one" : "two"
            Self.decide(&story, on: [.scan("a\(round)"), .butler], server: acting)
            story.after(0.5)
            story.answer(200)
            story.after(1)
            story.poll([.butler], server: acting)
            story.after(20)
            story.poll([.scan("b\(round)", 60), .butler], server: "two")
            if round == 1 { story.identify("other", server: "one") }
        }
        #expect(story.requests.count == 3)
        #expect(story.count(.breakerTripped) == 1)
    }
}
