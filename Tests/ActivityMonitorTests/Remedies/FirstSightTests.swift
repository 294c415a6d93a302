// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// One of several is stopped only where it is known which was there first, and that no other is hidden.
@Suite struct FirstSightTests {
    private static let a = Activity.scan("a", cancellable: true)
    private static let b = Activity.scan("b", cancellable: true)
    private static let c = Activity.scan("c", cancellable: true)

    private static func rule(_ victims: Victims) -> Rule {
        .stop("dup", .duplicatesAtLeast(2), .runningFor(.minutes(2)), plan: StopPlan(victims: victims))
    }

    /// A list of which one row cannot be read.
    private static func partial(_ activities: [Activity]) -> ActivitySnapshot {
        ActivitySnapshot(activities: activities, skippedRows: 1)
    }

    @Test("what could not be read for a while is no younger for it")
    func whatCouldNotBeReadForAWhileIsNoYoungerForIt() {
        var story = Story(Self.rule(.allButOldest))
        story.polls(until: 300, [Self.a, .butler])
        for _ in 0..<90 {
            story.after(10)
            story.poll(snapshot: Self.partial([Self.b, .butler]))
        }
        story.after(10)
        story.decide(on: [Self.a, Self.b, .butler])
        story.polls(until: story.seconds + 200, [Self.a, Self.b, .butler])
        #expect(Set(story.take("send")) == ["send cancel-activity b"])
    }

    @Test("what the first whole list shows together cannot be told apart, whatever parts of it came before")
    func whatTheFirstWholeListShowsTogetherCannotBeToldApartWhateverPartsOfItCameBefore() {
        var story = Story(Self.rule(.allButOldest))
        story.poll(snapshot: Self.partial([Self.b, .butler]))
        story.after(10)
        story.polls(until: 600, [Self.a, Self.b, .butler])
        #expect(story.take("send", "stop") == [])
    }

    @Test("the order of the first sights outlives a restart")
    func theOrderOfTheFirstSightsOutlivesARestart() {
        var story = Story(Self.rule(.allButOldest))
        story.poll([Self.b, .butler])
        story.after(10)
        story.poll([Self.a, Self.b, .butler])
        story.restart()
        story.after(1)
        story.polls(until: 200, [Self.a, Self.b, Self.c, .butler])
        #expect(Set(story.take("send")) == ["send cancel-activity a", "send cancel-activity c"])
    }

    @Test("a state from before first sights were counted tells nobody apart")
    func aStateFromBeforeFirstSightsWereCountedTellsNobodyApart() throws {
        var story = Story(Self.rule(.allButOldest))
        story.poll([Self.b, .butler])
        story.after(10)
        story.poll([Self.a, Self.b, .butler])
        var state = story.monitor.savedState()
        state.servers["home"]?.looks = nil
        for index in state.servers["home"]?.activities.indices ?? 0..<0 {
            state.servers["home"]?.activities[index].firstLook = nil
        }
        var monitor = Monitor(restoring: state, isSameBoot: true)
        _ = monitor.handle(.configure(story.settings), at: story.now)
        _ = monitor.handle(
            .identity(server: "home", ServerIdentity(machineIdentifier: "machine-home")), at: story.now)
        for second in stride(from: 20.0, through: 400, by: 10) {
            let now = Story.instant(second)
            let output = monitor.handle(
                .poll(
                    server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: [Self.a, Self.b, .butler]))),
                at: now)
            #expect(output.actions.isEmpty)
        }
    }

    @Test("nobody is picked from a list that may hide one", arguments: [Victims.oldest, .newest, .allButOldest])
    func nobodyIsPickedFromAListThatMayHideOne(victims: Victims) {
        var story = Story(Self.rule(victims))
        for (index, shown) in [[Self.a], [Self.a, Self.b], [Self.a, Self.b, Self.c]].enumerated() {
            story.at(Double(index) * 10)
            story.poll(shown + [.butler])
        }
        for _ in 0..<30 {
            story.after(10)
            story.poll(snapshot: Self.partial([Self.b, Self.c, .butler]))
        }
        #expect(story.pollsAskedFor == 0)
        story.after(10)
        story.decide(on: [Self.a, Self.b, Self.c, .butler])
        #expect(!story.take("send").isEmpty)
    }

    @Test("nobody is picked while rows contradict each other")
    func nobodyIsPickedWhileRowsContradictEachOther() {
        var story = Story(Self.rule(.oldest))
        for (index, shown) in [[Self.a], [Self.a, Self.b], [Self.a, Self.b, Self.c]].enumerated() {
            story.at(Double(index) * 10)
            story.poll(shown + [.butler])
        }
        for _ in 0..<30 {
            story.after(10)
            story.poll(
                snapshot: ActivitySnapshot(activities: [Self.b, Self.c, .butler], contradictory: [ActivityID("a")]))
        }
        #expect(story.take("send", "stop") == [])
    }

    @Test("nobody is picked while another has not named its section")
    func nobodyIsPickedWhileAnotherHasNotNamedItsSection() {
        var story = Story(Self.rule(.newest))
        let unnamed = Activity.scan("c", section: nil, cancellable: true)
        story.poll([Self.a, .butler])
        story.after(10)
        story.poll([Self.a, Self.b, .butler])
        story.after(10)
        story.polls(until: 400, [Self.a, Self.b, unnamed, .butler])
        #expect(story.take("send", "stop") == [])
        story.after(10)
        story.decide(on: [Self.a, Self.b, Self.c, .butler])
        #expect(story.take("send") == ["send cancel-activity c"])
    }

    @Test("a pick that was made is not carried out on a list that may hide one")
    func aPickThatWasMadeIsNotCarriedOutOnAListThatMayHideOne() {
        var story = Story(Self.rule(.allButOldest))
        story.poll([Self.a, .butler])
        story.after(10)
        story.polls(until: 130, [Self.a, Self.b, .butler])
        #expect(story.pollsAskedFor == 1)
        story.after(1)
        story.poll(snapshot: Self.partial([Self.b, .butler]))
        story.after(1)
        story.poll(snapshot: Self.partial([Self.a, Self.b, .butler]))
        #expect(story.take("send", "stop") == [])
        story.after(1)
        story.poll([Self.a, Self.b, .butler])
        #expect(story.take("send") == ["send cancel-activity b"])
    }
}
