// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import PlexModel
import Testing

@testable import ActivityControl

/// What lists and notifications prove about the work that `wait` waits for.
@Suite struct AwaitedWorkTests {
    private static let start = Instant(nanoseconds: 0)

    private static func work(_ target: AwaitedWork.Target, appear: Duration = .seconds(10)) -> AwaitedWork {
        var work = AwaitedWork(
            target, limits: AwaitedWork.Limits(timeout: .seconds(600), appear: appear), servers: ["home"], start: start)
        work.take(
            .sections(server: "home", [LibrarySection(id: SectionID("2"), title: "Movies")]), at: Self.start)
        return work
    }

    private static func at(_ seconds: Int) -> Instant { Self.start.advanced(by: .seconds(seconds)) }

    private static func list(_ activities: [Activity], sentAt seconds: Int, declared: Int? = nil) -> Input {
        .poll(
            server: "home", sentAt: Self.at(seconds),
            .snapshot(ActivitySnapshot(activities: activities, declaredSize: declared)))
    }

    @Test("a list with a hole proves no end")
    func aListWithAHoleProvesNoEnd() {
        var work = Self.work(.init(section: "Movies"))
        work.take(Self.list([Samples.scan("one")], sentAt: 1), at: Self.at(1))
        work.take(Self.list([], sentAt: 2, declared: 3), at: Self.at(2))
        #expect(work.outcome(at: Self.at(2)) == nil)
        work.take(Self.list([], sentAt: 3), at: Self.at(3))
        #expect(work.outcome(at: Self.at(3)) == .over)
    }

    @Test("a list from before a notification proves no end")
    func aListFromBeforeANotificationProvesNoEnd() {
        var work = Self.work(.init(section: "2"))
        let scan = Samples.scan("one")
        let news = ActivityNotification(id: scan.id, change: .started, activity: scan)
        work.take(.notification(server: "home", receivedAt: Self.at(5), news), at: Self.at(5))
        work.take(Self.list([], sentAt: 4), at: Self.at(6))
        #expect(work.outcome(at: Self.at(6)) == nil)
        work.take(Self.list([], sentAt: 7), at: Self.at(7))
        #expect(work.outcome(at: Self.at(7)) == .over)
    }

    @Test("the time to appear counts from the first list")
    func theTimeToAppearCountsFromTheFirstList() {
        var work = Self.work(.init(type: "media.*"))
        for second in [20, 25, 29] {
            work.take(Self.list([Samples.scan("one")], sentAt: second), at: Self.at(second))
            #expect(work.outcome(at: Self.at(second)) == nil)
        }
        work.take(Self.list([], sentAt: 30), at: Self.at(30))
        #expect(work.outcome(at: Self.at(30)) == .neverSeen)
    }

    @Test("a library without this name, or with a name of two, is a mistake")
    func aLibraryWithoutThisNameOrWithANameOfTwoIsAMistake() {
        #expect(Self.work(.init(section: "Musik")).outcome(at: Self.start) == .unknownLibrary)
        var work = Self.work(.init(section: " MOVIES"))
        #expect(work.outcome(at: Self.start) == nil)
        work.take(
            .sections(server: "home", ["2", "5"].map { LibrarySection(id: SectionID($0), title: "Movies") }),
            at: Self.start)
        #expect(work.outcome(at: Self.start) == .ambiguous)
    }

    @Test("a minute without an answer is enough")
    func aMinuteWithoutAnAnswerIsEnough() {
        let work = Self.work(.init(uuid: "one"))
        #expect(work.outcome(at: Self.at(60)) == nil)
        #expect(work.outcome(at: Self.at(61)) == .unreachable)
    }

    @Test(
        "each outcome has its exit code",
        arguments: [
            (WaitOutcome.over, 0), (.neverSeen, 1), (.timedOut, 1), (.lost, 69), (.unreachable, 69), (.refused, 77),
            (.unknownLibrary, 64), (.ambiguous, 64),
        ] as [(WaitOutcome, Int32)])
    func eachOutcomeHasItsExitCode(outcome: WaitOutcome, code: Int32) {
        #expect((outcome.exitCode?.rawValue ?? 0) == code)
    }
}
