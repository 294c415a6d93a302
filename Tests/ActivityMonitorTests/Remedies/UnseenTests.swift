// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What lists do not show is neither there nor gone, and is not waited for without end.
@Suite struct UnseenTests {
    private static let rule = Rule.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1))

    private static func partial(_ activities: [Activity]) -> ActivitySnapshot {
        ActivitySnapshot(activities: activities, skippedRows: 1)
    }

    private static func poll(_ story: inout Story, for seconds: Double, _ snapshot: ActivitySnapshot) {
        let end = story.seconds + seconds
        while story.seconds < end {
            story.after(2)
            story.poll(snapshot: snapshot)
        }
    }

    @Test("that a request was not heeded is not claimed while nobody sees what it was about")
    func thatARequestWasNotHeededIsNotClaimedWhileNobodySeesWhatItWasAbout() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.after(0.5)
        story.answer(200)
        Self.poll(&story, for: 80, Self.partial([.butler]))
        #expect(
            story.take("stop") == [
                "stop-requested a by low stop-section-refresh 200 #1",
                "stop-abandoned a not-shown by low stop-section-refresh #1",
            ])
    }

    @Test("an incomplete list that shows it is evidence")
    func anIncompleteListThatShowsItIsEvidence() {
        var story = Story(Self.rule)
        story.decide(on: [.scan("a"), .butler])
        story.after(0.5)
        story.answer(200)
        Self.poll(&story, for: 40, Self.partial([.scan("a"), .butler]))
        Self.poll(&story, for: 40, Self.partial([.butler]))
        _ = story.take()
        Self.poll(&story, for: 18, Self.partial([.scan("a"), .butler]))
        #expect(story.take("stop") == ["stop-ineffective a not-honoured by low"])
    }

    @Test("looking again for what is not shown ends")
    func lookingAgainForWhatIsNotShownEnds() {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        Self.poll(&story, for: 60, Self.partial([.butler]))
        #expect(story.take("stop") == [])
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(2))
        Self.poll(&story, for: 2, Self.partial([.butler]))
        #expect(story.take("stop") == ["stop-abandoned a not-shown by low"])
        #expect(story.monitor.pollInterval(of: Story.server) == .seconds(10))
        story.after(10)
        story.decide(on: [.scan("a"), .butler])
        #expect(story.take("send") == ["send stop-section-refresh 2"], "it may be tried again when it is shown")
    }

    @Test("the wait for what is not shown goes on over a restart")
    func theWaitForWhatIsNotShownGoesOnOverARestart() {
        var story = Story(Self.rule)
        story.poll([.scan("a"), .butler])
        Self.poll(&story, for: 40, Self.partial([.butler]))
        story.restart(after: 2)
        Self.poll(&story, for: 22, Self.partial([.butler]))
        #expect(story.take("stop") == [])
        Self.poll(&story, for: 2, Self.partial([.butler]))
        #expect(story.take("stop") == ["stop-abandoned a not-shown by low"])
    }

    @Test("a refused request claims nothing of what an earlier one was about")
    func aRefusedRequestClaimsNothingOfWhatAnEarlierOneWasAbout() {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a"), .butler])
        story.verify([.scan("a"), .butler])
        story.look(at: [.scan("a"), .butler])
        story.after(0.5)
        story.poll([.butler])
        _ = story.take()
        story.answer(404)
        #expect(story.take("stop") == ["stop-requested a by low stop-section-refresh 404 #2"])
        story.after(1)
        story.poll([.butler])
        #expect(story.take("stop") == ["stop-confirmed a by low stop-section-refresh #1"])
    }

    @Test("lists that never are complete do not pile up without bound")
    func listsThatNeverAreCompleteDoNotPileUpWithoutBound() {
        var tracker = ServerTracker()
        #expect(tracker.bound == 20_000)
        tracker.bound = 4
        func observe(_ uuids: String, at seconds: Double) -> [String] {
            let changes = tracker.observe(
                Self.partial(uuids.map { .scan(String($0)) }), sentAt: Story.instant(seconds), limit: .seconds(60),
                kindLimit: .seconds(60), key: TextHash.Key(1, 2))
            return changes.compactMap { change in
                guard case .lost(let tracked, .notShown) = change else { return nil }
                return tracked.activity.id.rawValue
            }
        }
        #expect(observe("dcb", at: 1) == [])
        #expect(observe("a", at: 2) == [])
        #expect(observe("bef", at: 3) == ["c", "d"], "what was shown longest ago goes, in order")
        #expect(tracker.activities.keys.sorted().map(\.rawValue) == ["a", "b", "e", "f"])
        #expect(observe("bef", at: 4) == [])
    }

    @Test("what is let go while it is being stopped ends that stop alone")
    func whatIsLetGoWhileItIsBeingStoppedEndsThatStopAlone() {
        let settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home")],
            rules: [Self.rule, .stop("high", .progressAbove(50))])
        var server = ServerMonitor(settings: settings.servers[0])
        server.tracker.bound = 2
        var told: [String] = []
        func poll(_ uuids: [Activity], at seconds: Double) {
            var context = StepContext(
                settings: settings,
                rules: settings.rules.map { IdentifiedRule(rule: $0, identity: $0.identity(under: settings.safety)) },
                isPaused: false, localTime: nil, now: Story.instant(seconds), openTargets: [], nextRequestID: 1)
            context.server = server.label
            if seconds == 0 { _ = server.identify(ServerIdentity(machineIdentifier: "m"), &context) }
            server.poll(sentAt: context.now, .snapshot(Self.partial(uuids)), &context)
            told += context.output.events.map(\.line).filter { $0.hasPrefix("stop") || $0.hasPrefix("lost") }
        }
        poll([.scan("a"), .some("b", .libraryRefreshItems, 60, cancellable: true)], at: 0)
        #expect(server.stops.operations.count == 2)
        poll([.some("b", .libraryRefreshItems, 60, cancellable: true), .scan("c", nil)], at: 1)
        #expect(told == ["lost a not-shown", "stop-abandoned a not-shown by low"])
        #expect(server.stops.operations.count == 1)
    }
}
