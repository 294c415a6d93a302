// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// What holds over any history: servers that lie, restart and ignore requests, and a daemon that is restarted at random.
@Suite struct RandomHistoryTests {
    private static let steps = 30
    private static let maximumStops = 2

    /// A history in the making.
    private struct History {
        var chance: Chance
        var story: Story
        var world: [Activity] = [.butler]
        var nextUUID = 1
        /// The uuids that have started and not ended.
        var known: Set<String> = []
        /// When requests went out, in seconds of the current boot.
        var sent: [Double] = []
        /// How many requests there have been in all.
        var total = 0
        /// How many events have been looked at.
        var seen = 0

        init(seed: UInt64, isArmed: Bool) {
            self.chance = Chance(seed: seed)
            let rules = [
                Rule.stop(
                    "armed", .progressBelow(50), .runningFor(.seconds(10)),
                    plan: StopPlan(verifyWithin: .seconds(10), cooldown: .minutes(1), maximumPerHour: 5)),
                .stop(
                    "kind", type: "media.*", .noProgressFor(.seconds(10)), hold: .seconds(5), scope: .kind,
                    exceptions: [ActivityMatch(users: [7])], plan: StopPlan(attempts: 1, cooldown: .minutes(1))),
            ]
            let watching = [
                Rule.stop("watch", .progressAbove(5)).observing, .stop("note", .runningFor(.seconds(30))).notifying,
            ]
            self.story = Story(
                MonitorSettings(
                    generation: 1, servers: [ServerSettings(name: Story.server)],
                    rules: (isArmed ? rules : rules.map(\.observing)) + watching,
                    safety: SafetySettings(maximumStopsPerHour: RandomHistoryTests.maximumStops),
                    journal: JournalSettings(showsTitles: seed.isMultiple(of: 2))))
        }
    }

    /// The history of a seed, checked step by step.
    private func history(_ seed: UInt64, isArmed: Bool = true) throws -> Story {
        var history = History(seed: seed, isArmed: isArmed)
        for _ in 0..<Self.steps {
            self.step(&history)
            try self.check(&history)
        }
        return history.story
    }

    private func step(_ history: inout History) {
        history.story.after(Double(history.chance.one(of: [0, 1, 1, 2, 2, 5, 10, 10, 30, 70, 400])))
        self.change(&history)
        switch Int.random(in: 0..<100, using: &history.chance) {
        case 0..<60: self.poll(&history)
        case 60..<66: history.story.fail(history.chance.one(of: [.unreachable, .status, .unauthorized]))
        case 66..<78: self.answer(&history)
        case 78..<84: history.story.identify(history.chance.happens(90) ? "machine-home" : "another")
        case 84..<86: history.story.feed(.pause(history.chance.happens(40)))
        case 86..<88: history.story.feed(.tokenChanged(server: Story.server))
        case 88..<92:
            let limit = Double(history.chance.one(of: [50, 50, 60]))
            history.story.reload { $0.rules[0].conditions[0] = .progressBelow(limit) }
        case 92..<95: history.story.restart(identified: history.chance.happens(80))
        case 95..<96:
            history.story.restart(afterBoot: 10)
            history.sent = []
        default:
            history.story.feed(.sections(server: Story.server, [LibrarySection(id: SectionID("1"), title: "One")]))
        }
    }

    /// The world goes on: work starts, moves, names its section and ends; sometimes everything is gone.
    private func change(_ history: inout History) {
        if history.chance.happens(40), history.world.count < 6 {
            let uuid = "u\(history.nextUUID)"
            history.nextUUID += 1
            let isCancellable = history.chance.one(of: [true, false, nil] as [Bool?])
            history.world.append(
                history.chance.one(of: [
                    .scan(
                        uuid, 10, section: history.chance.one(of: ["1", "2", nil] as [String?]),
                        cancellable: isCancellable),
                    .credits(uuid, 10, cancellable: isCancellable), .credits(uuid, nil),
                    .some(uuid, .libraryRefreshItems, 10, cancellable: isCancellable), .some(uuid, .grabberGrab, 10),
                ]))
        }
        for index in history.world.indices where history.chance.happens(15) {
            history.world[index].progress = history.chance.one(of: [
                .percent(20), .percent(60), .percent(100), .unknown,
            ])
        }
        if history.chance.happens(10), history.world.count > 1 {
            history.world.remove(at: Int.random(in: history.world.indices, using: &history.chance))
        }
        if history.chance.happens(2) { history.world = [] }
    }

    private func poll(_ history: inout History) {
        var snapshot = ActivitySnapshot(activities: history.world)
        if history.chance.happens(10), let hidden = snapshot.activities.popLast() {
            if history.chance.happens(50) {
                snapshot.skippedRows = 1
            } else {
                snapshot.contradictory = [hidden.id]
            }
        }
        let late = Double(history.chance.one(of: [0, 0, 0, 0, 1, 20]))
        history.story.poll(snapshot: snapshot, sentAt: max(0, history.story.seconds - late))
    }

    private func answer(_ history: inout History) {
        guard let request = history.story.open.first else { return }
        let outcome = history.chance.one(
            of: [
                .answered(status: 200), .answered(status: 200), .answered(status: 200), .answered(status: 404),
                .answered(status: 400), .answered(status: 401), .answered(status: 403), .answered(status: 500),
                .noAnswer,
                .notSent(reason: "no room"),
            ] as [RequestOutcome])
        if outcome == .answered(status: 200), history.chance.happens(60) {
            history.world.removeAll { request.remedy.covers($0) == .yes }
        }
        history.story.answer(outcome)
    }

    private func check(_ history: inout History) throws {
        let story = history.story
        for event in story.events[history.seen...] {
            guard let uuid = event[.activityUUID] else { continue }
            switch event.kind {
            case .started: try #require(history.known.insert(uuid).inserted, "\(uuid) started twice")
            case .finished, .lost: try #require(history.known.remove(uuid) != nil, "\(uuid) ended and was not there")
            case .stopRequested: try #require(["armed", "kind"].contains(event[.rule] ?? ""))
            default: break
            }
        }
        history.seen = story.events.count
        let status = try story.status()
        // What has ended while its request has no answer yet is told later, and only saved until then.
        let saved = story.monitor.savedState().servers[Story.server]?.activities.map(\.uuid.rawValue) ?? []
        try #require(Set(saved) == history.known)
        try #require(Set(status.activities.map(\.uuid)).isSubset(of: history.known))
        let open = Set(story.open.map { "\($0.machineIdentifier ?? "") \($0.remedy.target)" })
        try #require(open.count == story.open.count, "two open requests for one target")
        try #require(status.stopsInLastHour <= Self.maximumStops)
        let targets = status.operations.flatMap(\.uuids)
        try #require(Set(targets).count == targets.count, "two stops of one activity")

        let before = history.sent.count
        history.sent += Array(repeating: story.seconds, count: max(0, story.requests.count - history.total))
        history.total = story.requests.count
        if history.sent.count > before {
            // Two attempts at most for each stop that the budget allows.
            let lately = history.sent.count { story.seconds - $0 < 3_600 }
            try #require(lately <= 2 * Self.maximumStops, "\(lately) requests in an hour")
        }
    }

    @Test("whatever happens, the monitor keeps its promises", arguments: 0..<10)
    func whateverHappensTheMonitorKeepsItsPromises(block: Int) throws {
        for seed in 0..<30 { _ = try self.history(UInt64(block * 30 + seed)) }
    }

    @Test("the same inputs give the same outputs")
    func theSameInputsGiveTheSameOutputs() throws {
        for seed in 5_000..<5_010 {
            let (first, second) = (try self.history(UInt64(seed)), try self.history(UInt64(seed)))
            #expect(first.events == second.events)
            #expect(first.requests == second.requests)
            #expect(first.monitor.savedState() == second.monitor.savedState())
        }
    }

    @Test("a rule that observes sends nothing")
    func aRuleThatObservesSendsNothing() throws {
        var wouldStop = 0
        for seed in 6_000..<6_060 {
            let story = try self.history(UInt64(seed), isArmed: false)
            #expect(story.requests.isEmpty)
            #expect(story.events.allSatisfy { !$0.kind.rawValue.hasPrefix("stop-") })
            wouldStop += story.count(.wouldStop)
        }
        #expect(wouldStop > 50)
    }

    @Test("the histories are worth their time")
    func theHistoriesAreWorthTheirTime() throws {
        var kinds: Set<EventKind> = []
        for seed in 0..<100 { kinds.formUnion(try self.history(UInt64(seed)).events.map(\.kind)) }
        // A rejected file and the rights of a token are no inputs of these histories.
        #expect(kinds == Set(EventKind.allCases).subtracting([.configurationRejected, .tokenLimited]))
    }
}
